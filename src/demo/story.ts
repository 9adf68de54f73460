import type { Calendar } from './calendar.js';
import { instantOf } from './calendar.js';
import type { Deed } from './deeds.js';

/** An instant of a story, by the clocks of whoever acts. */
export type Moment = (calendar: Calendar, timeZone: string) => Date;

/** One thing that somebody does. `who` is the account's name before the @. */
export type Line = readonly [when: Moment, who: string, deed: Deed];

/** What is told of one ticket, from its opening to where it stands now. */
export interface Story {
  /** The way the ticket goes, in a few words: what the distribution counts. */
  path: string;
  ticket: Subject;
  lines: readonly Line[];
}

export interface Subject {
  kind: 'incident' | 'request';
  /** Code of the service. */
  service: string;
  /** No two stories have the same: a ticket is known again by it. */
  title: string;
  description: string;
}

/** On the n-th working day before (-1, -2, ...) or after (1, 2, ...) the day of telling. */
export function at(day: number, time: string): Moment {
  return (calendar, timeZone) => instantOf(calendar.day(day), time, timeZone);
}

export function minutesAgo(minutes: number): Moment {
  return ({ now }) => new Date(Math.floor(now.getTime() / 60_000 - minutes) * 60_000);
}

/** On, before or after the last holiday that Metz alone had. */
export function metz(day: 'eve' | 'holiday' | 'after', time: string): Moment {
  return (calendar, timeZone) => instantOf(calendar.metzHoliday()[day], time, timeZone);
}
