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
  if (!Number.isInteger(days) || days < 1) throw new RangeError(`not a number of working days: ${days}`);
  const today = Math.floor((from + schedule.zone.runAt(from).offset) / DAY_MS);
  let left = days;
  for (let day = today + 1; day <= today + HORIZON_DAYS; day += 1) {
    const end = endOf(schedule, day);
    if (end === undefined) continue;
    left -= 1;
    if (left === 0) return done(end);
  }
  const detail = 'There are not so many working days within 100 years.';
  return refused({ kind: 'unprocessable', code: 'due_too_far', detail });
}

/**
 * The last instant of working time on a local date. Looked for around the date and not from one date to the next:
 * clocks put back over midnight show a date, the next one, and the first again.
 */
function endOf(schedule: Schedule, wanted: number): number | undefined {
  if (schedule.closedOn(wanted)) return undefined;
  let end: number | undefined;
  const midnight = wanted * DAY_MS;
  walkOpen(schedule, midnight - FARTHEST_OFFSET_MS, midnight + DAY_MS + FARTHEST_OFFSET_MS, (_, to, day) => {
    if (day === wanted) end = to;
    return false;
  });
  return end;
}
