import type { ServiceScope, Transaction } from '../../database/index.js';
import { type InstitutionDto } from '../institutions/index.js';
import { hoursVersion, type HoursVersion } from '../service-hours/index.js';
import { type Maintenance, type Targets, type Warnings } from './domain/commitment.js';
import { type ServiceRefDto } from './dto/service.dto.js';

export type AgreementStatus = 'pilot' | 'in_force' | 'notice' | 'ended';

export interface Agreement {
  id: string;
  status: AgreementStatus;
  leadProviderId: string;
  /** Local dates of the lead provider, both within. */
  startsOn: string;
  endsOn: string | null;
  isRunning: boolean;
}

/** A version of an agreement with the version of its service hours that was in effect at the same instant. */
export interface AgreementVersion {
  id: string;
  number: number;
  serviceHoursVersionId: string;
  hours: HoursVersion;
  targets: Targets;
  warnings: Warnings;
  /** Causes of waiting that pause the resolution timer beside the usual ones. */
  alsoPauses: string[];
  maintenance: Maintenance;
  effectiveFrom: Date;
}

export interface ListedAgreement {
  id: string;
  serviceId: string;
  service: Readonly<ServiceRefDto>;
  institution: Readonly<InstitutionDto>;
  leadProvider: Readonly<InstitutionDto>;
  status: AgreementStatus;
  startsOn: string;
  endsOn: string | null;
}

/** Where a list goes on: the service's code, the institution's code, the first day. */
export type AgreementKey = [service: string, institution: string, startsOn: string];

export interface AgreementFilter {
  service?: string | undefined;
  institution?: string | undefined;
  /** The services that the reader may read about. */
  scope: ServiceScope;
}

const listed = `
  select a.id, a.service_id as "serviceId", json_build_object('code', s.code, 'name', s.name) as service,
         json_build_object('code', i.code, 'name', i.name) as institution,
         json_build_object('code', l.code, 'name', l.name) as "leadProvider",
         a.status, a.starts_on::text as "startsOn", a.ends_on::text as "endsOn"
    from agreement a
    join service s on s.id = a.service_id
    join institution i on i.id = a.institution_id
    join institution l on l.id = a.lead_provider_id`;

/** The agreements that the wall shows, by service and institution. Filters name codes; an unknown one finds nothing. */
export function agreementsAfter(
  tx: Transaction,
  { service, institution, scope }: AgreementFilter,
  after: AgreementKey | undefined,
  count: number,
): Promise<ListedAgreement[]> {
  if (scope === 'none') return Promise.resolve([]);
  return tx.query<ListedAgreement>(
    `${listed}
      where ($1::text is null or s.code = $1)
        and ($2::text is null or i.code = $2)
        and ($3::uuid[] is null or a.service_id = any ($3))
        and ($4::text is null or (s.code, i.code, a.starts_on) > ($4, $5, $6::date))
      order by s.code, i.code, a.starts_on
      limit $7`,
    [service ?? null, institution ?? null, scope === 'all' ? null : scope, ...(after ?? [null, null, null]), count],
  );
}

export async function listedAgreementById(tx: Transaction, id: string): Promise<ListedAgreement | undefined> {
  const [row] = await tx.query<ListedAgreement>(`${listed} where a.id = $1`, [id]);
  return row;
}

/**
 * The agreement of an institution about a service: the one that runs at an instant, else the one that began last.
 * Running is a status other than ended, and a date within both ends where the lead provider is: it is in its service
 * hours that the agreement is measured, unless the agreement names others.
 */
export async function runningAgreement(
  tx: Transaction,
  institutionId: string,
  serviceId: string,
  at: Date,
): Promise<Agreement | undefined> {
  const [row] = await tx.query<Agreement>(
    `select a.id, a.status, a.lead_provider_id as "leadProviderId",
            a.starts_on::text as "startsOn", a.ends_on::text as "endsOn",
            a.status <> 'ended'
              and ($3 at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
              as "isRunning"
       from agreement a
       join institution l on l.id = a.lead_provider_id
      where a.institution_id = $1
        and a.service_id = $2
      order by "isRunning" desc, a.starts_on desc
      limit 1`,
    [institutionId, serviceId, at],
  );
  return row;
}

/**
 * The version in effect at an instant: of those whose effect has begun, the one agreed last. When it was recorded does
 * not count here: what was promised is kept with each timer. Undefined before the first, and behind the wall.
 */
export async function currentVersion(
  tx: Transaction,
  agreementId: string,
  at: Date,
): Promise<AgreementVersion | undefined> {
  const [row] = await tx.query<Omit<AgreementVersion, 'hours' | 'serviceHoursVersionId'> & { serviceHoursId: string }>(
    `select v.id, v.number, v.service_hours_id as "serviceHoursId", v.targets, v.warnings,
            v.also_pauses as "alsoPauses", v.maintenance, v.effective_from as "effectiveFrom"
       from agreement_version v
      where v.agreement_id = $1
        and v.effective_from <= $2
      order by v.number desc
      limit 1`,
    [agreementId, at],
  );
  if (!row) return undefined;
  const { serviceHoursId, ...version } = row;
  const hours = await hoursVersion(tx, serviceHoursId, at);
  return hours && { ...version, hours, serviceHoursVersionId: hours.id };
}
