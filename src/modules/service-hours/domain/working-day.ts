import { done, type Outcome, refused } from '../../../kernel/index.js';
import { DAY_MS } from './local-date.js';
import { type Schedule } from './schedule.js';
import { walkOpen } from './walk.js';

/** Further from the instant that would show its midnight in UTC than any local clock of any zone ever was. */
const FARTHEST_OFFSET_MS = DAY_MS;

const HORIZON_DAYS = 36_525;

/**
 * Working days ("wd"): the instant at which working time ends on the n-th open local date after the local date of
 * `from`. A date is open when some of its time is: a holiday is not, nor is one whose only window the clocks skip.
 *
 * Refused: when there are not so many open dates within 100 years (`due_too_far`).
 *
 * @param days 1 or more, whole
 */
export function endOfWorkingDay(schedule: Schedule, from: number, days: number): Outcome<number> {
  const end = nthOpenDate(localDateAt(schedule, from), days, (day) => lastOpenOn(schedule, day, ...aroundDate(day)));
  if (end !== undefined) return done(end);
  const detail = 'There are not so many working days within 100 years.';
  return refused({ kind: 'unprocessable', code: 'due_too_far', detail });
}

/** The end of the n-th date after `today` that has one; undefined when there are not so many within 100 years. */
export function nthOpenDate(
  today: number,
  days: number,
  endOf: (day: number) => number | undefined,
): number | undefined {
  if (!Number.isInteger(days) || days < 1) throw new RangeError(`not a number of working days: ${days}`);
  let left = days;
  for (let day = today + 1; day <= today + HORIZON_DAYS; day += 1) {
    const end = endOf(day);
    if (end === undefined) continue;
    left -= 1;
    if (left === 0) return end;
  }
  return undefined;
}

export function localDateAt({ zone }: Schedule, instant: number): number {
  return Math.floor((instant + zone.runAt(instant).offset) / DAY_MS);
}

/**
 * Instants between which every clock that shows a local date does so. A date is looked for around it and not from one
 * midnight to the next: clocks put back over midnight show a date, the next one, and the first again.
 */
export function aroundDate(day: number): [from: number, to: number] {
  const midnight = day * DAY_MS;
  return [midnight - FARTHEST_OFFSET_MS, midnight + DAY_MS + FARTHEST_OFFSET_MS];
}

/** The last instant of working time on a local date that lies in [from, to). */
export function lastOpenOn(schedule: Schedule, wanted: number, from: number, to: number): number | undefined {
  if (schedule.closedOn(wanted)) return undefined;
  let end: number | undefined;
  walkOpen(schedule, from, to, (_, stop, day) => {
    if (day === wanted) end = stop;
    return false;
  });
  return end;
}
