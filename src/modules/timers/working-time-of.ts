import type { HoursVersion } from '../catalogue/index.js';
import {
  nextOpeningIn,
  parseSchedule,
  timelineOf as timeline,
  workingTimeIn,
  type Schedule,
  type Timeline,
} from '../service-hours/index.js';
import type { WorkingTime } from './domain/working-time.js';

const KEPT = 500;
const schedules = new Map<string, Schedule>();

/** A stored version never changes, so its schedule is kept. Throws on one that cannot be parsed: none such is stored. */
function scheduleOf(version: HoursVersion): Schedule {
  const known = schedules.get(version.id);
  if (known) return known;
  const { timeZone, weekly, holidays, closures } = version;
  const parsed = parseSchedule({ timeZone, weekly, holidays, closures });
  if (!parsed.ok) throw new Error(`the service hours ${version.id} cannot be used: ${parsed.refusal.detail}`);
  if (schedules.size >= KEPT) schedules.clear();
  schedules.set(version.id, parsed.value);
  return parsed.value;
}

/** Hours that change on the way, from their versions. */
export function timelineOf(versions: readonly HoursVersion[]): Timeline {
  return timeline(
    versions.map((version) => ({
      number: version.number,
      from: version.effectiveFrom.getTime(),
      schedule: scheduleOf(version),
    })),
  );
}

export function workingTimeOf(versions: readonly HoursVersion[]): WorkingTime {
  return workingTimeIn(timelineOf(versions));
}

/** The instant itself when the hours are open, else when they open next; undefined within 100 years. */
export function nextOpeningOf(versions: readonly HoursVersion[], from: Date): Date | undefined {
  const opening = nextOpeningIn(timelineOf(versions), from.getTime());
  return opening === undefined ? undefined : new Date(opening);
}
