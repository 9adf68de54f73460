import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isWeak, successOf } from './success.js';

const outcomes = (worked: number, rest: number) => ({ worked, partly: 0, noEffect: rest, madeWorse: 0, abandoned: 3 });
const rounded = ({ low, high }: { low: number; high: number }) =>
  [low, high].map((one) => Math.round(one * 10_000) / 10_000);

describe('the success of an action', () => {
  // published values: Newcombe, Statistics in Medicine 17 (1998), table I, method 3
  it.each([
    [81, 263, [0.2553, 0.3662]],
    [15, 148, [0.0624, 0.1605]],
    [0, 20, [0, 0.1611]],
    [1, 29, [0.0061, 0.1718]],
  ])('has the interval of Wilson: %i of %i', (worked, runs, interval) => {
    expect(rounded(successOf(outcomes(worked, runs - worked)))).toEqual(interval);
  });

  it('leaves abandoned runs out, and is open while there are none', () => {
    expect(successOf({ worked: 0, partly: 0, noEffect: 0, madeWorse: 0, abandoned: 9 })).toEqual({
      runs: 0,
      worked: 0,
      share: null,
      low: 0,
      high: 1,
    });
  });

  it('lies within its interval, and that within 0 and 1; one more that worked never lowers it', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (worked, rest) => {
        const one = successOf(outcomes(worked, rest));
        const more = successOf(outcomes(worked + 1, rest));
        if (one.share === null) return;
        expect(one.low).toBeGreaterThanOrEqual(0);
        expect(one.high).toBeLessThanOrEqual(1);
        expect(one.low).toBeLessThanOrEqual(one.share + 1e-12);
        expect(one.high).toBeGreaterThanOrEqual(one.share - 1e-12);
        expect(more.low).toBeGreaterThanOrEqual(one.low - 1e-12);
      }),
    );
  });

  it('is weak after five runs that did nothing, and not after four', () => {
    expect([4, 5].map((runs) => isWeak(successOf(outcomes(0, runs))))).toEqual([false, true]);
    expect(isWeak(successOf(outcomes(3, 5)))).toBe(false);
  });
});
