import { due, elapsed, endOfWorkingDay, nextOpening, parseSchedule, type Schedule } from '../service-hours/index.js';
import type { WorkingTime } from './domain/working-time.js';

/** A stored version of service hours; it never changes, so what is made of it can be kept. */
export interface HoursVersion {
  id: string;
  timeZone: string;
  weekly: Record<string, [string, string][]>;
  holidays: readonly { date: string; name: string }[];
  closures: readonly [string, string][];
}

const KEPT = 500;
const schedules = new Map<string, Schedule>();

/** Throws on a version that could not be parsed: none such is ever stored. */
export function scheduleOf(version: HoursVersion): Schedule {
  const known = schedules.get(version.id);
  if (known) return known;
  const parsed = parseSchedule({
    timeZone: version.timeZone,
    weekly: version.weekly,
    holidays: version.holidays,
    closures: version.closures,
  });
  if (!parsed.ok) throw new Error(`the service hours ${version.id} cannot be used: ${parsed.refusal.detail}`);
  if (schedules.size >= KEPT) schedules.clear();
  schedules.set(version.id, parsed.value);
  return parsed.value;
}

export function workingTimeOf(version: HoursVersion): WorkingTime {
  const schedule = scheduleOf(version);
  const orNone = (outcome: ReturnType<typeof due>) => (outcome.ok ? outcome.value : undefined);
  return {
    due: (from, targetMs, pauses) => orNone(due(schedule, from, targetMs, pauses)),
    elapsed: (from, to, pauses) => elapsed(schedule, from, to, pauses),
    endOfWorkingDay: (from, days) => orNone(endOfWorkingDay(schedule, from, days)),
  };
}

/** The instant itself when the hours are open, else when they open next; undefined within 100 years. */
export function nextOpeningOf(version: HoursVersion, from: Date): Date | undefined {
  const opening = nextOpening(scheduleOf(version), from.getTime());
  return opening === undefined ? undefined : new Date(opening);
}
