import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isWeak, successOf, trust, wilson } from './success.js';

const of = (worked: number, partly = 0, noEffect = 0, madeWorse = 0) =>
  successOf({ worked, partly, noEffect, madeWorse });

describe('the interval of success', () => {
  // Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I, method 3
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i is that of Wilson, as published', (worked, runs, low, high) => {
    const found = wilson(worked, runs);
    expect([found.low.toFixed(4), found.high.toFixed(4)]).toEqual([low.toFixed(4), high.toFixed(4)]);
  });

  it('says that everything is possible where nothing was run', () => {
    expect(of(0)).toEqual({ runs: 0, worked: 0, low: 0, high: 1 });
  });

  it('holds the share itself, between 0 and 1, and narrows with more runs of the same share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }), (worked, others) => {
        const runs = worked + others;
        fc.pre(runs > 0);
        const [once, twice] = [wilson(worked, runs), wilson(2 * worked, 2 * runs)];
        expect(once.low).toBeGreaterThanOrEqual(0);
        expect(once.high).toBeLessThanOrEqual(1);
        expect(once.low).toBeLessThanOrEqual(worked / runs);
        expect(once.high).toBeGreaterThanOrEqual(worked / runs);
        expect(twice.high - twice.low).toBeLessThan(once.high - once.low);
      }),
    );
  });

  it('counts what worked in part, had no effect or made it worse as not worked', () => {
    expect(of(3, 1, 1, 1)).toMatchObject({ runs: 6, worked: 3 });
  });
});

describe('an action', () => {
  it('is weak from five runs on, when it surely works less often than not', () => {
    expect([of(0, 0, 4), of(0, 0, 5), of(1, 0, 9), of(2, 0, 8), of(5, 0, 5)].map(isWeak)).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  it('is trusted more with each run that works, less with each that does not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (worked, others) => {
        const now = trust({ runs: worked + others, worked });
        expect(trust({ runs: worked + others + 1, worked: worked + 1 })).toBeGreaterThan(now);
        expect(trust({ runs: worked + others + 1, worked })).toBeLessThan(now);
      }),
    );
  });
});
