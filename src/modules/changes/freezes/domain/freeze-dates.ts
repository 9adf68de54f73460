import { Temporal } from 'temporal-polyfill';
import { DAY_MS, done, formatLocalDate, type FieldError, type Outcome, refused } from '../../../../kernel/index.js';
import { findZone, localInstantIn, parseLocalDate, parseRecurrence } from '../../../service-hours/index.js';

/*
 * When a freeze holds: whole local days, both named days within, or from one instant to another; once, or again and again
 * by a rule of RFC 5545. A rule ends: by itself (`COUNT`, `UNTIL`), or with the day that is said beside it.
 */

export interface FreezeDates {
  /** IANA name, in whose dates whole days and rules are counted. */
  readonly timeZone: string;
  readonly isWholeDays: boolean;
  /** `YYYY-MM-DD` of whole days, both within; else instants, epoch milliseconds. Of a recurring one its first period. */
  readonly from: string | number;
  readonly to: string | number;
  readonly rule: string | null;
  /** The last local date on which a period begins. */
  readonly until: string | null;
  /** Local dates on which none begins, whatever the rule says. */
  readonly excluded: readonly string[];
}

/** One time at which it holds, [from, to) in epoch milliseconds; `on`: the local date on which it begins. */
export interface Period {
  readonly on: string;
  readonly from: number;
  readonly to: number;
}

/** What lasts longer has an index of its own. */
export const LONG_MS = 32 * DAY_MS;
export const MOST_PERIODS = 400;
const MOST_DAYS = 366;
const MOST_YEARS = 5;

/**
 * The rule as it is kept, and every period. Refused, with pointers: an unknown zone, an end before the begin, more than 366
 * days at a time, a rule that RFC 5545 or `parseRecurrence` refuses, that has no end, goes on for more than five years or
 * has more than 400 periods, or of which nothing is left.
 */
export function periodsOf(dates: FreezeDates): Outcome<{ rule: string | null; periods: Period[] }> {
  const { timeZone, isWholeDays, from, to } = dates;
  if (!findZone(timeZone)) return wrong('/timeZone', 'unknown_time_zone', 'This is no IANA time zone.');
  const midnight = localInstantIn(timeZone);
  const first = isWholeDays ? parseLocalDate(String(from)) : dayAt(timeZone, Number(from));
  const last = isWholeDays ? parseLocalDate(String(to)) : undefined;
  if (first === undefined || (isWholeDays && last === undefined))
    return wrong('/from', 'malformed_date', 'A date is YYYY-MM-DD, and exists.');
  if (isWholeDays ? (last ?? first) < first : Number(to) <= Number(from))
    return wrong('/to', 'ends_before_it_begins', 'A freeze ends after it has begun.');
  const length = isWholeDays ? (last ?? first) - first + 1 : Number(to) - Number(from);
  if (length > (isWholeDays ? MOST_DAYS : MOST_DAYS * DAY_MS))
    return wrong('/to', 'too_long', `A freeze holds for at most ${String(MOST_DAYS)} days at a time.`);
  const lasting = (start: number, day: number) => (isWholeDays ? midnight(day + length) : start + length);
  const periodOn = (day: number, start: number): Period => ({
    on: formatLocalDate(day),
    from: start,
    to: lasting(start, day),
  });
  if (dates.rule === null) {
    if (dates.until !== null) return wrong('/until', 'not_recurring', 'Only what recurs ends with a day of its own.');
    return done({ rule: null, periods: [periodOn(first, isWholeDays ? midnight(first) : Number(from))] });
  }
  return recurring(dates, dates.rule, first, (day, start) => periodOn(day, isWholeDays ? midnight(day) : start));
}

function recurring(
  { timeZone, isWholeDays, from, until, excluded }: FreezeDates,
  said: string,
  first: number,
  periodOn: (day: number, start: number) => Period,
): Outcome<{ rule: string; periods: Period[] }> {
  if (!isWholeDays && Number(from) % 60_000 !== 0)
    return wrong('/from', 'no_whole_minute', 'What recurs begins at a whole minute.');
  const atTime = isWholeDays ? '00:00' : timeAt(timeZone, Number(from));
  const parsed = parseRecurrence({ rule: said, startsOn: formatLocalDate(first), atTime, timeZone });
  if (!parsed.ok) return wrongRule(parsed.refusal.errors ?? []);
  const lastDay = until === null ? undefined : parseLocalDate(until);
  if (until !== null && lastDay === undefined)
    return wrong('/until', 'malformed_date', 'A date is YYYY-MM-DD, and exists.');
  const { rule, daysUpTo, instantOf } = parsed.value;
  if (lastDay === undefined && !/(^|;)(COUNT|UNTIL)=/.test(rule))
    return wrong('/recurrence', 'endless_recurrence', 'It ends: say COUNT or UNTIL in the rule, or `until` beside it.');
  const farthest = parseLocalDate(yearsAfter(formatLocalDate(first))) ?? first;
  if (lastDay !== undefined && lastDay > farthest) return tooFar('/until');
  const days = daysUpTo(lastDay ?? farthest + 366, MOST_PERIODS + excluded.length + 1);
  if (days.some((day) => day > farthest)) return tooFar('/recurrence');
  const left = days.filter((day) => !excluded.includes(formatLocalDate(day)));
  if (left.length > MOST_PERIODS)
    return wrong('/recurrence', 'too_many_periods', `A freeze recurs at most ${String(MOST_PERIODS)} times.`);
  const periods = left.map((day) => periodOn(day, instantOf(day)));
  if (periods.length === 0) return wrong('/recurrence', 'recurrence_never', 'Nothing is left of this rule.');
  return done({ rule, periods });
}

function local(timeZone: string, instant: number) {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
}

/** The local date at an instant, as days since 1970-01-01. */
export function dayAt(timeZone: string, instant: number): number {
  return parseLocalDate(local(timeZone, instant).toPlainDate().toString()) ?? 0;
}

function timeAt(timeZone: string, instant: number): string {
  return local(timeZone, instant).toPlainTime().toString({ smallestUnit: 'minute' });
}

function yearsAfter(date: string): string {
  return Temporal.PlainDate.from(date).add({ years: MOST_YEARS }).toString();
}

const tooFar = (pointer: string) =>
  wrong(pointer, 'too_far', `A freeze recurs for at most ${String(MOST_YEARS)} years.`);

function wrongRule(errors: readonly FieldError[]): Outcome<never> {
  const places: Readonly<Record<string, string>> = { '/startsOn': '/from', '/atTime': '/from' };
  const [first, ...rest] = errors.map((error) => ({ ...error, pointer: places[error.pointer] ?? error.pointer }));
  if (!first) return wrong('/recurrence', 'invalid_recurrence', 'This is no rule of RFC 5545.');
  return refused({ kind: 'unprocessable', code: first.code, detail: first.message, errors: [first, ...rest] });
}

function wrong(pointer: string, code: string, message: string): Outcome<never> {
  return refused({ kind: 'unprocessable', code, detail: message, errors: [{ pointer, code, message }] });
}
