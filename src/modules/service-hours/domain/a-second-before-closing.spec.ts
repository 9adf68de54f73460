import { describe, expect, it } from '@jest/globals';
import { orThrow } from '../../../kernel/index.js';
import { due, elapsed, nextOpening } from './working-time.js';
import { at, HOUR, schedule } from './working-time.spec-support.js';

describe('the last second before closing at 18:00', () => {
  const hours = schedule();
  const before = at('2026-03-03T17:59:59+01:00');
  const close = at('2026-03-03T18:00:00+01:00');
  const open = at('2026-03-04T08:00:00+01:00');

  it('counts, to the millisecond', () => {
    expect(elapsed(hours, before, open)).toBe(1000);
    expect(elapsed(hours, close - 1, close + 1)).toBe(1);
    expect(elapsed(hours, close, open)).toBe(0);
  });

  it('is all that a target of one second needs: due at closing, not at the next opening', () => {
    expect(orThrow(due(hours, before, 1000))).toBe(close);
    expect(orThrow(due(hours, before, 1001))).toBe(open + 1);
  });

  it('is due where a pause begins, when the target is used up there', () => {
    const pause = [before - HOUR, open + HOUR] as const;
    expect(orThrow(due(hours, before - 2 * HOUR, HOUR, [pause]))).toBe(before - HOUR);
    expect(orThrow(due(hours, before - 2 * HOUR, HOUR + 1, [pause]))).toBe(open + HOUR + 1);
  });

  it('is open, and the closing instant is not', () => {
    expect(nextOpening(hours, close - 1)).toBe(close - 1);
    expect(nextOpening(hours, close)).toBe(open);
  });
});
