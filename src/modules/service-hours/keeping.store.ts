import type { Transaction } from '../../database/index.js';
import { type StoredHours } from './domain/stored-hours.js';

/** The newest version of service hours. */
export interface StandingHours extends StoredHours {
  id: string;
  institutionId: string;
  name: string;
  effectiveFrom: Date;
  recordedAt: Date;
}

/** All service hours, each with its newest version. Read as the owner of the database. */
export function standingHours(tx: Transaction): Promise<StandingHours[]> {
  return tx.query<StandingHours>(
    `select distinct on (h.id) h.id, h.institution_id as "institutionId", h.name, v.time_zone as "timeZone", v.weekly,
            v.holiday_region as "holidayRegion", v.holidays, v.closures, v.effective_from as "effectiveFrom",
            v.recorded_at as "recordedAt"
       from service_hours h
       join service_hours_version v on v.service_hours_id = h.id
      order by h.id, v.number desc`,
  );
}

export async function insertHours(
  tx: Transaction,
  { id, institutionId, name }: { id: string; institutionId: string; name: string },
): Promise<void> {
  await tx.run('insert into service_hours (id, institution_id, name) values ($1, $2, $3)', [id, institutionId, name]);
}
