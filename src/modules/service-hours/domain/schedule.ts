import { done, type FieldError, type Outcome, refused } from '../../../kernel/index.js';
import { closedDays, type ClosedDay, type Closure, type Holiday } from './closed-days.js';
import { parseLocalDate } from './local-date.js';
import { parseWeekly, type Weekly, type Window } from './weekly-hours.js';
import { findZone, type Zone } from './zone.js';

export interface ScheduleInput {
  /** IANA name. */
  readonly timeZone: string;
  readonly weekly: Weekly;
  /** Local dates that are closed all day. */
  readonly holidays?: readonly (string | Holiday)[];
  /** The holidays of any year, beside the listed ones; asked when the year is first looked at. */
  readonly holidaysOf?: (year: number) => readonly Holiday[];
  /** First and last local date, both closed. May overlap. */
  readonly closures?: readonly (readonly [first: string, last: string])[];
}

/** Service hours ready to be asked. Made by `parseSchedule` only, so that what exists is valid; never changes. */
export interface Schedule {
  readonly zone: Zone;
  /** Open windows of each weekday, Monday first. */
  readonly week: readonly (readonly Window[])[];
  /** Why a local date (days since 1970-01-01) is closed, whatever its weekday says. */
  readonly closedOn: (day: number) => ClosedDay | undefined;
}

/**
 * Service hours, or everything that is wrong with them at once, each with a pointer into the input.
 *
 * Refused: an interval of no length, a reversed or overlapping one, a time past 24:00, an unknown zone, a malformed or
 * impossible date, a closure that ends before it begins, a week without working time. Intervals may touch and come in
 * any order.
 */
export function parseSchedule(input: ScheduleInput): Outcome<Schedule> {
  const problems: FieldError[] = [];
  const zone = findZone(input.timeZone);
  if (!zone) problems.push({ pointer: '/timeZone', code: 'unknown_time_zone', message: 'This is no IANA time zone.' });
  const week = parseWeekly(input.weekly, problems);
  const holidays = (input.holidays ?? []).map((day) => (typeof day === 'string' ? { date: day } : day));
  holidays.forEach(({ date }, index) => parseDate(date, `/holidays/${index}`, problems));
  const closures = parseClosures(input.closures ?? [], problems);
  if (!zone || problems.length > 0) {
    const detail = 'These service hours cannot be used.';
    return refused({ kind: 'unprocessable', code: 'invalid_schedule', detail, errors: problems });
  }
  return done(Object.freeze({ zone, week, closedOn: closedDays(holidays, input.holidaysOf, closures) }));
}

function parseClosures(closures: NonNullable<ScheduleInput['closures']>, problems: FieldError[]): Closure[] {
  return closures.flatMap(([from, to], index): Closure[] => {
    const pointer = `/closures/${index}`;
    const first = parseDate(from, `${pointer}/0`, problems);
    const last = parseDate(to, `${pointer}/1`, problems);
    if (first === undefined || last === undefined) return [];
    if (first <= last) return [[first, last]];
    problems.push({ pointer, code: 'reversed_closure', message: 'This closure ends before it begins.' });
    return [];
  });
}

function parseDate(text: string, pointer: string, problems: FieldError[]): number | undefined {
  const day = parseLocalDate(text);
  if (day === undefined)
    problems.push({ pointer, code: 'malformed_date', message: 'A date is YYYY-MM-DD, and exists.' });
  return day;
}
