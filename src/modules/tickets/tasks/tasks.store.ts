import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { newId } from '../../../kernel/index.js';
import type { Ticket } from '../domain/ticket.js';

export interface Task {
  id: string;
  ticketId: string;
  position: number;
  title: string;
  intendedFor: string | null;
  assigneeId: string | null;
  assigneeName: string | null;
  teamId: string | null;
  teamName: string | null;
  dueAt: Date | null;
  mustBeDone: boolean;
  doneAt: Date | null;
  doneBy: string | null;
  doneByName: string | null;
  version: number;
}

/** A task as a request model plans it. */
export interface PlannedTask {
  title: string;
  intendedFor?: string | undefined;
  mustBeDone: boolean;
}

const selected = `
  select k.id, k.ticket_id as "ticketId", k.position, k.title, k.intended_for as "intendedFor",
         k.assignee_id as "assigneeId", p.display_name as "assigneeName", k.team_id as "teamId", q.name as "teamName", k.due_at as "dueAt",
         k.must_be_done as "mustBeDone", k.done_at as "doneAt", k.done_by as "doneBy", d.display_name as "doneByName",
         k.version
    from task k
    left join person p on p.id = k.assignee_id
    left join team q on q.id = k.team_id
    left join person d on d.id = k.done_by`;

/** Tasks of a ticket: the inside of its owner. */
@Injectable()
export class TasksStore {
  ofTicket(tx: Transaction, ticketId: string): Promise<Task[]> {
    return tx.query<Task>(`${selected} where k.ticket_id = $1 order by k.position, k.id`, [ticketId]);
  }

  async one(tx: Transaction, ticketId: string, id: string): Promise<Task | undefined> {
    const [task] = await tx.query<Task>(`${selected} where k.ticket_id = $1 and k.id = $2`, [ticketId, id]);
    return task;
  }

  /** What has to be done before the ticket is resolved. */
  async holding(tx: Transaction, ticketId: string): Promise<string[]> {
    const rows = await tx.query<{ title: string }>(
      `select title from task
        where ticket_id = $1 and must_be_done and done_at is null
        order by position, id`,
      [ticketId],
    );
    return rows.map(({ title }) => title);
  }

  async add(
    tx: Transaction,
    task: Pick<
      Task,
      'id' | 'ticketId' | 'position' | 'title' | 'intendedFor' | 'assigneeId' | 'teamId' | 'dueAt' | 'mustBeDone'
    >,
  ): Promise<void> {
    await tx.run(
      `insert into task (id, institution_id, ticket_id, position, title, intended_for, assignee_id, due_at,
              must_be_done, team_id, version)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, $9, 1)`,
      [
        task.id,
        task.ticketId,
        task.position,
        task.title,
        task.intendedFor,
        task.assigneeId,
        task.dueAt,
        task.mustBeDone,
        task.teamId,
      ],
    );
  }

  async addPlanned(
    tx: Transaction,
    { id: ticketId }: Pick<Ticket, 'id'>,
    planned: readonly PlannedTask[],
    at: Date,
  ): Promise<void> {
    for (const [index, { title, intendedFor, mustBeDone }] of planned.entries()) {
      const nobodys = { assigneeId: null, teamId: null, dueAt: null };
      const task = { ticketId, title, mustBeDone, intendedFor: intendedFor ?? null, ...nobodys };
      await this.add(tx, { id: newId(at), position: index + 1, ...task });
    }
  }

  async save(tx: Transaction, task: Task): Promise<void> {
    await tx.run(
      `update task
          set position = $2, title = $3, assignee_id = $4, due_at = $5, done_at = $6, done_by = $7, version = $8, team_id = $9
        where id = $1`,
      [
        task.id,
        task.position,
        task.title,
        task.assigneeId,
        task.dueAt,
        task.doneAt,
        task.doneBy,
        task.version,
        task.teamId,
      ],
    );
  }
}
