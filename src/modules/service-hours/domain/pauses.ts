import { done, type FieldError, type Outcome, refused } from '../../../kernel/index.js';

/** [from, to), epoch milliseconds. Pauses may overlap, nest, repeat, be empty and come in any order. */
export type Pause = readonly [from: number, to: number];

/** Pauses from outside, or everything that is wrong with them: one that ends before it begins is refused. */
export function parsePauses(pauses: readonly Pause[]): Outcome<readonly Pause[]> {
  const errors: FieldError[] = [];
  pauses.forEach((pause, index) => {
    if (isValid(pause)) return;
    errors.push({ pointer: `/${index}`, code: 'reversed_pause', message: 'This pause ends before it begins.' });
  });
  if (errors.length === 0) return done(pauses);
  return refused({ kind: 'unprocessable', code: 'invalid_pauses', detail: 'These pauses cannot be used.', errors });
}

/** Sorted, disjoint, none empty. A reversed pause is a mistake of the caller here: see `parsePauses`. */
export function mergePauses(pauses: readonly Pause[]): readonly Pause[] {
  for (const pause of pauses) if (!isValid(pause)) throw new RangeError(`a pause is reversed: ${pause.join(' to ')}`);
  if (pauses.every((pause, index) => pause[0] < pause[1] && (pauses[index - 1]?.[1] ?? -Infinity) < pause[0])) {
    return pauses;
  }
  const merged: Pause[] = [];
  for (const [from, to] of pauses.filter((pause) => pause[0] < pause[1]).sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else merged.push([from, to]);
  }
  return merged;
}

/**
 * A function that cuts [from, to) at the pauses and visits the parts in order; a visit that returns true ends it.
 * It remembers how far it came: the intervals it is given must be in order.
 */
export function pauseCutter(
  pauses: readonly Pause[],
): (from: number, to: number, visit: (from: number, to: number, isPaused: boolean) => boolean) => boolean {
  const merged = mergePauses(pauses);
  let next = 0;
  return (from, to, visit) => {
    let cursor = from;
    for (; next < merged.length; next += 1) {
      const [start, end] = merged[next] as Pause;
      if (end <= cursor) continue;
      if (start >= to) break;
      if (cursor < start && visit(cursor, start, false)) return true;
      const stop = Math.min(end, to);
      if (visit(Math.max(cursor, start), stop, true)) return true;
      cursor = stop;
      if (end > to) break;
    }
    return cursor < to && visit(cursor, to, false);
  };
}

function isValid([from, to]: Pause): boolean {
  return from <= to;
}
