import type { Transaction } from '../../database/index.js';
import { type InstitutionDto } from '../institutions/index.js';
import { type AgreementStatus, type AgreementVersion } from './agreements.store.js';
import { type VersionState } from './domain/admission.js';
import { type ProposedVersion } from './domain/proposal.js';

/** An agreement as whoever changes it needs it. */
export interface OpenAgreement {
  id: string;
  institutionId: string;
  leadProviderId: string;
  serviceId: string;
  status: AgreementStatus;
  endsOn: string | null;
  noticeGivenAt: Date | null;
  /** The local date of the lead provider. */
  today: string;
}

export interface DatedVersion extends AgreementVersion {
  state: VersionState;
  recordedAt: Date | null;
  retroactive: boolean;
  proposedByInstitutionId: string | null;
  proposedBy: Readonly<InstitutionDto> | null;
  proposedAt: Date | null;
  reason: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
}

const versions = `
  select v.id, v.number, v.state, v.binding, v.tacit_transmission as "tacitTransmission", v.hours, v.targets, v.warnings,
         v.also_pauses as "alsoPauses", v.maintenance, v.effective_from as "effectiveFrom",
         v.recorded_at as "recordedAt", v.retroactive, v.proposed_by_institution_id as "proposedByInstitutionId",
         case when i.id is not null then json_build_object('code', i.code, 'name', i.name) end as "proposedBy",
         v.proposed_at as "proposedAt", v.reason, v.decided_at as "decidedAt", v.decision_reason as "decisionReason"
    from agreement_version v
    left join institution i on i.id = v.proposed_by_institution_id`;

/** Undefined behind the wall. */
export async function openAgreement(tx: Transaction, id: string, at: Date): Promise<OpenAgreement | undefined> {
  const [row] = await tx.query<OpenAgreement>(
    `select a.id, a.institution_id as "institutionId", a.lead_provider_id as "leadProviderId",
            a.service_id as "serviceId", agreement_status(a, $2) as status, a.ends_on::text as "endsOn",
            a.notice_given_at as "noticeGivenAt", ($2 at time zone l.time_zone)::date::text as today
       from agreement a
       join institution l on l.id = a.lead_provider_id
      where a.id = $1`,
    [id, at],
  );
  return row;
}

/** One at a time changes an agreement and its versions; who refers to it does not wait. */
export async function lockAgreement(tx: Transaction, id: string): Promise<void> {
  await tx.run('select 1 from agreement a where a.id = $1 for no key update', [id]);
}

/** The versions before a number, newest first. */
export function versionsBefore(
  tx: Transaction,
  agreementId: string,
  number: number | undefined,
  count: number,
): Promise<DatedVersion[]> {
  return tx.query<DatedVersion>(
    `${versions}
      where v.agreement_id = $1
        and ($2::integer is null or v.number < $2)
      order by v.number desc
      limit $3`,
    [agreementId, number ?? null, count],
  );
}

export async function versionByNumber(
  tx: Transaction,
  agreementId: string,
  number: number,
): Promise<DatedVersion | undefined> {
  const [row] = await tx.query<DatedVersion>(`${versions} where v.agreement_id = $1 and v.number = $2`, [
    agreementId,
    number,
  ]);
  return row;
}

/** What a proposal starts from: the accepted version in effect at an instant, else the newest accepted one. */
export async function startingPoint(tx: Transaction, agreementId: string, at: Date): Promise<DatedVersion | undefined> {
  const [row] = await tx.query<DatedVersion>(
    `${versions}
      where v.agreement_id = $1
        and v.state = 'accepted'
      order by v.effective_from <= $2 desc, v.number desc
      limit 1`,
    [agreementId, at],
  );
  return row;
}

/** The newest number, and of the accepted ones the last recording and the latest effect. */
export async function lastOf(
  tx: Transaction,
  agreementId: string,
): Promise<{ number: number; recordedAt: Date | null; latestEffect: Date | null }> {
  const [row] = await tx.query<{ number: number; recordedAt: Date | null; latestEffect: Date | null }>(
    `select coalesce(max(v.number), 0) as number, max(v.recorded_at) as "recordedAt",
            max(v.effective_from) filter (where v.state = 'accepted') as "latestEffect"
       from agreement_version v
      where v.agreement_id = $1`,
    [agreementId],
  );
  return row ?? { number: 0, recordedAt: null, latestEffect: null };
}

/** What a version says, in the order of the columns from `binding` to `effective_from`. */
export function columnsOf(version: ProposedVersion): unknown[] {
  return [
    version.binding,
    version.tacitTransmission,
    JSON.stringify(version.hours),
    JSON.stringify(version.targets),
    JSON.stringify(version.warnings),
    version.alsoPauses,
    JSON.stringify(version.maintenance),
    version.effectiveFrom,
  ];
}

export async function addProposal(
  tx: Transaction,
  proposal: {
    id: string;
    agreementId: string;
    number: number;
    version: ProposedVersion;
    retroactive: boolean;
    reason: string | null;
    at: Date;
  },
): Promise<void> {
  const { version } = proposal;
  await tx.run(
    `insert into agreement_version (id, agreement_id, number, state, binding, tacit_transmission, hours, targets,
            warnings, also_pauses, maintenance, effective_from, proposed_by_institution_id, proposed_by, proposed_at,
            retroactive, reason)
     values ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8, $9, $10, $11, app_institution(), app_person(), $12, $13, $14)`,
    [
      proposal.id,
      proposal.agreementId,
      proposal.number,
      ...columnsOf(version),
      proposal.at,
      proposal.retroactive,
      proposal.reason,
    ],
  );
}

/** Ends what is still open; the number of the version that was, or undefined. */
export async function replaceOpen(tx: Transaction, agreementId: string, at: Date): Promise<number | undefined> {
  const [row] = await tx.query<{ number: number }>(
    `update agreement_version
        set state = 'replaced', decided_at = $2, decided_by = app_person()
      where agreement_id = $1 and state = 'proposed'
     returning number`,
    [agreementId, at],
  );
  return row?.number;
}

export async function decide(
  tx: Transaction,
  decision: { id: string; state: VersionState; at: Date; recordedAt: Date | null; reason: string | null },
): Promise<void> {
  const { id, state, at, recordedAt, reason } = decision;
  await tx.run(
    `update agreement_version
        set state = $2, decided_at = $3, recorded_at = $4, decision_reason = $5, decided_by = app_person()
      where id = $1`,
    [id, state, at, recordedAt, reason],
  );
}

export async function giveNotice(
  tx: Transaction,
  notice: { agreementId: string; endsOn: string; reason: string; at: Date },
): Promise<void> {
  await tx.run(
    `update agreement
        set ends_on = $2, notice_given_at = $3, notice_by_institution_id = app_institution(), notice_reason = $4
      where id = $1`,
    [notice.agreementId, notice.endsOn, notice.at, notice.reason],
  );
}
