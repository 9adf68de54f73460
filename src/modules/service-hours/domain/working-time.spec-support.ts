import { orThrow } from '../../../kernel/index.js';
import { parseSchedule, type Schedule, type ScheduleInput } from './schedule.js';
import { type Weekly } from './weekly-hours.js';

/** Monday to Friday, 8 to 18. */
export const OFFICE: Weekly = {
  mon: [['08:00', '18:00']],
  tue: [['08:00', '18:00']],
  wed: [['08:00', '18:00']],
  thu: [['08:00', '18:00']],
  fri: [['08:00', '18:00']],
};

export const ALWAYS: Weekly = {
  mon: [['00:00', '24:00']],
  tue: [['00:00', '24:00']],
  wed: [['00:00', '24:00']],
  thu: [['00:00', '24:00']],
  fri: [['00:00', '24:00']],
  sat: [['00:00', '24:00']],
  sun: [['00:00', '24:00']],
};

/** 8 to 18 in Paris unless said otherwise. */
export function schedule(input: Partial<ScheduleInput> = {}): Schedule {
  return orThrow(parseSchedule({ timeZone: 'Europe/Paris', weekly: OFFICE, ...input }));
}

/** Epoch milliseconds of an ISO 8601 instant; a typing mistake throws. */
export function at(instant: string): number {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) throw new Error(`not an instant: ${instant}`);
  return ms;
}

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
