import type { Transaction } from '../../database/index.js';

/** One version of service hours, as it was recorded; never changes. */
export interface HoursVersion {
  id: string;
  name: string;
  timeZone: string;
  /** By weekday (`mon`), wall-clock times `HH:MM`. */
  weekly: Record<string, [open: string, close: string][]>;
  /** Where its holidays were taken from, if anywhere. */
  holidayRegion: string | null;
  holidays: { date: string; name: string }[];
  /** First and last local date, both closed. */
  closures: [first: string, last: string][];
}

/**
 * The version of service hours in effect at an instant: of those whose effect has begun, the one recorded last.
 * Undefined before the first, and behind the wall.
 */
export async function hoursVersion(
  tx: Transaction,
  serviceHoursId: string,
  at: Date,
): Promise<HoursVersion | undefined> {
  const [row] = await tx.query<HoursVersion>(
    `select v.id, h.name, v.time_zone as "timeZone", v.weekly, v.holiday_region as "holidayRegion", v.holidays, v.closures
       from service_hours_version v
       join service_hours h on h.id = v.service_hours_id
      where v.service_hours_id = $1
        and v.effective_from <= $2
      order by v.number desc
      limit 1`,
    [serviceHoursId, at],
  );
  return row;
}
