import DateHolidays from 'date-holidays';
import { done, type Outcome, refused } from '../../../kernel/index.js';
import { type Holiday } from './closed-days.js';

/*
 * Public holidays of France and its overseas regions, from the library date-holidays. What it is not trusted with:
 * - overseas regions have country codes of their own there; asked as parts of France it silently answers with the eleven
 *   national days, so that only the codes below are let in;
 * - it lists Good Friday for Guadeloupe and Martinique, where it is a custom and no legal holiday;
 * - it has the abolition day of Saint-Martin on 27 May; the island has kept the 28th since 2018.
 * The rest of what an institution does otherwise (a worked Whit Monday) it says in its own list of dates.
 */
interface Region {
  readonly country: string;
  readonly part?: string;
  /** Rules of the library that do not hold here. */
  readonly without?: readonly string[];
  /** MM-DD → MM-DD */
  readonly moved?: Readonly<Record<string, string>>;
}

const GOOD_FRIDAY = 'easter -2';

const regions: Readonly<Record<string, Region>> = {
  FR: { country: 'FR' },
  'FR-57': { country: 'FR', part: '57' },
  'FR-67': { country: 'FR', part: '67' },
  'FR-68': { country: 'FR', part: '68' },
  GP: { country: 'GP', without: [GOOD_FRIDAY] },
  MQ: { country: 'MQ', without: [GOOD_FRIDAY] },
  GF: { country: 'GF' },
  RE: { country: 'RE' },
  YT: { country: 'YT' },
  BL: { country: 'BL' },
  MF: { country: 'MF', moved: { '05-27': '05-28' } },
  PM: { country: 'PM' },
  NC: { country: 'NC' },
  PF: { country: 'PF' },
  WF: { country: 'WF' },
};

export interface NamedHoliday extends Holiday {
  readonly name: string;
}

const calendars = new Map<string, DateHolidays>();
const years = new Map<string, readonly NamedHoliday[]>();

export function isHolidayRegion(code: string): boolean {
  return Object.hasOwn(regions, code);
}

/** The holidays of a region in any year, in order; refused for a region that is not known (`unknown_holiday_region`). */
export function regionalHolidays(code: string): Outcome<(year: number) => readonly NamedHoliday[]> {
  const region = isHolidayRegion(code) ? regions[code] : undefined;
  if (!region) {
    const detail = `A holiday region is one of ${Object.keys(regions).join(', ')}.`;
    return refused({ kind: 'unprocessable', code: 'unknown_holiday_region', detail });
  }
  return done((year) => {
    const key = `${code} ${year}`;
    const known = years.get(key) ?? read(code, region, year);
    years.set(key, known);
    return known;
  });
}

/** Local dates with French names, in order, each date once. */
export function holidaysOf(code: string, year: number): Outcome<readonly NamedHoliday[]> {
  const holidays = regionalHolidays(code);
  return holidays.ok ? done(holidays.value(year)) : holidays;
}

function read(code: string, region: Region, year: number): readonly NamedHoliday[] {
  const names = new Map<string, string>();
  for (const holiday of calendarOf(code, region).getHolidays(year)) {
    if (region.without?.includes(holiday.rule)) continue;
    const listed = holiday.date.slice(0, 10);
    const moved = region.moved?.[listed.slice(5)];
    const date = moved === undefined ? listed : `${listed.slice(0, 5)}${moved}`;
    const other = names.get(date);
    names.set(date, other === undefined ? holiday.name : `${other}, ${holiday.name}`);
  }
  return [...names].map(([date, name]) => ({ date, name })).sort((a, b) => a.date.localeCompare(b.date));
}

function calendarOf(code: string, region: Region): DateHolidays {
  const known = calendars.get(code);
  if (known) return known;
  // only public ones: "observance" and the like are worked
  const options = { types: ['public' as const], languages: ['fr'] };
  const calendar = new DateHolidays(region.country, region.part ?? '', options);
  calendars.set(code, calendar);
  return calendar;
}
