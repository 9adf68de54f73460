import { Injectable } from '@nestjs/common';
import type { Transaction, WorkerUnitOfWork } from '../../../database/index.js';
import type { Moving } from '../../service-hours/index.js';
import type { Level } from '../domain/priority.js';
import type { Kind } from '../domain/ticket.js';

export const pauses = ['asked', 'maker_left', 'rights_lost', 'refused'] as const;
export type Pause = (typeof pauses)[number];

export interface Recurring {
  id: string;
  serviceId: string;
  serviceCode: string;
  serviceName: string;
  siteId: string;
  siteCode: string;
  makerId: string;
  makerName: string | null;
  kind: Kind;
  title: string;
  description: string;
  impact: Level | null;
  urgency: Level | null;
  requesterId: string | null;
  assigneeId: string | null;
  teamId: string | null;
  modelId: string | null;
  fields: Record<string, unknown> | null;
  recurrence: string;
  /** Local dates, `YYYY-MM-DD`. */
  startsOn: string;
  atTime: string;
  timeZone: string;
  moveToWorkingDay: Moving;
  state: 'running' | 'paused' | 'ended';
  pausedReason: Pause | null;
  lastOn: string | null;
  nextOn: string | null;
  nextAt: Date | null;
  version: number;
  createdAt: Date;
}

/** What may be done with it now. */
export const movesOf = ({ state }: Pick<Recurring, 'state'>): string[] =>
  state === 'running' ? ['pause'] : state === 'paused' ? ['resume'] : [];

export interface Done {
  onDate: string;
  outcome: 'opened' | 'skipped';
  reason: string | null;
  ticketId: string | null;
  reference: string | null;
  decidedAt: Date;
}

const selected = `
  select r.id, r.service_id as "serviceId", s.code as "serviceCode", s.name as "serviceName", r.site_id as "siteId",
         w.code as "siteCode", r.maker_id as "makerId", p.display_name as "makerName", r.kind, r.title, r.description,
         r.impact, r.urgency, r.requester_id as "requesterId", r.assignee_id as "assigneeId", r.team_id as "teamId",
         r.model_id as "modelId", r.fields, r.recurrence, r.starts_on::text as "startsOn", r.at_time as "atTime",
         r.time_zone as "timeZone", r.move_to_working_day as "moveToWorkingDay", r.state,
         r.paused_reason as "pausedReason", r.last_on::text as "lastOn", r.next_on::text as "nextOn",
         r.next_at as "nextAt", r.version, r.created_at as "createdAt"
    from recurring_ticket r
    join service s on s.id = r.service_id
    join site w on w.id = r.site_id
    left join person p on p.id = r.maker_id
   where r.institution_id = app_institution()`;

const done = `on_date::text as "onDate", outcome, reason, ticket_id as "ticketId", reference, decided_at as "decidedAt"`;

@Injectable()
export class RecurringStore {
  list(tx: Transaction, limit: number, after?: { createdAt: string; id: string }): Promise<Recurring[]> {
    return tx.query<Recurring>(
      `${selected} and (r.created_at, r.id) > ($1::timestamptz, $2::uuid) order by r.created_at, r.id limit $3`,
      [after?.createdAt ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', limit],
    );
  }

  async count(tx: Transaction): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      'select count(*)::integer as n from recurring_ticket where institution_id = app_institution()',
    );
    return row?.n ?? 0;
  }

  async byId(tx: Transaction, id: string): Promise<Recurring | undefined> {
    const [row] = await tx.query<Recurring>(`${selected} and r.id = $1`, [id]);
    return row;
  }

  /** Locked until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<Recurring | undefined> {
    const [row] = await tx.query<Recurring>(`${selected} and r.id = $1 for update of r`, [id]);
    return row;
  }

  /** The same, without waiting: undefined too when somebody else has it. */
  async lockIfFree(tx: Transaction, id: string): Promise<Recurring | undefined> {
    const [row] = await tx.query<Recurring>(`${selected} and r.id = $1 for update of r skip locked`, [id]);
    return row;
  }

  /** Whether there is such a form for the service, published and not retired. */
  async hasModel(tx: Transaction, id: string, serviceId: string): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from request_model m
        where m.institution_id = app_institution() and m.id = $1 and m.service_id = $2 and m.retired_at is null
          and exists (select 1 from request_model_version v where v.model_id = m.id and v.published_at is not null)`,
      [id, serviceId],
    );
    return rows.length > 0;
  }

  async add(tx: Transaction, one: Recurring, at: Date): Promise<void> {
    await tx.run(
      `insert into recurring_ticket (id, institution_id, service_id, site_id, maker_id, kind, title, description, impact,
              urgency, requester_id, assignee_id, team_id, model_id, fields, recurrence, starts_on, at_time, time_zone,
              move_to_working_day, state, next_on, next_at, version, created_at, updated_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
               'running', $20, $21, 1, $22, $22)`,
      [
        one.id,
        one.serviceId,
        one.siteId,
        one.makerId,
        one.kind,
        one.title,
        one.description,
        one.impact,
        one.urgency,
        one.requesterId,
        one.assigneeId,
        one.teamId,
        one.modelId,
        one.fields,
        one.recurrence,
        one.startsOn,
        one.atTime,
        one.timeZone,
        one.moveToWorkingDay,
        one.nextOn,
        one.nextAt,
        at,
      ],
    );
    await this.due(tx, one);
  }

  /** What people change; with it the version goes up. */
  async save(tx: Transaction, one: Recurring, at: Date): Promise<void> {
    await tx.run(
      `update recurring_ticket
          set maker_id = $2, title = $3, description = $4, impact = $5, urgency = $6, requester_id = $7, assignee_id = $8,
              team_id = $9, fields = $10, recurrence = $11, starts_on = $12, at_time = $13, time_zone = $14,
              move_to_working_day = $15
        where id = $1`,
      [
        one.id,
        one.makerId,
        one.title,
        one.description,
        one.impact,
        one.urgency,
        one.requesterId,
        one.assigneeId,
        one.teamId,
        one.fields,
        one.recurrence,
        one.startsOn,
        one.atTime,
        one.timeZone,
        one.moveToWorkingDay,
      ],
    );
    await this.move(tx, { ...one, version: one.version + 1 }, at);
  }

  /** Where it stands, and when it is due next. What time does moves no version: nobody's text was changed. */
  async move(tx: Transaction, one: Recurring, at: Date): Promise<void> {
    await tx.run(
      `update recurring_ticket
          set state = $2, paused_reason = $3, last_on = $4, next_on = $5, next_at = $6, version = $7, updated_at = $8
        where id = $1`,
      [one.id, one.state, one.pausedReason, one.lastOn, one.nextOn, one.nextAt, one.version, at],
    );
    await this.due(tx, one);
  }

  private async due(tx: Transaction, { id, nextAt }: Pick<Recurring, 'id' | 'nextAt'>): Promise<void> {
    if (nextAt === null) await tx.run('delete from recurring_due where recurring_id = $1', [id]);
    else {
      const moved = await tx.run('update recurring_due set at = $2 where recurring_id = $1', [id, nextAt]);
      if (moved === 0)
        await tx.run(
          'insert into recurring_due (recurring_id, institution_id, at) values ($1, app_institution(), $2)',
          [id, nextAt],
        );
    }
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.run('delete from recurring_ticket where id = $1', [id]);
  }

  /** False when that date has been decided on already. */
  async note(tx: Transaction, id: string, one: Done): Promise<boolean> {
    const noted = await tx.run(
      `insert into recurring_occurrence (institution_id, recurring_id, on_date, outcome, reason, ticket_id, reference,
              decided_at, decided_by)
       values (app_institution(), $1, $2, $3, $4, $5, $6, $7, app_person())
       on conflict do nothing`,
      [id, one.onDate, one.outcome, one.reason, one.ticketId, one.reference, one.decidedAt],
    );
    return noted === 1;
  }

  /** What became of some dates. */
  async doneOn(tx: Transaction, id: string, dates: readonly string[]): Promise<ReadonlyMap<string, Done>> {
    const rows = await tx.query<Done>(
      `select ${done} from recurring_occurrence
        where institution_id = app_institution() and recurring_id = $1 and on_date = any ($2::date[])`,
      [id, dates],
    );
    return new Map(rows.map((row) => [row.onDate, row]));
  }

  /** What became of its dates so far, the last one first. */
  history(tx: Transaction, id: string, limit: number, before?: string): Promise<Done[]> {
    return tx.query<Done>(
      `select ${done} from recurring_occurrence
        where institution_id = app_institution() and recurring_id = $1 and ($2::date is null or on_date < $2)
        order by on_date desc
        limit $3`,
      [id, before ?? null, limit],
    );
  }
}

/** Across institutions: ids alone. */
export function dueRecurring(
  work: WorkerUnitOfWork,
  now: Date,
  left: readonly string[],
): Promise<{ id: string; institutionId: string }[]> {
  return work.outside(
    `select recurring_id as id, institution_id as "institutionId"
       from recurring_due
      where at <= $1 and recurring_id <> all ($2::uuid[])
      order by at
      limit 100`,
    [now, left],
  );
}
