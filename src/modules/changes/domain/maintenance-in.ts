import { intersection, union, type Interval } from '../../../kernel/index.js';
import {
  findZone,
  parseSchedule,
  segmentsIn,
  timelineOf,
  type Schedule,
  type Weekly,
} from '../../service-hours/index.js';

/** What one version of an agreement says of maintenance, as it is stored. */
export interface MaintenanceTerms {
  readonly number: number;
  /** Epoch milliseconds. */
  readonly effectiveFrom: number;
  /** Weekly windows in the local time of their zone; none where nothing was agreed. */
  readonly maintenance: { readonly weekly?: Weekly; readonly timeZone?: string };
  /** Days on which the service is closed: nobody works then, so the window of such a day is none. */
  readonly hours: {
    readonly holidays?: readonly { readonly date: string; readonly name?: string }[];
    readonly closures?: readonly (readonly [first: string, last: string])[];
  };
}

/**
 * When one agreement allows to interrupt the service within [from, to): its weekly windows, in the local time of their
 * zone, without the days that its hours close. At each instant the version in effect with the highest number holds.
 */
export function maintenanceIn(versions: readonly MaintenanceTerms[], from: number, to: number): Interval[] {
  const timeline = timelineOf(
    versions.map((version) => ({ number: version.number, from: version.effectiveFrom, schedule: scheduleOf(version) })),
  );
  return union(segmentsIn(timeline, from, to).filter(({ counted }) => counted));
}

/** When all of several agreements allow it; of none there is nothing to keep to, and the answer is empty. */
export function commonMaintenance(
  agreements: readonly (readonly MaintenanceTerms[])[],
  from: number,
  to: number,
): Interval[] {
  const [first, ...others] = agreements.map((versions) => maintenanceIn(versions, from, to));
  return others.reduce<Interval[]>((common, one) => intersection(common, one), first ?? []);
}

/** What a version says never changes, and hundreds of holidays take long to read: they are read once. */
const schedules = new WeakMap<MaintenanceTerms, Schedule>();

function scheduleOf(version: MaintenanceTerms): Schedule {
  const schedule = schedules.get(version) ?? readSchedule(version);
  schedules.set(version, schedule);
  return schedule;
}

function readSchedule({ maintenance: { weekly, timeZone }, hours }: MaintenanceTerms): Schedule {
  if (weekly && timeZone !== undefined && Object.values(weekly).some((windows) => windows.length > 0)) {
    const { holidays, closures } = hours;
    const parsed = parseSchedule({ timeZone, weekly, holidays: holidays ?? [], closures: closures ?? [] });
    if (parsed.ok) return parsed.value;
    throw new Error(`stored maintenance windows that cannot be used: ${parsed.refusal.detail}`);
  }
  const zone = findZone('UTC');
  if (!zone) throw new Error('no time zone data');
  return { zone, week: Array.from({ length: 7 }, () => []), closedOn: () => undefined };
}
