import { orThrow } from '../kernel/index.js';
import { holidaysOf, type NamedHoliday } from '../modules/service-hours/index.js';

const FIRST_YEAR = 2020;
const LAST_YEAR = 2035;

const years = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => FIRST_YEAR + index);

/** The holidays of a region that a version of service hours keeps. */
export function storedHolidays(region: string): NamedHoliday[] {
  return years.flatMap((year) => [...orThrow(holidaysOf(region, year))]);
}

/** Everybody closes between Christmas and New Year; the Littoral also closes the week of 15 August. */
export function storedClosures(institution: string): [first: string, last: string][] {
  return years.flatMap((year): [string, string][] => [
    ...(institution === 'ULCO' ? [weekOf(`${year}-08-15`)] : []),
    [`${year}-12-27`, `${year}-12-31`],
  ]);
}

/** Monday and Sunday of the week of a local date. */
function weekOf(date: string): [monday: string, sunday: string] {
  const day = new Date(`${date}T00:00:00Z`);
  const sinceMonday = (day.getUTCDay() + 6) % 7;
  return [addDays(date, -sinceMonday), addDays(date, 6 - sinceMonday)];
}

export function addDays(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
