import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../../database/index.js';
import type { Addressees, Decision } from '../domain/hierarchy.js';

interface Named {
  code: string;
  name: string;
}

export interface HierarchicalEscalation {
  id: string;
  institutionId: string;
  side: Side;
  ticketId: string;
  serviceId: string;
  leadProviderId: string | null;
  addressedTo: Addressees;
  reference: string;
  title: string;
  askedBy: string;
  askerName: string;
  askedAt: Date;
  reason: string;
  decisionDueAt: Date;
  decision: Decision | null;
  decisionText: string | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  deciderName: string | null;
}

export interface ReadHierarchicalEscalation extends HierarchicalEscalation {
  institution: Named;
  service: Named;
  deciderInstitution: Named | null;
}

const selected = `
  select h.id, h.institution_id as "institutionId", h.side, h.ticket_id as "ticketId", h.service_id as "serviceId",
         h.lead_provider_id as "leadProviderId", h.addressed_to as "addressedTo", h.reference, h.title,
         h.asked_by as "askedBy", h.asker_name as "askerName", h.asked_at as "askedAt", h.reason,
         h.decision_due_at as "decisionDueAt", h.decision, h.decision_text as "decisionText",
         h.decided_at as "decidedAt", h.decided_by as "decidedBy", h.decider_name as "deciderName",
         json_build_object('code', i.code, 'name', i.name) as institution,
         json_build_object('code', s.code, 'name', s.name) as service,
         case when d.id is not null then json_build_object('code', d.code, 'name', d.name) end as "deciderInstitution"
    from hierarchical_escalation h
    join institution i on i.id = h.institution_id
    join service s on s.id = h.service_id
    left join institution d on d.id = h.decider_institution_id`;

/** Calls on managers. Who sees one is decided below this, by the wall. */
@Injectable()
export class HierarchyStore {
  async byId(tx: Transaction, id: string): Promise<ReadHierarchicalEscalation | undefined> {
    const [row] = await tx.query<ReadHierarchicalEscalation>(`${selected} where h.id = $1`, [id]);
    return row;
  }

  /** Newest first, before a position; those that wait for a decision, those decided, or all. */
  list(
    tx: Transaction,
    { isOpen, count, before }: { isOpen?: boolean; count: number; before?: { askedAt: string; id: string } },
  ): Promise<ReadHierarchicalEscalation[]> {
    return tx.query<ReadHierarchicalEscalation>(
      `${selected}
        where (h.institution_id = app_institution() or h.lead_provider_id = app_institution())
          and ($1::boolean is null or (h.decided_at is null) = $1)
          and ($2::timestamptz is null or (h.asked_at, h.id) < ($2::timestamptz, $3::uuid))
        order by h.asked_at desc, h.id desc
        limit $4`,
      [isOpen ?? null, before?.askedAt ?? null, before?.id ?? null, count],
    );
  }

  async hasOpen(tx: Transaction, institutionId: string, side: Side, ticketId: string): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from hierarchical_escalation
        where institution_id = $1 and side = $2 and ticket_id = $3 and decided_at is null`,
      [institutionId, side, ticketId],
    );
    return rows.length > 0;
  }

  async add(tx: Transaction, alert: HierarchicalEscalation, tellAt: Date): Promise<void> {
    await tx.run(
      `insert into hierarchical_escalation (id, institution_id, side, ticket_id, service_id, lead_provider_id,
              addressed_to, reference, title, asked_by, asker_name, asked_at, reason, decision_due_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        alert.id,
        alert.institutionId,
        alert.side,
        alert.ticketId,
        alert.serviceId,
        alert.leadProviderId,
        alert.addressedTo,
        alert.reference,
        alert.title,
        alert.askedBy,
        alert.askerName,
        alert.askedAt,
        alert.reason,
        alert.decisionDueAt,
      ],
    );
    await tx.run('insert into hierarchical_due (hierarchical_escalation_id, institution_id, at) values ($1, $2, $3)', [
      alert.id,
      alert.institutionId,
      tellAt,
    ]);
  }

  /** False when somebody decided meanwhile. */
  async decide(
    tx: Transaction,
    id: string,
    by: { personId: string; name: string; institutionId: string },
    decided: { decision: Decision; text: string; at: Date },
  ): Promise<boolean> {
    const touched = await tx.run(
      `update hierarchical_escalation
          set decision = $2, decision_text = $3, decided_at = $4, decided_by = $5, decider_name = $6,
              decider_institution_id = $7
        where id = $1 and decided_at is null`,
      [id, decided.decision, decided.text, decided.at, by.personId, by.name, by.institutionId],
    );
    return touched === 1;
  }

  /** When somebody is to be told next; undefined when nobody is. For the worker. */
  async dueAt(tx: Transaction, id: string): Promise<Date | undefined> {
    const [row] = await tx.query<{ at: Date }>(
      'select at from hierarchical_due where hierarchical_escalation_id = $1',
      [id],
    );
    return row?.at;
  }

  async tellNextAt(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.run('update hierarchical_due set at = $2 where hierarchical_escalation_id = $1', [id, at]);
  }

  async tellNoMore(tx: Transaction, id: string): Promise<void> {
    await tx.run('delete from hierarchical_due where hierarchical_escalation_id = $1', [id]);
  }
}
