import type { ServiceScope, Transaction } from '../../database/index.js';
import { type InstitutionDto } from '../institutions/index.js';
import { type Maintenance, type OptionalPause, type Targets, type Warnings } from './domain/commitment.js';
import { type AgreedHours } from './domain/proposal.js';
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

export interface AgreementVersion {
  id: string;
  number: number;
  binding: boolean;
  tacitTransmission: boolean;
  hours: AgreedHours;
  targets: Targets;
  warnings: Warnings;
  /** Causes of waiting that pause the resolution timer beside the usual ones. */
  alsoPauses: OptionalPause[];
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
  noticeGivenAt: Date | null;
  noticeBy: Readonly<InstitutionDto> | null;
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
         agreement_status(a, $1) as status, a.starts_on::text as "startsOn", a.ends_on::text as "endsOn",
         a.notice_given_at as "noticeGivenAt",
         case when n.id is not null then json_build_object('code', n.code, 'name', n.name) end as "noticeBy"
    from agreement a
    join service s on s.id = a.service_id
    join institution i on i.id = a.institution_id
    join institution l on l.id = a.lead_provider_id
    left join institution n on n.id = a.notice_by_institution_id`;

/** The agreements that the wall shows, as they stand at an instant, by service and institution. Filters name codes; an unknown one finds nothing. */
export function agreementsAfter(
  tx: Transaction,
  { service, institution, scope }: AgreementFilter,
  after: AgreementKey | undefined,
  count: number,
  at: Date,
): Promise<ListedAgreement[]> {
  if (scope === 'none') return Promise.resolve([]);
  return tx.query<ListedAgreement>(
    `${listed}
      where ($2::text is null or s.code = $2)
        and ($3::text is null or i.code = $3)
        and ($4::uuid[] is null or a.service_id = any ($4))
        and ($5::text is null or (s.code, i.code, a.starts_on) > ($5, $6, $7::date))
      order by s.code, i.code, a.starts_on
      limit $8`,
    [at, service ?? null, institution ?? null, scope === 'all' ? null : scope, ...(after ?? [null, null, null]), count],
  );
}

export async function listedAgreementById(tx: Transaction, id: string, at: Date): Promise<ListedAgreement | undefined> {
  const [row] = await tx.query<ListedAgreement>(`${listed} where a.id = $2`, [at, id]);
  return row;
}

/**
 * The agreement of an institution about a service: the one that runs at an instant, else the one that began last.
 * Running is a date within both ends where the lead provider is.
 */
export async function runningAgreement(
  tx: Transaction,
  institutionId: string,
  serviceId: string,
  at: Date,
): Promise<Agreement | undefined> {
  const [row] = await tx.query<Agreement>(
    `select a.id, agreement_status(a, $3) as status, a.lead_provider_id as "leadProviderId",
            a.starts_on::text as "startsOn", a.ends_on::text as "endsOn",
            ($3 at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity') as "isRunning"
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
 * The version in effect at an instant: of the accepted ones whose effect has begun, the one agreed last. Undefined before
 * the first, and behind the wall.
 */
export async function currentVersion(
  tx: Transaction,
  agreementId: string,
  at: Date,
): Promise<AgreementVersion | undefined> {
  const [row] = await tx.query<AgreementVersion>(
    `select v.id, v.number, v.binding, v.tacit_transmission as "tacitTransmission", v.hours, v.targets, v.warnings,
            v.also_pauses as "alsoPauses", v.maintenance, v.effective_from as "effectiveFrom"
       from agreement_version v
      where v.agreement_id = $1
        and v.state = 'accepted'
        and v.effective_from <= $2
      order by v.number desc
      limit 1`,
    [agreementId, at],
  );
  return row;
}
