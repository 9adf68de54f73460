import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Field } from '../models/domain/content.js';
import type { PlannedTask } from '../tasks/tasks.store.js';

export interface Approval {
  id: string;
  ticketId: string;
  reference: string;
  title: string;
  serviceId: string;
  serviceCode: string;
  serviceName: string;
  requesterId: string;
  requesterName: string;
  /** Null: any manager of the service, but for whoever asks. */
  approverId: string | null;
  approverName: string | null;
  askedAt: Date;
  state: 'open' | 'approved' | 'rejected' | 'withdrawn';
  decidedBy: string | null;
  decidedByName: string | null;
  decidedAt: Date | null;
  reason: string | null;
  /** Whose decision it was, where a deputy gave it. */
  decidedFor: string | null;
  decidedForName: string | null;
}

const selected = `
  select a.id, a.ticket_id as "ticketId", a.reference, a.title, a.service_id as "serviceId", s.code as "serviceCode",
         s.name as "serviceName", a.requester_id as "requesterId", coalesce(r.display_name, '') as "requesterName",
         a.approver_id as "approverId", p.display_name as "approverName", a.asked_at as "askedAt", a.state,
         a.decided_by as "decidedBy", d.display_name as "decidedByName", a.decided_at as "decidedAt", a.reason,
         a.decided_for as "decidedFor", f.display_name as "decidedForName"
    from approval a
    join service s on s.id = a.service_id
    left join person r on r.id = a.requester_id
    left join person p on p.id = a.approver_id
    left join person d on d.id = a.decided_by
    left join person f on f.id = a.decided_for`;

/** Decisions that requests wait for. An approver sees those put to them, and nothing else of the ticket. */
@Injectable()
export class ApprovalsStore {
  async add(
    tx: Transaction,
    approval: Pick<
      Approval,
      'id' | 'ticketId' | 'reference' | 'title' | 'serviceId' | 'requesterId' | 'approverId' | 'askedAt'
    >,
  ): Promise<void> {
    await tx.run(
      `insert into approval (id, institution_id, ticket_id, reference, title, service_id, requester_id, approver_id,
              asked_at, state)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, 'open')`,
      [
        approval.id,
        approval.ticketId,
        approval.reference,
        approval.title,
        approval.serviceId,
        approval.requesterId,
        approval.approverId,
        approval.askedAt,
      ],
    );
  }

  async byId(tx: Transaction, id: string): Promise<Approval | undefined> {
    const [approval] = await tx.query<Approval>(`${selected} where a.id = $1`, [id]);
    return approval;
  }

  async byReference(tx: Transaction, reference: string): Promise<Approval | undefined> {
    const [approval] = await tx.query<Approval>(
      `${selected} where a.institution_id = app_institution() and a.reference = $1`,
      [reference],
    );
    return approval;
  }

  /** The one that a ticket waits for, locked until the end of the transaction. */
  async lockOpen(tx: Transaction, ticketId: string): Promise<Approval | undefined> {
    const [approval] = await tx.query<Approval>(
      `${selected} where a.ticket_id = $1 and a.state = 'open' for update of a`,
      [ticketId],
    );
    return approval;
  }

  async isOpen(tx: Transaction, ticketId: string): Promise<boolean> {
    const [row] = await tx.query<{ is: boolean }>(
      `select exists (select 1 from approval where ticket_id = $1 and state = 'open') as is`,
      [ticketId],
    );
    return row?.is === true;
  }

  /** For whom the actor stands in at this instant. */
  async standsInFor(tx: Transaction, at: Date): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select a.person_id as id
         from absence a
         join membership m on m.institution_id = a.institution_id and m.person_id = a.person_id
         join person p on p.id = a.person_id
        where a.institution_id = app_institution() and a.deputy_id = app_person()
          and a.starts_at <= $1 and a.ends_at > $1 and p.left_at is null`,
      [at],
    );
    return rows.map(({ id }) => id);
  }

  /** What waits for the actor, or for those they stand in for, the oldest first. `manages`: the services of which they are a manager; null for all. */
  waitingFor(
    tx: Transaction,
    manages: readonly string[] | null,
    absent: readonly string[],
    limit: number,
    after?: { askedAt: string; id: string },
  ): Promise<Approval[]> {
    return tx.query<Approval>(
      `${selected}
        where a.institution_id = app_institution()
          and a.state = 'open'
          and a.requester_id <> app_person()
          and (a.approver_id = app_person() or a.approver_id = any ($5::uuid[])
               or (a.approver_id is null and ($1::uuid[] is null or a.service_id = any ($1))))
          and (a.asked_at, a.id) > ($2::timestamptz, $3::uuid)
        order by a.asked_at, a.id
        limit $4`,
      [manages, after?.askedAt ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', limit, absent],
    );
  }

  async pass(tx: Transaction, id: string, approverId: string | null, at: Date): Promise<void> {
    await tx.run('update approval set approver_id = $2, asked_at = $3 where id = $1', [id, approverId, at]);
  }

  async decide(
    tx: Transaction,
    id: string,
    decided: { state: 'approved' | 'rejected'; reason: string | null; at: Date; for: string | null },
  ): Promise<void> {
    const touched = await tx.run(
      `update approval set state = $2, reason = $3, decided_at = $4, decided_by = app_person(), decided_for = $5
        where id = $1 and state = 'open'`,
      [id, decided.state, decided.reason, decided.at, decided.for],
    );
    if (touched !== 1) throw new Error('an approval that was locked is gone');
  }

  /** The fields of the version with which the ticket was opened, with their choices. */
  async fields(tx: Transaction, ticketId: string): Promise<Field[]> {
    const [row] = await tx.query<{ fields: Field[] }>(
      `select v.content -> 'fields' as fields
         from ticket_form f
         join request_model_version v on v.model_id = f.model_id and v.number = f.version
        where f.ticket_id = $1`,
      [ticketId],
    );
    return row?.fields ?? [];
  }

  /** The tasks of the version with which the ticket was opened. */
  async plannedTasks(tx: Transaction, ticketId: string): Promise<PlannedTask[]> {
    const [row] = await tx.query<{ tasks: PlannedTask[] }>(
      `select v.content -> 'tasks' as tasks
         from ticket_form f
         join request_model_version v on v.model_id = f.model_id and v.number = f.version
        where f.ticket_id = $1`,
      [ticketId],
    );
    return row?.tasks ?? [];
  }
}
