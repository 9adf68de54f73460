import { describe, expect, it } from '@jest/globals';
import { lateInstants, mostLate } from './lateness.js';

const HOUR = 3_600_000;
const window = { to: 10 * HOUR };

describe('when those who make a change are told that it takes too long', () => {
  it('is the planned end, and before it as long as backing out takes', () => {
    expect(lateInstants({ state: 'in_progress', window }, 30)).toEqual([
      { kind: 'no_return', at: 9.5 * HOUR },
      { kind: 'end', at: 10 * HOUR },
    ]);
  });

  it('is the planned end alone where it cannot be undone', () => {
    expect(lateInstants({ state: 'in_progress', window }, null)).toEqual([{ kind: 'end', at: 10 * HOUR }]);
  });

  it.each(['scheduled', 'implemented', 'backed_out', 'closed'] as const)('is never while it is %s', (state) => {
    expect(lateInstants({ state, window }, 30)).toEqual([]);
  });

  it('is never without a planned end', () => {
    expect(lateInstants({ state: 'in_progress', window: undefined }, 30)).toEqual([]);
  });
});

describe('what is told', () => {
  const both = lateInstants({ state: 'in_progress', window }, 30);
  it.each<[string, number, string | undefined]>([
    ['nothing before', 9.5 * HOUR - 1, undefined],
    ['the point of no return at its instant', 9.5 * HOUR, 'no_return'],
    ['the end alone once it has come', 10 * HOUR, 'end'],
  ])('is %s', (_, now, told) => {
    expect(mostLate(both, now)).toBe(told);
  });
});
