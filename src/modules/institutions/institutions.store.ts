import type { Actor, Transaction } from '../../database/index.js';

/** An institution as others point at it. */
export type InstitutionRef = Actor['institution'];

export interface Institution extends InstitutionRef {
  timeZone: string;
  holidayRegion: string;
  locale: string;
  /** Finishes its open escalations and begins no new ones. */
  suspended: boolean;
}

export interface Site {
  id: string;
  code: string;
  timeZone: string;
  holidayRegion: string;
  isDefault: boolean;
  /** Undefined: nothing promised by this site is measured. */
  serviceHoursId: string | undefined;
}

type SiteRow = Omit<Site, 'serviceHoursId'> & { serviceHoursId: string | null };

const toSite = (row: SiteRow): Site => ({ ...row, serviceHoursId: row.serviceHoursId ?? undefined });

const institutionColumns = `
  i.id, i.code, i.name, i.time_zone as "timeZone", i.holiday_region as "holidayRegion", i.locale,
  i.suspended_at is not null as suspended`;

const siteColumns = `
  s.id, s.code, s.time_zone as "timeZone", s.holiday_region as "holidayRegion", s.is_default as "isDefault",
  s.service_hours_id as "serviceHoursId"`;

export type ListedInstitution = Omit<Institution, 'id' | 'suspended'> & {
  sites: Pick<Site, 'code' | 'timeZone' | 'holidayRegion' | 'isDefault'>[];
};

/** The institutions that follow a code, by code, each with its sites, the default one first. */
export function institutionsAfter(
  tx: Transaction,
  code: string | undefined,
  count: number,
): Promise<ListedInstitution[]> {
  return tx.query<ListedInstitution>(
    `select i.code, i.name, i.time_zone as "timeZone", i.holiday_region as "holidayRegion", i.locale,
            coalesce((select json_agg(json_build_object(
                               'code', s.code, 'timeZone', s.time_zone, 'holidayRegion', s.holiday_region,
                               'isDefault', s.is_default) order by s.is_default desc, s.code)
                        from site s
                       where s.institution_id = i.id), '[]') as sites
       from institution i
      where $1::text is null or i.code > $1
      order by i.code
      limit $2`,
    [code ?? null, count],
  );
}

export async function institutionByCode(tx: Transaction, code: string): Promise<Institution | undefined> {
  const [row] = await tx.query<Institution>(`select ${institutionColumns} from institution i where i.code = $1`, [
    code,
  ]);
  return row;
}

export async function institutionById(tx: Transaction, id: string): Promise<Institution | undefined> {
  const [row] = await tx.query<Institution>(`select ${institutionColumns} from institution i where i.id = $1`, [id]);
  return row;
}

/** Code and name of institutions, by id; what is not found is left out. */
export async function institutionsNamed(
  tx: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { code: string; name: string }>> {
  const rows = await tx.query<{ id: string; code: string; name: string }>(
    'select id, code, name from institution where id = any ($1::uuid[])',
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, code, name }) => [id, { code, name }]));
}

/** The default one first. */
export async function sitesOf(tx: Transaction, institutionId: string): Promise<Site[]> {
  const rows = await tx.query<SiteRow>(
    `select ${siteColumns}
       from site s
      where s.institution_id = $1
      order by s.is_default desc, s.code`,
    [institutionId],
  );
  return rows.map(toSite);
}

export async function siteByCode(tx: Transaction, institutionId: string, code: string): Promise<Site | undefined> {
  const [row] = await tx.query<SiteRow>(
    `select ${siteColumns}
       from site s
      where s.institution_id = $1
        and s.code = $2`,
    [institutionId, code],
  );
  return row && toSite(row);
}
