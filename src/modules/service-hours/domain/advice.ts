import { holidaysEndSoon, type StoredHours } from './stored-hours.js';

/** Something to think about, of a version that is recorded all the same. `pointer`: into what was said. */
export interface Advice {
  readonly code: string;
  readonly message: string;
  readonly pointer?: string;
}

/** @param latestEffect of all versions before it; null when it is the first */
export function adviceOn(
  version: Pick<StoredHours, 'holidayRegion' | 'holidays'> & { effectiveFrom: Date; recordedAt: Date },
  latestEffect: Date | null,
): Advice[] {
  const from = Math.max(version.effectiveFrom.getTime(), version.recordedAt.getTime());
  return [...adviceOnHolidays(version, from), ...adviceOnEffect(version.effectiveFrom, latestEffect)];
}

export function adviceOnHolidays(hours: Pick<StoredHours, 'holidayRegion' | 'holidays'>, from: number): Advice[] {
  if (!holidaysEndSoon(hours, from)) return [];
  const message = 'The holidays that are stored end within twelve months: record a new version before.';
  return [{ code: 'holidays_end_soon', message }];
}

/** The highest number holds: a version that was to begin later never will. */
export function adviceOnEffect(effectiveFrom: Date, latestEffect: Date | null): Advice[] {
  if (!latestEffect || latestEffect <= effectiveFrom) return [];
  const message = 'An earlier version takes effect after this one; this one goes on holding then.';
  return [{ code: 'overtakes_later_version', message, pointer: '/effectiveFrom' }];
}
