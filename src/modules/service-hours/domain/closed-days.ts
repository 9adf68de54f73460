import { firstDayOf, parseLocalDate, yearOf } from './local-date.js';

/** A day on which nothing is open, whatever its weekday says. */
export interface Holiday {
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly name?: string;
}

export interface ClosedDay {
  readonly reason: 'holiday' | 'closure';
  /** The holiday's, if it has one. */
  readonly name?: string;
}

/** First and last day number, both closed. */
export type Closure = readonly [first: number, last: number];

const CLOSURE: ClosedDay = Object.freeze({ reason: 'closure' });

/**
 * Why a local date is closed; undefined when it is not. A holiday within a closure is named as the holiday.
 *
 * `holidaysOf` is asked once for each year somebody looks at, because a schedule has no last year: a due instant thirty
 * years ahead still knows its holidays. A name given by hand wins over its name.
 */
export function closedDays(
  listed: readonly Holiday[],
  holidaysOf: ((year: number) => readonly Holiday[]) | undefined,
  closures: readonly Closure[],
): (day: number) => ClosedDay | undefined {
  const holidays = new Map<number, ClosedDay>();
  const note = (holiday: Holiday): void => {
    const day = parseLocalDate(holiday.date);
    if (day === undefined || holidays.get(day)?.name !== undefined) return;
    const name = holiday.name === undefined ? {} : { name: holiday.name };
    holidays.set(day, Object.freeze({ reason: 'holiday', ...name }));
  };
  listed.forEach(note);

  const years = new Set<number>();
  let seen: Closure = [0, -1];
  const readYear = (day: number): void => {
    const year = yearOf(day);
    seen = [firstDayOf(year), firstDayOf(year + 1) - 1];
    if (years.has(year)) return;
    years.add(year);
    holidaysOf?.(year).forEach(note);
  };

  const merged = mergeClosures(closures);
  return (day) => {
    if (holidaysOf && (day < seen[0] || day > seen[1])) readYear(day);
    return holidays.get(day) ?? (isWithin(merged, day) ? CLOSURE : undefined);
  };
}

function mergeClosures(closures: readonly Closure[]): Closure[] {
  const merged: Closure[] = [];
  for (const [first, last] of closures.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) merged[merged.length - 1] = [before[0], Math.max(before[1], last)];
    else merged.push([first, last]);
  }
  return merged;
}

function isWithin(merged: readonly Closure[], day: number): boolean {
  let low = 0;
  let high = merged.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const closure = merged[middle];
    if (!closure || closure[0] > day) high = middle;
    else if (closure[1] < day) low = middle + 1;
    else return true;
  }
  return false;
}
