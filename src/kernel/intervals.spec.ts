import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { difference, intersection, lengthOf, overlaps, union, type Interval } from './intervals.js';

const END = 40;
const anyIntervals = fc.array(
  fc.tuple(fc.nat(END), fc.nat(END)).map(([from, to]): Interval => ({ from, to })),
  { maxLength: 8 },
);
/** The whole milliseconds in them, one by one. */
const cells = (intervals: readonly Interval[]) =>
  Array.from({ length: END }, (_, cell) => intervals.some(({ from, to }) => from <= cell && cell < to));
const isTidy = (intervals: readonly Interval[]) =>
  intervals.every(({ from, to }, place) => from < to && from > (intervals[place - 1]?.to ?? -Infinity));

describe('intervals', () => {
  it('are the cells that they cover', () => {
    fc.assert(
      fc.property(anyIntervals, anyIntervals, (one, other) => {
        const [left, right] = [cells(one), cells(other)];
        for (const [made, expected] of [
          [union([...one, ...other]), left.map((is, cell) => is || right[cell])],
          [intersection(one, other), left.map((is, cell) => is && right[cell])],
          [difference(one, other), left.map((is, cell) => is && !right[cell])],
        ] as const) {
          expect(cells(made)).toEqual(expected);
          expect(isTidy(made)).toBe(true);
          expect(lengthOf(made)).toBe(expected.filter(Boolean).length);
        }
      }),
    );
  });

  it('that touch do not overlap', () => {
    expect(overlaps({ from: 1, to: 2 }, { from: 2, to: 3 })).toBe(false);
    expect(overlaps({ from: 1, to: 3 }, { from: 2, to: 3 })).toBe(true);
  });
});
