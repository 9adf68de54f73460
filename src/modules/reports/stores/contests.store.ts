import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Claimable } from '../domain/contest.js';

/** A unit as one contests it. */
export interface ContestedUnit {
  ticketId: string;
  institutionId: string;
  leadProviderId: string;
  serviceId: string;
  agreementId: string;
  /** What counts, and since when. */
  verdict: Claimable | 'open';
  at: Date | null;
  month: string | null;
}

export interface Contest {
  id: string;
  n: number;
  verdict: Claimable;
  claimed: Claimable;
  reason: string;
  openedAt: Date;
  openedBy: { code: string; name: string };
  openedByInstitutionId: string;
  agreed: boolean | null;
  settledAt: Date | null;
  settledBy: { code: string; name: string } | null;
  settlementReason: string | null;
}

@Injectable()
export class ContestsStore {
  /** The unit of a ticket, if the wall shows it. */
  async unit(tx: Transaction, reference: string, at: Date): Promise<ContestedUnit | undefined> {
    const [row] = await tx.query<ContestedUnit>(
      `select u.ticket_id as "ticketId", u.institution_id as "institutionId", u.lead_provider_id as "leadProviderId",
              u.service_id as "serviceId", u.agreement_id as "agreementId", unit_verdict(u, $2) as verdict,
              unit_dated(u) as at, u.month
         from handled_unit u
        where u.reference = $1`,
      [reference, at],
    );
    return row;
  }

  /** The contests of a ticket, oldest first; the two sides see them. */
  ofTicket(tx: Transaction, ticketId: string): Promise<Contest[]> {
    return tx.query<Contest>(
      `select c.id, c.n, c.verdict, c.claimed, c.reason, c.opened_at as "openedAt",
              json_build_object('code', o.code, 'name', o.name) as "openedBy",
              c.opened_by_institution_id as "openedByInstitutionId", c.agreed, c.settled_at as "settledAt",
              case when s.id is not null then json_build_object('code', s.code, 'name', s.name) end as "settledBy",
              c.settlement_reason as "settlementReason"
         from verdict_contest c
         join institution o on o.id = c.opened_by_institution_id
         left join institution s on s.id = c.settled_by_institution_id
        where c.ticket_id = $1
        order by c.n`,
      [ticketId],
    );
  }

  async add(
    tx: Transaction,
    unit: ContestedUnit,
    contest: { id: string; n: number; verdict: Claimable; claimed: Claimable; reason: string; openedAt: Date },
  ): Promise<void> {
    const { actor } = tx;
    await tx.run(
      `insert into verdict_contest (id, ticket_id, n, agreement_id, institution_id, lead_provider_id, service_id, verdict,
              claimed, reason, opened_at, opened_by, opened_by_institution_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        contest.id,
        unit.ticketId,
        contest.n,
        unit.agreementId,
        unit.institutionId,
        unit.leadProviderId,
        unit.serviceId,
        contest.verdict,
        contest.claimed,
        contest.reason,
        contest.openedAt,
        actor.personId,
        actor.institution.id,
      ],
    );
  }

  async settle(tx: Transaction, id: string, answer: { agreed: boolean; reason: string; at: Date }): Promise<void> {
    await tx.run(
      `update verdict_contest
          set agreed = $2, settlement_reason = $3, settled_at = $4, settled_by = $5, settled_by_institution_id = $6
        where id = $1`,
      [id, answer.agreed, answer.reason, answer.at, tx.actor.personId, tx.actor.institution.id],
    );
  }

  /** In the owner's name: what counts from now on. */
  async count(tx: Transaction, ticketId: string, verdict: Claimable): Promise<void> {
    await tx.run('update handled_unit set settled_verdict = $2 where ticket_id = $1', [ticketId, verdict]);
  }
}
