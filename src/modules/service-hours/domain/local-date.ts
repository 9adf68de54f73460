import { DAY_MS } from '../../../kernel/index.js';

export { DAY_MS, formatLocalDate, parseLocalDate } from '../../../kernel/index.js';

/** In the order of `weekdayOf`. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

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
