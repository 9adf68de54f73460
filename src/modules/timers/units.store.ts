import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { newId } from '../../kernel/index.js';
import type { CorrectionReason } from './domain/correction.js';
import type { ProviderFact } from './domain/provider-facts.js';
import type { Unit, UnitVerdict } from './domain/unit.js';

/** The other side of a unit's agreement. */
export interface UnitSides {
  leadProviderId: string;
  /** The lead provider's time zone. */
  homeZone: string;
}

export interface PartRow {
  n: number;
  holderId: string;
  isShown: boolean;
  heldMs: number;
}

interface Keys {
  ticketId: string;
  institutionId: string;
  serviceId: string;
  agreementId: string;
  reference: string;
  kind: string;
}

@Injectable()
export class UnitsStore {
  async sidesOf(tx: Transaction, agreementId: string): Promise<UnitSides> {
    const [sides] = await tx.query<UnitSides>(
      `select a.lead_provider_id as "leadProviderId", i.time_zone as "homeZone"
         from agreement a
         join institution i on i.id = a.lead_provider_id
        where a.id = $1`,
      [agreementId],
    );
    if (!sides) throw new Error(`the owner of a ticket does not see its agreement ${agreementId}`);
    return sides;
  }

  /** What is stored of a unit, locked. */
  async standing(
    tx: Transaction,
    ticketId: string,
  ): Promise<{ verdict: UnitVerdict; month: string | null } | undefined> {
    const [row] = await tx.query<{ verdict: UnitVerdict; month: string | null }>(
      'select verdict, month from handled_unit where ticket_id = $1 for update',
      [ticketId],
    );
    return row;
  }

  /** A row that says the same already stays untouched. */
  async save(
    tx: Transaction,
    keys: Keys,
    { leadProviderId }: UnitSides,
    unit: Unit,
    facts: readonly ProviderFact[],
  ): Promise<void> {
    const { ticketId, institutionId, serviceId, agreementId, reference, kind } = keys;
    await tx.run(
      `insert into handled_unit as u (ticket_id, institution_id, lead_provider_id, service_id, agreement_id, reference, kind,
              facts, verdict, verdict_at, due_at, miss_cause, reason, binding, month, response, response_due_at,
              late_questions, returns)
       select $1, $2, $3, $4, $5, $6, $7,
              r.facts, r.verdict, r."verdictAt", r."dueAt", r."missCause", r.reason, r.binding, r.month, r.response,
              r."responseDueAt", r."lateQuestions", r.returns
         from jsonb_to_record($8) as r (facts jsonb, verdict text, "verdictAt" timestamptz, "dueAt" timestamptz,
              "missCause" text, reason text, binding boolean, month text, response text, "responseDueAt" timestamptz,
              "lateQuestions" integer, returns integer)
       on conflict (ticket_id) do update
          set facts = excluded.facts, verdict = excluded.verdict, verdict_at = excluded.verdict_at,
              due_at = excluded.due_at, miss_cause = excluded.miss_cause, reason = excluded.reason,
              binding = excluded.binding, month = excluded.month, response = excluded.response,
              response_due_at = excluded.response_due_at, late_questions = excluded.late_questions,
              returns = excluded.returns,
              -- what was settled was about that verdict, and ends with it
              settled_verdict = case when (u.verdict, u.verdict_at) is not distinct from (excluded.verdict, excluded.verdict_at)
                                     then u.settled_verdict end
        where (u.facts, u.verdict, u.verdict_at, u.due_at, u.miss_cause, u.reason, u.binding, u.month, u.response,
               u.response_due_at, u.late_questions, u.returns)
              is distinct from
              (excluded.facts, excluded.verdict, excluded.verdict_at, excluded.due_at, excluded.miss_cause,
               excluded.reason, excluded.binding, excluded.month, excluded.response, excluded.response_due_at,
               excluded.late_questions, excluded.returns)`,
      [
        ticketId,
        institutionId,
        leadProviderId,
        serviceId,
        agreementId,
        reference,
        kind,
        JSON.stringify({ ...unitRowOf(unit), facts: facts.map(factRowOf) }),
      ],
    );
  }

  async saveParts(
    tx: Transaction,
    { ticketId, institutionId, serviceId }: Pick<Keys, 'ticketId' | 'institutionId' | 'serviceId'>,
    { leadProviderId }: UnitSides,
    parts: readonly PartRow[],
  ): Promise<void> {
    await tx.run(
      `insert into handled_part as p (ticket_id, n, institution_id, lead_provider_id, service_id, holder_id, is_shown, held_ms)
       select $1, r.n, $2, $3, $4, r."holderId", r."isShown", r."heldMs"
         from jsonb_to_recordset($5) as r (n smallint, "holderId" uuid, "isShown" boolean, "heldMs" bigint)
       on conflict (ticket_id, n) do update
          set is_shown = excluded.is_shown, held_ms = excluded.held_ms
        where (p.is_shown, p.held_ms) is distinct from (excluded.is_shown, excluded.held_ms)`,
      [ticketId, institutionId, leadProviderId, serviceId, JSON.stringify(parts)],
    );
  }

  /**
   * A line for each of these months that was published and says another verdict of the unit than the one counted now:
   * against what was published and corrected since, not against what was stored, so that it can be asked twice.
   */
  async correct(
    tx: Transaction,
    change: { ticketId: string; months: readonly (string | null | undefined)[]; at: Date; reason: CorrectionReason },
  ): Promise<void> {
    const months = [...new Set(change.months)].filter((month) => typeof month === 'string');
    if (months.length === 0) return;
    await tx.run(
      `insert into verdict_correction (id, agreement_id, month, institution_id, lead_provider_id, service_id, ticket_id,
              reference, from_verdict, to_verdict, reason, at)
       select c.id, s.agreement_id, s.month, s.institution_id, s.lead_provider_id, s.service_id, s.ticket_id,
              s.reference, s.before, s.after, $4, $5
         from (select u.agreement_id, m.month, u.institution_id, u.lead_provider_id, u.service_id, u.ticket_id, u.reference,
                      coalesce((select v.to_verdict
                                  from verdict_correction v
                                 where v.agreement_id = m.agreement_id and v.month = m.month and v.ticket_id = u.ticket_id
                                 order by v.at desc, v.id desc
                                 limit 1), m.verdicts ->> u.reference, 'open') as before,
                      case when u.month = m.month and u.verdict <> 'open' then coalesce(u.settled_verdict, u.verdict)
                           else 'open' end as after
                 from handled_unit u
                 join published_month m on m.agreement_id = u.agreement_id
                where u.ticket_id = $1 and m.month = any ($2::text[])) s
         join unnest($2::text[], $3::uuid[]) as c (month, id) on c.month = s.month
        where s.before <> s.after`,
      [change.ticketId, months, months.map(() => newId(change.at)), change.reason, change.at],
    );
  }
}

/** What of a unit is stored beside its facts, as it is compared and written. Instants in ISO 8601 UTC. */
export function unitRowOf(unit: Unit) {
  const { verdict, missCause, reason, binding, month, response, lateQuestions, returns } = unit;
  return {
    verdict,
    verdictAt: iso(unit.at),
    dueAt: iso(unit.dueAt),
    missCause,
    reason,
    binding,
    month,
    response,
    responseDueAt: iso(unit.responseDueAt),
    lateQuestions,
    returns,
  };
}

/** A fact as it is stored and exported: nothing but what the definition names. */
export function factRowOf(fact: ProviderFact): Record<string, unknown> {
  const named = Object.entries({ ...fact, at: iso(fact.at) });
  return Object.fromEntries(named.filter(([name, value]) => name !== 'live' && (value as unknown) !== undefined));
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
