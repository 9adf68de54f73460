import type { Transaction } from '../../database/index.js';
import type { InstitutionFields, NewInstitution, NewSite, SiteFields } from './keeping.js';

export type StandingInstitution = NewInstitution & { sites: StandingSite[] };
export type StandingSite = SiteFields & { id: string; code: string; serviceHoursId: string | null };

/** All of them with their sites, by code. Read as the owner of the database, or as somebody who has signed in. */
export function standingInstitutions(tx: Transaction): Promise<StandingInstitution[]> {
  return tx.query<StandingInstitution>(
    `select i.id, i.code, i.name, i.domain, i.time_zone as "timeZone", i.holiday_region as "holidayRegion", i.locale,
            coalesce((select json_agg(json_build_object(
                               'id', s.id, 'code', s.code, 'timeZone', s.time_zone, 'holidayRegion', s.holiday_region,
                               'isDefault', s.is_default, 'serviceHoursId', s.service_hours_id) order by s.code)
                        from site s
                       where s.institution_id = i.id), '[]') as sites
       from institution i
      order by i.code`,
  );
}

export async function insertInstitution(tx: Transaction, institution: NewInstitution): Promise<void> {
  const { id, code, name, domain, timeZone, holidayRegion, locale } = institution;
  await tx.run(
    `insert into institution (id, code, name, domain, time_zone, holiday_region, locale)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, code, name, domain, timeZone, holidayRegion, locale],
  );
}

/** What is left out stays. */
export async function updateInstitution(
  tx: Transaction,
  id: string,
  { name, domain, timeZone, holidayRegion, locale }: Partial<InstitutionFields>,
): Promise<void> {
  await tx.run(
    `update institution
        set name = coalesce($2, name),
            domain = coalesce($3, domain),
            time_zone = coalesce($4, time_zone),
            holiday_region = coalesce($5, holiday_region),
            locale = coalesce($6, locale)
      where id = $1`,
    [id, name ?? null, domain ?? null, timeZone ?? null, holidayRegion ?? null, locale ?? null],
  );
}

export async function insertSite(tx: Transaction, site: NewSite): Promise<void> {
  const { id, institutionId, code, timeZone, holidayRegion, isDefault, serviceHoursId } = site;
  await tx.run(
    `insert into site (id, institution_id, code, time_zone, holiday_region, is_default, service_hours_id)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, institutionId, code, timeZone, holidayRegion, isDefault, serviceHoursId],
  );
}

/** What is left out stays. */
export async function updateSite(
  tx: Transaction,
  id: string,
  { timeZone, holidayRegion, isDefault, serviceHoursId }: Partial<SiteFields & { serviceHoursId: string }>,
): Promise<void> {
  await tx.run(
    `update site
        set time_zone = coalesce($2, time_zone),
            holiday_region = coalesce($3, holiday_region),
            is_default = coalesce($4, is_default),
            service_hours_id = coalesce($5, service_hours_id)
      where id = $1`,
    [id, timeZone ?? null, holidayRegion ?? null, isDefault ?? null, serviceHoursId ?? null],
  );
}
