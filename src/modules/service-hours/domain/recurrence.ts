import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { done, type FieldError, type Outcome, refused } from '../../../kernel/index.js';
import { DAY_MS, formatLocalDate, parseLocalDate } from './local-date.js';
import { findZone, type Zone } from './zone.js';

/*
 * Dates that come again and again: a recurrence rule (RFC 5545, 3.3.10) over local dates, at one time of day, in one zone.
 *
 * The library finds the dates; it is asked in UTC, where every day has midnight, and for one date after the other, so that
 * the work is bounded whatever the rule says. The instant of a date is worked out here: a time that the clocks skip is told
 * by the clocks of before (02:30 becomes 03:30), one that they repeat is the first of the two. RFC 5545 would leave the
 * former out; whoever planned something for that day wants it on that day.
 */

export interface RecurrenceInput {
  /** `FREQ=MONTHLY;BYDAY=1MO`, with or without `RRULE:` before it. */
  readonly rule: string;
  /** `YYYY-MM-DD`: not before this date, and from where intervals count. */
  readonly startsOn: string;
  /** `HH:MM`, on the clocks of the zone. */
  readonly atTime: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** A date of a recurrence. */
export interface Occurrence {
  /** `YYYY-MM-DD`, local. */
  readonly date: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What is open, to move dates by. `day`: days since 1970-01-01. */
export type IsOpen = (day: number) => boolean;

export const movings = ['none', 'next', 'previous'] as const;
export type Moving = (typeof movings)[number];

/** A recurrence that can be asked. Made by `parseRecurrence` only, so that what exists is valid; never changes. */
export interface Recurrence {
  /** The rule as it is kept: in capitals, without `RRULE:`. */
  readonly rule: string;
  /** The dates of the rule itself after a day (days since 1970-01-01), the first one first; it ends where the rule does, and with 2199. */
  readonly daysAfter: (day: number) => Generator<number>;
  /** Its first dates up to a day, at most so many: asked for together, they cost a small part of one after the other. */
  readonly daysUpTo: (last: number, most: number) => number[];
  readonly instantOf: (day: number) => number;
}

export const LONGEST_RULE = 300;
/** Dates of which offsets and holidays are worked out at a price that is worth it. */
const YEARS = /^(19[5-9]\d|20\d\d|21\d\d)-/;
const END_DAY = Date.UTC(2200, 0, 1) / DAY_MS;
const MOST_COUNT = 366;
const MOST_INTERVAL = 1000;
/** How many periods without a date end a search: about nine years, in which each leap day comes. Rarer is never. */
const periods = { DAILY: 3300, WEEKLY: 480, MONTHLY: 110, YEARLY: 10 } as const;
type Frequency = keyof typeof periods;
const MOST_CANDIDATES = 20_000;

/** What each part may hold, and how many of it. Times of day are said by `atTime`, calendars other than ours by nobody. */
const parts: Readonly<Record<string, { most: number; value: RegExp; highest?: number }>> = {
  FREQ: { most: 1, value: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/ },
  INTERVAL: { most: 1, value: /^[1-9]\d{0,3}$/ },
  COUNT: { most: 1, value: /^[1-9]\d{0,3}$/ },
  UNTIL: { most: 1, value: /^\d{8}(T\d{6}Z)?$/ },
  BYDAY: { most: 35, value: /^([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)$/ },
  BYMONTHDAY: { most: 62, value: /^[+-]?[1-9]\d?$/, highest: 31 },
  BYMONTH: { most: 12, value: /^[1-9]\d?$/, highest: 12 },
  BYYEARDAY: { most: 12, value: /^[+-]?[1-9]\d{0,2}$/, highest: 366 },
  BYWEEKNO: { most: 12, value: /^[+-]?[1-9]\d?$/, highest: 53 },
  BYSETPOS: { most: 31, value: /^[+-]?[1-9]\d{0,2}$/, highest: 366 },
  WKST: { most: 1, value: /^(MO|TU|WE|TH|FR|SA|SU)$/ },
};

/**
 * A recurrence, or what is wrong with it, with a pointer to the field. Refused: more often than daily, a part that is not
 * known, that comes twice or holds too much, more than 300 characters, a rule that RFC 5545 refuses, one of which no date
 * comes before 2200 (30 February), an unknown zone, a date or time that does not exist.
 */
export function parseRecurrence({ rule, startsOn, atTime, timeZone }: RecurrenceInput): Outcome<Recurrence> {
  const problems: FieldError[] = [];
  const wrong = (pointer: string, code: string, message: string) => problems.push({ pointer, code, message });
  const zone = findZone(timeZone);
  if (!zone) wrong('/timeZone', 'unknown_time_zone', 'This is no IANA time zone.');
  const first = YEARS.test(startsOn) ? parseLocalDate(startsOn) : undefined;
  if (first === undefined) wrong('/startsOn', 'malformed_date', 'A date is YYYY-MM-DD, and exists, from 1950 to 2199.');
  const time = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(atTime);
  if (!time) wrong('/atTime', 'malformed_time', 'A time is HH:MM, from 00:00 to 23:59.');
  const read = partsOf(rule);
  if (typeof read === 'string') wrong('/recurrence', 'invalid_recurrence', read);
  if (!zone || first === undefined || !time || typeof read === 'string') return invalid(problems);

  const wallMs = (Number(time[1]) * 60 + Number(time[2])) * 60_000;
  const instantOf = (day: number) => instantAt(zone, day * DAY_MS + wallMs);
  const { UNTIL: until, ...others } = read;
  const isPast = untilOf(until, instantOf);
  if (!isPast)
    return invalid([{ pointer: '/recurrence', code: 'invalid_recurrence', message: 'UNTIL is a date that exists.' }]);
  const text = textOf(others);
  try {
    const series = new RRuleTemporal({
      rruleString: text,
      dtstart: Temporal.ZonedDateTime.from(`${formatLocalDate(first)}T00:00:00[UTC]`),
      strict: true,
      cache: false,
      maxIterations: periods[others.FREQ as Frequency],
      maxCandidateEvaluations: MOST_CANDIDATES,
    });
    const recurrence = {
      rule: textOf(read),
      daysAfter: (day: number) => daysOf(series, first, day, isPast),
      daysUpTo: (last: number, most: number) => daysUpTo(series, most, (day) => day > last || isPast(day)),
      instantOf,
    };
    const { value } = recurrence.daysAfter(first - 1).next();
    if (value !== undefined) return done(Object.freeze(recurrence));
  } catch (error) {
    if (!isAboutTheRule(error)) return invalid([refusalOf(error)]);
  }
  return invalid([{ pointer: '/recurrence', code: 'recurrence_never', message: 'No date of this rule ever comes.' }]);
}

/**
 * Up to `count` occurrences on dates after `day`, moved to an open date where that is asked. Several that fall on one date
 * are one. What cannot be moved within a month stays where it is. At most 400 dates of the rule are looked at, since each
 * takes the library up to a few milliseconds: where many fall on one date, fewer are answered than were asked for.
 */
export function occurrencesAfter(
  recurrence: Recurrence,
  day: number,
  count: number,
  moving: Moving,
  isOpen: IsOpen,
): Occurrence[] {
  const found: Occurrence[] = [];
  let last = day;
  let looked = 0;
  // a date that is moved back or forth comes from one that lies up to a month to either side
  for (const ruled of recurrence.daysAfter(moving === 'none' ? day : day - MOVED_MOST - 1)) {
    const moved = movedFrom(ruled, moving, isOpen);
    if (moved > last) found.push({ date: formatLocalDate(moved), at: recurrence.instantOf(moved) });
    last = Math.max(last, moved);
    looked += 1;
    if (found.length === count || looked === MOST_LOOKED_AT) break;
  }
  return found;
}

const MOVED_MOST = 31;
const MOST_LOOKED_AT = 400;

function movedFrom(day: number, moving: Moving, isOpen: IsOpen): number {
  if (moving === 'none') return day;
  const step = moving === 'next' ? 1 : -1;
  for (let moved = day; Math.abs(moved - day) <= MOVED_MOST; moved += step) if (isOpen(moved)) return moved;
  return day;
}

/** The parts by their names, or why it is no rule. */
function partsOf(rule: string): Record<string, string> | string {
  const text = rule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '');
  if (rule.length > LONGEST_RULE) return `A rule has at most ${String(LONGEST_RULE)} characters.`;
  const read: Record<string, string> = {};
  for (const piece of text.split(';')) {
    const [name = '', values = '', ...rest] = piece.split('=');
    const known = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (!known || rest.length > 0)
      return `A rule is made of ${Object.keys(parts).join(', ')}; its time of day is said beside it.`;
    if (Object.hasOwn(read, name)) return `${name} stands in it twice.`;
    const all = values.split(',');
    const { most, value, highest = Infinity } = known;
    if (all.length > most || !all.every((one) => value.test(one) && !(Math.abs(Number(one)) > highest)))
      return `${name} cannot be used like this.`;
    read[name] = values;
  }
  if (read.FREQ === undefined) return 'A rule says FREQ: DAILY, WEEKLY, MONTHLY or YEARLY.';
  if (read.COUNT !== undefined && read.UNTIL !== undefined)
    return 'A rule ends after a number of times or at a date, not both.';
  if (Number(read.COUNT ?? 1) > MOST_COUNT) return `COUNT is at most ${String(MOST_COUNT)}.`;
  if (Number(read.INTERVAL ?? 1) > MOST_INTERVAL) return `INTERVAL is at most ${String(MOST_INTERVAL)}.`;
  return read;
}

const textOf = (read: Readonly<Record<string, string>>) =>
  Object.entries(read)
    .map(([name, value]) => `${name}=${value}`)
    .join(';');

/** Whether a day lies after the end that the rule says; undefined when that is no date. */
function untilOf(
  until: string | undefined,
  instantOf: (day: number) => number,
): ((day: number) => boolean) | undefined {
  if (until === undefined) return () => false;
  const [, year, month, day, hours, minutes, seconds] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z)?$/.exec(until) ?? [];
  const date = parseLocalDate(`${year ?? ''}-${month ?? ''}-${day ?? ''}`);
  if (date === undefined) return undefined;
  if (hours === undefined) return (one) => one > date;
  const end = date * DAY_MS + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return (one) => instantOf(one) > end;
}

/** Days are counted without zones: the library is asked of midnights in UTC. */
function* daysOf(
  series: RRuleTemporal,
  first: number,
  after: number,
  isPast: (day: number) => boolean,
): Generator<number, undefined> {
  let day = Math.max(after, first - 1);
  for (;;) {
    const next = nextOf(series, day);
    if (next === undefined || next >= END_DAY || isPast(next)) return undefined;
    day = next;
    yield day;
  }
}

function daysUpTo(series: RRuleTemporal, most: number, isOver: (day: number) => boolean): number[] {
  const days: number[] = [];
  try {
    series.all(({ epochMilliseconds }) => {
      const day = Math.round(epochMilliseconds / DAY_MS);
      if (days.length >= most || isOver(day)) return false;
      days.push(day);
      return true;
    });
  } catch (error) {
    // no more for years: as good as over
    if (!isAboutTheRule(error)) throw error;
  }
  return days;
}

function nextOf(series: RRuleTemporal, day: number): number | undefined {
  try {
    const next = series.next(new Date(day * DAY_MS), false);
    return next === null ? undefined : Math.round(next.epochMilliseconds / DAY_MS);
  } catch (error) {
    // none for years: as good as over
    if (isAboutTheRule(error)) return undefined;
    throw error;
  }
}

/** The library gave up looking, or ran out of the calendar. */
const isAboutTheRule = (error: unknown) =>
  error instanceof RangeError || (error instanceof Error && /exceeded|out-of-bounds/i.test(error.message));

function refusalOf(error: unknown): FieldError {
  if (!(error instanceof Error)) throw error;
  return { pointer: '/recurrence', code: 'invalid_recurrence', message: 'This is no rule of RFC 5545.' };
}

/** The instants at which local dates begin, by days since 1970-01-01. Throws on a zone that is none. */
export function localInstantIn(timeZone: string): (day: number) => number {
  const zone = findZone(timeZone);
  if (!zone) throw new RangeError(`no time zone: ${timeZone}`);
  return (day) => instantAt(zone, day * DAY_MS);
}

/** The instant at which the clocks of a zone show a local time: the first of two, and by the clocks of before for none. */
function instantAt(zone: Zone, wall: number): number {
  const before = zone.runAt(wall - DAY_MS);
  const guess = wall - before.offset;
  if (guess < before.to || zone.runAt(guess).offset === before.offset) return guess;
  const after = zone.runAt(guess);
  const exact = wall - after.offset;
  return exact >= after.from ? exact : guess;
}

function invalid(errors: FieldError[]): Outcome<never> {
  const detail = 'This recurrence cannot be used.';
  return refused({ kind: 'unprocessable', code: errors[0]?.code ?? 'invalid_recurrence', detail, errors });
}
