import { Injectable } from '@nestjs/common';
import type { Transaction, WorkerUnitOfWork } from '../../../database/index.js';
import { notFound } from '../../../kernel/index.js';
import type { ImprovementState } from './domain/moves.js';
import type { Improvement, Recurrence, Task, WrittenReview } from './improvement.js';

export interface ImprovementQuery {
  states: readonly ImprovementState[] | undefined;
  service: string | undefined;
  /** Reference of a problem. */
  problem: string | undefined;
  /** Reference of the change whose review asked for it. */
  change: string | undefined;
  owner: string | undefined;
  /** Due, or to be reviewed, on this local date or before. */
  dueBy: string | undefined;
  /** Only those whose cause came back, or only the others. */
  recurred: boolean | undefined;
  limit: number;
  after: { on: string; id: string } | undefined;
}

export type Dates = Pick<Improvement, 'id' | 'institutionId' | 'problemId' | 'state' | 'nextOn'> & {
  /** The date of `nextOn` of which it was said that it has come. */
  toldOn: string | null;
};

const selected = `
  select i.id, i.institution_id as "institutionId", i.service_id as "serviceId", i.problem_id as "problemId", i.reference, i.kind,
         i.state, i.title, i.criterion, json_build_object('code', s.code, 'name', s.name) as service,
         json_build_object('reference', p.reference, 'title', n.title, 'state', p.state) as problem,
         i.change_reference as "changeReference", i.action_reference as "actionReference", i.owner_id as "ownerId",
         i.due_on::text as "dueOn", i.implemented_by as "implementedBy", i.implemented_at as "implementedAt", i.note,
         i.ended_at as "endedAt", case when i.next_on < 'infinity' then i.next_on::text end as "nextOn",
         t.tasks, t.done as "tasksDone", r.recurrences, r.last as "recurredAt", i.version, i.created_by as "createdBy",
         
         i.created_at as "createdAt", i.updated_at as "updatedAt"
    from improvement i
    join service s on s.id = i.service_id
    join problem p on p.id = i.problem_id
    join problem_inside n on n.problem_id = i.problem_id
   cross join lateral (select count(*)::integer as tasks, count(k.done_at)::integer as done
                         from improvement_task k
                        where k.improvement_id = i.id and k.removed_at is null) t
   cross join lateral (select count(*)::integer as recurrences, max(c.at) as last
                         from improvement_recurrence c
                        where c.improvement_id = i.id and c.withdrawn_at is null
                          and (i.implemented_at is null or c.at >= i.implemented_at)) r`;

/** Improvements as far as the wall shows them: those of the own institution, for the services that one answers for. */
@Injectable()
export class ImprovementsStore {
  /** Throws the one 404. */
  async byReference(tx: Transaction, reference: string): Promise<Improvement> {
    const [row] = await tx.query<Improvement>(
      `${selected} where i.institution_id = app_institution() and i.reference = $1`,
      [reference],
    );
    if (!row) throw notFound();
    return row;
  }

  /** What the worker has to know to say that something is due: no words. */
  async datesOf(tx: Transaction, id: string): Promise<Dates | undefined> {
    const [row] = await tx.query<Dates>(
      `select id, institution_id as "institutionId", problem_id as "problemId", state,
              case when next_on < 'infinity' then next_on::text end as "nextOn", told_on::text as "toldOn"
         from improvement
        where id = $1`,
      [id],
    );
    return row;
  }

  /** Held until the transaction ends; false when it is in other hands and one does not wait. */
  async hold(tx: Transaction, id: string, how: 'wait' | 'if free' = 'wait'): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from improvement where id = $1 for ${how === 'wait' ? 'update' : 'no key update skip locked'}`,
      [id],
    );
    return rows.length > 0;
  }

  /** What is due first comes first; by the index `improvement_listed`. */
  list(tx: Transaction, query: ImprovementQuery): Promise<Improvement[]> {
    const { states, service, problem, change, owner, dueBy, recurred, limit, after } = query;
    return tx.query<Improvement>(
      `${selected}
        where i.institution_id = app_institution()
          and (i.next_on, i.id) > ($1::date, $2::uuid)
          and ($3::text[] is null or i.state = any ($3))
          and ($4::text is null or s.code = $4)
          and ($5::text is null or p.reference = $5)
          and ($6::uuid is null or i.owner_id = $6)
          and ($7::date is null or i.next_on <= $7)
          and ($8::boolean is null or (r.recurrences > 0) = $8)
          and ($9::text is null or i.change_reference = $9)
        order by i.next_on, i.id
        limit $10`,
      [
        after?.on ?? '-infinity',
        after?.id ?? '00000000-0000-0000-0000-000000000000',
        states ?? null,
        service ?? null,
        problem ?? null,
        owner ?? null,
        dueBy ?? null,
        recurred ?? null,
        change ?? null,
        limit,
      ],
    );
  }

  tasks(tx: Transaction, id: string): Promise<Task[]> {
    return tx.query<Task>(
      `select id, title, done_by as "doneBy", done_at as "doneAt"
         from improvement_task
        where improvement_id = $1 and removed_at is null
        order by position, id`,
      [id],
    );
  }

  /** Of the time that it was implemented last, and of those before. */
  reviews(tx: Transaction, id: string): Promise<WrittenReview[]> {
    return tx.query<WrittenReview>(
      `select implemented_at as "implementedAt", after_days as "afterDays", due_on::text as "dueOn", verdict, note,
              by_id as "byId", at
         from improvement_review
        where improvement_id = $1
        order by implemented_at, after_days`,
      [id],
    );
  }

  /** Found, and not yet in the record. */
  async unrecorded(
    tx: Transaction,
    id: string,
  ): Promise<{ id: string; kind: string; ticketId: string | null; at: Date }[]> {
    return tx.query(
      `select id, kind, ticket_id as "ticketId", at
         from improvement_recurrence
        where improvement_id = $1 and recorded_at is null and withdrawn_at is null
        order by at, id`,
      [id],
    );
  }

  async recorded(tx: Transaction, ids: readonly string[], at: Date): Promise<void> {
    await tx.run('update improvement_recurrence set recorded_at = $2 where id = any ($1::uuid[])', [ids, at]);
  }

  async told(tx: Transaction, id: string, on: string): Promise<void> {
    await tx.run('update improvement set told_on = $2 where id = $1', [id, on]);
  }

  /** The newest hundred; a ticket is named where the wall shows it. */
  recurrences(tx: Transaction, id: string): Promise<Recurrence[]> {
    return tx.query<Recurrence>(
      `select c.id, c.kind, t.reference as ticket, c.at
         from improvement_recurrence c
         left join ticket t on t.id = c.ticket_id
        where c.improvement_id = $1 and c.withdrawn_at is null
        order by c.at desc, c.id
        limit 100`,
      [id],
    );
  }
}

/** What is due, across institutions, without those that had their turn: ids alone. */
export function dueImprovements(
  work: WorkerUnitOfWork,
  now: Date,
  left: readonly string[],
): Promise<{ id: string; institutionId: string }[]> {
  return work.outside(
    `select improvement_id as id, institution_id as "institutionId"
       from improvement_due
      where at <= $1 and improvement_id <> all ($2::uuid[])
      order by at
      limit 100`,
    [now, left],
  );
}
