/**
 * Local dates as whole days since 1970-01-01 of the proleptic Gregorian calendar: cheap to count and to compare, and
 * without any zone. A day number says which date the clocks on the wall show, never an instant.
 */
export const DAY_MS = 86_400_000;

/** In the order of `weekdayOf`. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const LOCAL_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day number of `YYYY-MM-DD`; undefined for another form and for a date that does not exist (2026-02-30). */
export function parseLocalDate(text: string): number | undefined {
  if (!LOCAL_DATE.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`) / DAY_MS;
  // Date.parse lets 30 February roll into March
  return Number.isNaN(day) || formatLocalDate(day) !== text ? undefined : day;
}

export function formatLocalDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Monday: 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

export function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

/** The day number of 1 January. */
export function firstDayOf(year: number): number {
  return new Date(0).setUTCFullYear(year) / DAY_MS;
}
