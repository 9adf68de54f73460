import { orThrow } from '../../../kernel/index.js';
import { DAY_MS, parseLocalDate } from './local-date.js';
import { occurrencesAfter, parseRecurrence, type IsOpen, type Moving, type Occurrence } from './recurrence.js';

/** What comes again and again: a ticket that opens by itself, a control that is due. */
export interface Plan {
  /** RFC 5545. */
  recurrence: string;
  /** Local dates, `YYYY-MM-DD`. */
  startsOn: string;
  atTime: string;
  timeZone: string;
  moveToWorkingDay: Moving;
}

/** The occurrences of a plan on dates after one (`YYYY-MM-DD`), else from its start. Refused (422): what is no recurrence. */
export function occurrencesOf(plan: Plan, after: string | null, count: number, isOpen: IsOpen): Occurrence[] {
  const recurrence = orThrow(
    parseRecurrence({
      rule: plan.recurrence,
      startsOn: plan.startsOn,
      atTime: plan.atTime,
      timeZone: plan.timeZone,
    }),
  );
  const day = after === null ? undefined : parseLocalDate(after);
  return occurrencesAfter(recurrence, day ?? firstDayOf(plan) - EARLIEST, count, plan.moveToWorkingDay, isOpen);
}

/** A first date that is moved back lies before the start. */
const EARLIEST = 32;

function firstDayOf({ startsOn }: Plan): number {
  const day = parseLocalDate(startsOn);
  if (day === undefined) throw new RangeError('a plan starts on no date');
  return day;
}

/**
 * The first occurrence that lies ahead of an instant, on a date that nobody has decided on. It is looked for around that
 * instant, however long ago the plan began.
 */
export function aheadOf(plan: Plan, lastOn: string | null, now: number, isOpen: IsOpen): Occurrence | undefined {
  // whatever the zone, what is to come lies on the date in UTC or one to either side
  const around = dateOf(now - 2 * DAY_MS);
  for (let after = lastOn !== null && lastOn > around ? lastOn : around; ;) {
    const found = occurrencesOf(plan, after, STEP, isOpen);
    const next = found.find(({ at }) => at > now);
    const last = found.at(-1);
    if (next || !last) return next;
    after = last.date;
  }
}

/** What has become due from a date on, in order, and what comes after it. */
export function dueFrom(
  plan: Plan,
  date: string,
  now: number,
  isOpen: IsOpen,
): { due: Occurrence[]; next: Occurrence | undefined } {
  const due: Occurrence[] = [];
  for (let after = dayBefore(date); ;) {
    const found = occurrencesOf(plan, after, STEP, isOpen);
    due.push(...found.filter(({ at }) => at <= now));
    const next = found.find(({ at }) => at > now);
    const last = found.at(-1);
    if (next || !last || due.length >= MOST) return { due, next };
    after = last.date;
  }
}

const STEP = 10;
/** After so many dates that were missed the others are looked for in the next round: a year of an outage. */
const MOST = 366;

export function dayBefore(date: string): string {
  return dateOf((parseLocalDate(date) ?? 0) * DAY_MS - DAY_MS);
}

const dateOf = (instant: number) => new Date(instant).toISOString().slice(0, 10);
