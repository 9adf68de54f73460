import type { Transaction } from '../../database/index.js';
import { type StoredHours } from './domain/stored-hours.js';

export interface OwnHoursVersion extends StoredHours {
  number: number;
  effectiveFrom: Date;
  recordedAt: Date;
  reason: string | null;
}

export interface OwnHours {
  id: string;
  name: string;
  sites: string[];
}

/** Service hours of the acting institution, by name. */
export function ownHoursAfter(tx: Transaction, name: string | undefined, count: number): Promise<OwnHours[]> {
  return tx.query<OwnHours>(
    `select h.id, h.name,
            coalesce((select json_agg(s.code order by s.code) from site s where s.service_hours_id = h.id), '[]') as sites
       from service_hours h
      where h.institution_id = app_institution()
        and ($1::text is null or h.name > $1)
      order by h.name
      limit $2`,
    [name ?? null, count],
  );
}

export async function ownHoursById(tx: Transaction, id: string): Promise<{ id: string } | undefined> {
  const [row] = await tx.query<{ id: string }>(
    'select h.id from service_hours h where h.id = $1 and h.institution_id = app_institution()',
    [id],
  );
  return row;
}

/** The versions of some service hours that hold or will, oldest first: what has been overtaken is left out. */
export function versionsFrom(
  tx: Transaction,
  ids: readonly string[],
  at: Date,
): Promise<(OwnHoursVersion & { hoursId: string })[]> {
  return tx.query(
    `select v.service_hours_id as "hoursId", v.number, v.effective_from as "effectiveFrom",
            v.recorded_at as "recordedAt", v.reason, v.time_zone as "timeZone", v.weekly,
            v.holiday_region as "holidayRegion", v.holidays, v.closures
       from service_hours_version v
      where v.service_hours_id = any ($1::uuid[])
        and v.number >= coalesce((select max(c.number) from service_hours_version c
                                   where c.service_hours_id = v.service_hours_id and c.effective_from <= $2), 0)
      order by v.number`,
    [ids, at],
  );
}

/** Number and instant of the last recording, and the latest effect of all. */
export async function lastRecording(
  tx: Transaction,
  hoursId: string,
): Promise<{ number: number; recordedAt: Date | null; latestEffect: Date | null }> {
  const [row] = await tx.query<{ number: number; recordedAt: Date | null; latestEffect: Date | null }>(
    `select coalesce(max(v.number), 0) as number, max(v.recorded_at) as "recordedAt",
            max(v.effective_from) as "latestEffect"
       from service_hours_version v
      where v.service_hours_id = $1`,
    [hoursId],
  );
  return row ?? { number: 0, recordedAt: null, latestEffect: null };
}

export async function addVersion(
  tx: Transaction,
  { id, hoursId, version }: { id: string; hoursId: string; version: OwnHoursVersion },
): Promise<void> {
  await tx.run(
    `insert into service_hours_version (id, service_hours_id, institution_id, number, time_zone, weekly, holiday_region,
            holidays, closures, effective_from, recorded_at, recorded_by, reason)
     values ($1, $2, app_institution(), $3, $4, $5, $6, $7, $8, $9, $10, app_person(), $11)`,
    [
      id,
      hoursId,
      version.number,
      version.timeZone,
      JSON.stringify(version.weekly),
      version.holidayRegion,
      JSON.stringify(version.holidays),
      JSON.stringify(version.closures),
      version.effectiveFrom,
      version.recordedAt,
      version.reason,
    ],
  );
}
