/*
 * Sets of instants as lists of half-open intervals [from, to), in milliseconds since 1970. What is given may be in any
 * order, overlap and be empty; what is returned is in order, neither overlaps nor touches, and holds nothing empty.
 */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Everything that lies in at least one of them. */
export function union(intervals: readonly Interval[]): Interval[] {
  const inOrder = intervals.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  const merged: Interval[] = [];
  for (const { from, to } of inOrder) {
    const last = merged.at(-1);
    if (last && from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else merged.push({ from, to });
  }
  return merged;
}

/** Everything that lies in both. */
export function intersection(one: readonly Interval[], other: readonly Interval[]): Interval[] {
  const [left, right] = [union(one), union(other)];
  const common: Interval[] = [];
  for (let i = 0, j = 0; ;) {
    const [a, b] = [left[i], right[j]];
    if (!a || !b) return common;
    const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)];
    if (from < to) common.push({ from, to });
    if (a.to <= b.to) i += 1;
    else j += 1;
  }
}

/** Everything of `whole` that lies in none of `without`. */
export function difference(whole: readonly Interval[], without: readonly Interval[]): Interval[] {
  const outside: Interval[] = [];
  let from = -Infinity;
  for (const hole of union(without)) {
    outside.push({ from, to: hole.from });
    from = hole.to;
  }
  return intersection(whole, [...outside, { from, to: Infinity }]);
}

/** How much there is of them, in milliseconds, overlaps once. */
export function lengthOf(intervals: readonly Interval[]): number {
  return union(intervals).reduce((sum, { from, to }) => sum + to - from, 0);
}

export const overlaps = (one: Interval, other: Interval): boolean => one.from < other.to && other.from < one.to;
