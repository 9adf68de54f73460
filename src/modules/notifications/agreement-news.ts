import type { Transaction } from '../../database/index.js';
import type { RecordedEvent } from '../../events/index.js';
import type { AgreementNews, InstitutionName } from '../mail/index.js';

export interface NamedAgreement {
  institutionId: string;
  leadProviderId: string;
  serviceId: string;
  service: InstitutionName;
  institution: InstitutionName;
  leadProvider: InstitutionName;
  /** Both sides by id. */
  sides: ReadonlyMap<string, InstitutionName>;
}

/** Undefined for a stream that is no agreement, and behind the wall. */
export async function agreementNamed(tx: Transaction, id: string): Promise<NamedAgreement | undefined> {
  const [row] = await tx.query<Omit<NamedAgreement, 'sides'>>(
    `select a.institution_id as "institutionId", a.lead_provider_id as "leadProviderId", a.service_id as "serviceId",
            json_build_object('code', s.code, 'name', s.name) as service,
            json_build_object('code', i.code, 'name', i.name) as institution,
            json_build_object('code', l.code, 'name', l.name) as "leadProvider"
       from agreement a
       join service s on s.id = a.service_id
       join institution i on i.id = a.institution_id
       join institution l on l.id = a.lead_provider_id
      where a.id = $1`,
    [id],
  );
  if (!row) return undefined;
  const sides = new Map([
    [row.institutionId, row.institution],
    [row.leadProviderId, row.leadProvider],
  ]);
  return { ...row, sides };
}

/** What an event of an agreement's record says, with the reasons that people gave, which stand in their rows. */
export async function newsOf(
  tx: Transaction,
  { type, streamId, data }: RecordedEvent,
): Promise<AgreementNews | undefined> {
  switch (type) {
    case 'agreement.version_proposed':
    case 'agreement.version_withdrawn':
    case 'agreement.version_accepted':
    case 'agreement.version_rejected': {
      const kind = type.replace('agreement.', '') as 'version_proposed';
      const version = await versionNamed(tx, streamId, Number(data.number));
      const reason = type === 'agreement.version_proposed' ? version?.reason : version?.decisionReason;
      return version && { kind, number: version.number, effectiveFrom: version.effectiveFrom, ...said(reason) };
    }
    case 'agreement.notice_given':
      return { kind: 'notice_given', endsOn: String(data.endsOn), ...said(await noticeReason(tx, streamId)) };
    case 'month.published': {
      const { met, total } = (data.sla ?? {}) as { met?: number; total?: number };
      return { kind: 'month_published', month: String(data.month), met: met ?? 0, total: total ?? 0 };
    }
    case 'verdict.contested':
    case 'verdict.settled': {
      const contest = await contestNamed(tx, String(data.ticketId), Number(data.n));
      if (!contest) return undefined;
      const { reference, verdict, claimed, reason, agreed, settlementReason } = contest;
      return type === 'verdict.contested'
        ? { kind: 'verdict_contested', reference, verdict, claimed, ...said(reason) }
        : { kind: 'verdict_settled', reference, claimed, agreed: agreed === true, ...said(settlementReason) };
    }
    case 'budget.warned':
      return {
        kind: 'budget_warned',
        quarter: String(data.quarter),
        total: Number(data.total),
        missed: Number(data.missed),
        allowed: Number(data.allowed),
        runsOutOn: String(data.runsOutOn),
      };
    default:
      return undefined;
  }
}

function said(reason: string | null | undefined): { reason?: string } {
  return reason ? { reason } : {};
}

interface NamedVersion {
  number: number;
  effectiveFrom: Date;
  reason: string | null;
  decisionReason: string | null;
}

async function versionNamed(tx: Transaction, agreementId: string, number: number): Promise<NamedVersion | undefined> {
  const [row] = await tx.query<NamedVersion>(
    `select number, effective_from as "effectiveFrom", reason, decision_reason as "decisionReason"
       from agreement_version
      where agreement_id = $1 and number = $2`,
    [agreementId, number],
  );
  return row;
}

async function noticeReason(tx: Transaction, agreementId: string): Promise<string | null> {
  const [row] = await tx.query<{ reason: string | null }>(
    'select notice_reason as reason from agreement where id = $1',
    [agreementId],
  );
  return row?.reason ?? null;
}

interface NamedContest {
  reference: string;
  verdict: 'met' | 'missed' | 'excluded';
  claimed: 'met' | 'missed' | 'excluded';
  reason: string;
  agreed: boolean | null;
  settlementReason: string | null;
}

async function contestNamed(tx: Transaction, ticketId: string, n: number): Promise<NamedContest | undefined> {
  const [row] = await tx.query<NamedContest>(
    `select u.reference, c.verdict, c.claimed, c.reason, c.agreed, c.settlement_reason as "settlementReason"
       from verdict_contest c
       join handled_unit u on u.ticket_id = c.ticket_id
      where c.ticket_id = $1 and c.n = $2`,
    [ticketId, n],
  );
  return row;
}
