import { type FieldError } from '../../../kernel/index.js';
import { type Holiday } from './closed-days.js';
import { type NamedHoliday, regionalHolidays } from './holidays.js';
import { DAY_MS, formatLocalDate, parseLocalDate, yearOf } from './local-date.js';
import { parseSchedule, type Schedule } from './schedule.js';
import { type Interval, type Weekly } from './weekly-hours.js';
import { nextOpening } from './working-time.js';

/** Service hours as somebody says them: a region, and where its holidays do not fit. */
export interface HoursInput {
  readonly timeZone: string;
  readonly weekly: Weekly;
  readonly holidayRegion?: string | null;
  /** Closed beside the holidays of the region. */
  readonly holidays?: readonly NamedHoliday[] | null;
  /** Holidays of the region that are worked. */
  readonly workedDays?: readonly string[] | null;
  /** First and last local date, both closed. */
  readonly closures?: readonly (readonly [first: string, last: string])[] | null;
}

/** Service hours as a version keeps them: every holiday is a date. A calendar that is corrected later moves nothing. */
export interface StoredHours {
  timeZone: string;
  weekly: Record<string, [open: string, close: string][]>;
  /** Where its holidays were taken from, if anywhere. */
  holidayRegion: string | null;
  holidays: NamedHoliday[];
  closures: [first: string, last: string][];
}

/** Holidays are stored from the year before a version's effect to so many years after it. */
const YEARS_AHEAD = 10;

/**
 * What a version of service hours keeps, or everything that is wrong with it, with pointers into the input. Beside what
 * `parseSchedule` refuses: an unknown region, a date that is listed twice, a worked day that is no holiday of the region
 * within the years that are stored, and hours that closures leave without any working time.
 *
 * @param effectiveFrom the instant from which the version holds
 */
export function storedHours(
  input: HoursInput,
  effectiveFrom: number,
  now: number,
): { hours: StoredHours; schedule: Schedule } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const extra = input.holidays ?? [];
  const workedDays = input.workedDays ?? [];
  const closures = (input.closures ?? []).map(([first, last]): [string, string] => [first, last]);
  const regional = holidaysOfRegion(input.holidayRegion, effectiveFrom, now, errors);
  judgeWorkedDays(workedDays, regional, errors);
  judgeRepetitions(
    extra.map(({ date }) => date),
    '/holidays',
    errors,
  );
  judgeRepetitions(workedDays, '/workedDays', errors);

  const parsed = parseSchedule({ timeZone: input.timeZone, weekly: input.weekly, holidays: extra, closures });
  if (!parsed.ok) return { errors: [...(parsed.refusal.errors ?? []), ...errors] };
  if (errors.length > 0) return { errors };

  const holidays = merged(extra, regional, workedDays);
  const timeZone = parsed.value.zone.name;
  const weekly = plain(input.weekly);
  const stored = parseSchedule({ timeZone, weekly, holidays, closures });
  if (!stored.ok) throw new Error(`holidays that cannot be used: ${stored.refusal.detail}`);
  if (nextOpening(stored.value, effectiveFrom) === undefined) {
    return {
      errors: [{ pointer: '/closures', code: 'no_working_time', message: 'The closures leave no working time.' }],
    };
  }
  return {
    hours: { timeZone, weekly, holidayRegion: input.holidayRegion ?? null, holidays, closures },
    schedule: stored.value,
  };
}

/** Whether the holidays that are stored end within twelve months of an instant; never where there is no region. */
export function holidaysEndSoon(
  { holidayRegion, holidays }: Pick<StoredHours, 'holidayRegion' | 'holidays'>,
  at: number,
) {
  if (holidayRegion === null) return false;
  const last = holidays.reduce((latest, { date }) => (date > latest ? date : latest), '');
  return last < formatLocalDate(Math.floor(at / DAY_MS) + 365);
}

function holidaysOfRegion(
  region: string | null | undefined,
  effectiveFrom: number,
  now: number,
  errors: FieldError[],
): readonly NamedHoliday[] {
  if (region == null) return [];
  const found = regionalHolidays(region);
  if (!found.ok) {
    const { code, detail } = found.refusal;
    errors.push({ pointer: '/holidayRegion', code, message: detail });
    return [];
  }
  const first = yearAt(effectiveFrom) - 1;
  const last = Math.max(yearAt(effectiveFrom), yearAt(now)) + YEARS_AHEAD;
  return Array.from({ length: last - first + 1 }, (_, index) => found.value(first + index)).flat();
}

/** Of the UTC date: around New Year it may be a year off, which is what the year before and the years after are for. */
function yearAt(instant: number): number {
  return yearOf(Math.floor(instant / DAY_MS));
}

function judgeWorkedDays(days: readonly string[], regional: readonly Holiday[], errors: FieldError[]): void {
  const known = new Set(regional.map(({ date }) => date));
  days.forEach((date, index) => {
    const pointer = `/workedDays/${index}`;
    if (parseLocalDate(date) === undefined) {
      errors.push({ pointer, code: 'malformed_date', message: 'A date is YYYY-MM-DD, and exists.' });
    } else if (!known.has(date)) {
      errors.push({
        pointer,
        code: 'no_holiday',
        message: 'This is no holiday of the region in the years that are stored.',
      });
    }
  });
}

function judgeRepetitions(dates: readonly string[], pointer: string, errors: FieldError[]): void {
  const seen = new Set<string>();
  dates.forEach((date, index) => {
    if (seen.has(date))
      errors.push({ pointer: `${pointer}/${index}`, code: 'listed_twice', message: 'This date is listed twice.' });
    seen.add(date);
  });
}

/** Each date once, in order; a name given by hand wins over that of the region. */
function merged(
  extra: readonly NamedHoliday[],
  regional: readonly NamedHoliday[],
  workedDays: readonly string[],
): NamedHoliday[] {
  const names = new Map(regional.map(({ date, name }) => [date, name]));
  for (const date of workedDays) names.delete(date);
  for (const { date, name } of extra) names.set(date, name);
  return [...names].map(([date, name]) => ({ date, name })).sort((a, b) => a.date.localeCompare(b.date));
}

/** Weekdays as plain lists; over HTTP one may be null. */
function plain(weekly: Weekly): Record<string, [string, string][]> {
  const days = Object.entries(weekly as Record<string, readonly Interval[] | null>);
  return Object.fromEntries(
    days.flatMap(([day, intervals]) =>
      intervals ? [[day, intervals.map(([open, close]): [string, string] => [open, close])]] : [],
    ),
  );
}
