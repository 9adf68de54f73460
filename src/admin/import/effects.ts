import { leafChanges, localDate, parseLocalDate, type FieldChange } from '../../kernel/index.js';
import {
  admitEffect,
  localInstantIn,
  storedHours,
  type HoursInput,
  type StoredHours,
} from '../../modules/service-hours/index.js';
import type { HoursDto } from './fields.js';
import type { Plan } from './plan.js';

type At = readonly (string | number)[];

export interface SaidEffect {
  effectiveFrom?: string;
  retroactive?: boolean;
}

/** A date is the midnight with which it begins where the thing holds. */
export function instantOf(said: string, timeZone: string): Date {
  const day = parseLocalDate(said);
  return day === undefined ? new Date(said) : new Date(localInstantIn(timeZone)(day));
}

/**
 * When a change of what was promised is to hold: said in the file, and not for a time that has passed unless it is meant so
 * and says why. Undefined where that is missing, and told.
 */
export function effectOf(
  plan: Plan,
  at: At,
  said: SaidEffect,
  { timeZone, reason, reasonField }: { timeZone: string; reason: string | undefined; reasonField: string },
): Date | undefined {
  if (said.effectiveFrom === undefined) {
    plan.tell(at, 'what holds is changed from a date on: say effectiveFrom');
    return undefined;
  }
  const effectiveFrom = instantOf(said.effectiveFrom, timeZone);
  const instants = { effectiveFrom: effectiveFrom.getTime(), decidedAt: plan.now.getTime() };
  const admitted = admitEffect({ ...instants, retroactive: said.retroactive === true, reason, mayBackdate: true });
  if (admitted.ok) return effectiveFrom;
  plan.tellBelow(
    at,
    (admitted.refusal.errors ?? []).map((error) => ({
      ...error,
      pointer: error.pointer.replace('/reason', `/${reasonField}`),
    })),
  );
  return undefined;
}

/** Hours as somebody says them at a site, or for an agreement. */
export function hoursInput(said: HoursDto, site: { timeZone: string; holidayRegion: string | null }) {
  const { weekly, holidays = [], workedDays = [], closures = [] } = said;
  return {
    timeZone: said.timeZone ?? site.timeZone,
    weekly: Object.assign({}, weekly),
    holidayRegion: said.holidayRegion ?? site.holidayRegion,
    ...{ holidays, workedDays, closures },
  };
}

/** What a version keeps of hours; told and undefined where they cannot be used. */
export function hoursOf(plan: Plan, at: At, input: HoursInput, from: Date, known: Date): StoredHours | undefined {
  const stored = storedHours(input, from.getTime(), known.getTime());
  if ('hours' in stored) return stored.hours;
  plan.tellBelow(at, stored.errors);
  return undefined;
}

/**
 * In what hours differ. Holidays of a region are kept for some years, counted from the day on which they were recorded:
 * compared are those of the years that both know.
 */
export function hoursChanges(from: StoredHours, to: StoredHours, path = ''): FieldChange[] {
  const first =
    [from, to]
      .map(({ holidays }) => holidays[0]?.date ?? '')
      .sort()
      .at(-1) ?? '';
  const last =
    [from, to]
      .map(({ holidays }) => holidays.at(-1)?.date ?? '9')
      .sort()
      .at(0) ?? '';
  const common = ({ timeZone, weekly, holidayRegion, holidays, closures }: StoredHours) => {
    const known = holidays.filter(({ date }) => holidayRegion === null || (date >= first && date <= last));
    const days = Object.fromEntries(Object.entries(weekly).filter(([, intervals]) => intervals.length > 0));
    const byDate = Object.fromEntries(known.map(({ date, name }) => [date, name]));
    return { timeZone, weekly: days, holidayRegion, holidays: byDate, closures };
  };
  return leafChanges(common(from), common(to), path);
}

/** A date that is said for what does not differ changes nothing; the file may keep it, and a new one is remarked. */
export function remarkEffect(plan: Plan, what: string, said: SaidEffect, standing: Date, timeZone: string): void {
  if (said.effectiveFrom === undefined || instantOf(said.effectiveFrom, timeZone) <= standing) return;
  const since = localDate(standing, timeZone);
  plan.notes.push(
    `${what}: what holds since ${since} says the same: effectiveFrom ${said.effectiveFrom} changes nothing`,
  );
}
