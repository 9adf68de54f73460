import type { Calendar } from './calendar.js';
import { instantOf } from './calendar.js';
import type { ChangeDeed } from './change-deeds.js';
import type { Deed } from './deeds.js';

/** An instant of a story, by the clocks of whoever acts. */
export type Moment = (calendar: Calendar, timeZone: string) => Date;

/** One thing that somebody does. `who` is the account's name before the @. */
export type Line<D> = readonly [when: Moment, who: string, deed: D];

/** What is told of one ticket, from its opening to where it stands now. */
export interface TicketStory {
  /** The way the ticket goes, in a few words: what the distribution counts. */
  path: string;
  ticket: Subject;
  lines: readonly Line<Deed>[];
}

/** What is told of one change; what it needs before, such as a board, is told after its draft. */
export interface ChangeStory {
  path: string;
  /** Its title: no two stories have the same. A change is known again by it. */
  change: string;
  lines: readonly Line<ChangeDeed>[];
}

export type Story = TicketStory | ChangeStory;

export const titleOf = (story: Story): string => ('ticket' in story ? story.ticket.title : story.change);

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

/** On a day of the next summer that is at least two months away, as `07-20`. */
export function summer(monthAndDay: string, time: string): Moment {
  return (calendar, timeZone) => instantOf(`${nextSummer(calendar.now)}-${monthAndDay}`, time, timeZone);
}

/** The year of the next July that is at least two months away. */
export function nextSummer(now: Date): string {
  return String(now.getUTCFullYear() + (now.getUTCMonth() < 4 ? 0 : 1));
}
