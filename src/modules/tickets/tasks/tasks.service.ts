import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion } from '../../../http/index.js';
import { conflict, DomainError, forbidden, invalid, newId, notFound } from '../../../kernel/index.js';
import { colleague } from '../../identity/index.js';
import type { CaseFile } from '../case-file.js';
import { Desk, standingOf, type Asked } from '../desk.js';
import { isOpenTicket } from '../domain/admission.js';
import type { Ticket } from '../domain/ticket.js';
import { QueuesStore } from '../stores/queues.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { TicketHooks } from '../ticket-hooks.js';
import { TasksStore, type Task } from './tasks.store.js';

export interface TaskWritten {
  title: string;
  assignee?: string | null | undefined;
  team?: string | null | undefined;
  dueAt?: string | null | undefined;
  mustBeDone?: boolean | undefined;
  intendedFor?: string | undefined;
}

export interface TaskChanged {
  title?: string | undefined;
  assignee?: string | null | undefined;
  team?: string | null | undefined;
  dueAt?: string | null | undefined;
  done?: boolean | undefined;
  position?: number | undefined;
}

const MOST = 200;

/** What is to be done on a ticket, step by step. Only its owner's staff know of it; level 1 writes it. */
@Injectable()
export class TasksService implements OnModuleInit {
  constructor(
    private readonly work: UnitOfWork,
    private readonly desk: Desk,
    private readonly tickets: TicketsStore,
    private readonly store: TasksStore,
    private readonly hooks: TicketHooks,
    private readonly queues: QueuesStore,
  ) {}

  onModuleInit(): void {
    this.hooks.guard(async (tx, ticket, move) => {
      const titles = move === 'resolve' ? await this.store.holding(tx, ticket.id) : [];
      if (titles.length === 0) return undefined;
      const errors = titles.map((title) => ({ pointer: '', code: 'task_open', message: title }));
      const detail = 'What the request model wants done is not done yet.';
      return { kind: 'conflict', code: 'tasks_open', detail, errors, moves: [] };
    });
  }

  list(actor: Actor, reference: string): Promise<Task[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      assertInside(actor, ticket, false);
      return this.store.ofTicket(tx, ticket.id);
    });
  }

  add({ actor, reference }: Asked, written: TaskWritten): Promise<Task> {
    return this.onTicket({ actor, reference }, async (file) => {
      const { tx, ticket, now } = file;
      const tasks = await this.store.ofTicket(tx, ticket.id);
      if (tasks.length >= MOST) throw conflict('too_many_tasks', `A ticket has ${String(MOST)} tasks at most.`);
      const id = newId(now);
      const whose = {
        assigneeId: await assigneeOf(tx, written.assignee ?? null),
        teamId: await this.teamOf(tx, written.team ?? null),
        dueAt: written.dueAt ? new Date(written.dueAt) : null,
      };
      await this.store.add(tx, {
        id,
        ticketId: ticket.id,
        position: (tasks.at(-1)?.position ?? 0) + 1,
        title: written.title,
        intendedFor: written.intendedFor ?? null,
        mustBeDone: written.mustBeDone === true,
        ...whose,
      });
      file.record('task.added', 'internal', {
        taskId: id,
        ...saidOf(whose),
        isGiven: whose.assigneeId !== null || whose.teamId !== null,
      });
      return id;
    });
  }

  change(asked: Asked, id: string, changed: TaskChanged): Promise<Task> {
    return this.onTicket(asked, async (file) => {
      const { tx, ticket, now } = file;
      const task = await this.read(tx, ticket.id, id);
      assertVersion(asked.ifMatch, task.version);
      const isDone = changed.done ?? task.doneAt !== null;
      const turns = isDone !== (task.doneAt !== null);
      const after: Task = {
        ...task,
        title: changed.title ?? task.title,
        position: changed.position ?? task.position,
        assigneeId: changed.assignee === undefined ? task.assigneeId : await assigneeOf(tx, changed.assignee),
        teamId: changed.team === undefined ? task.teamId : await this.teamOf(tx, changed.team),
        dueAt: changed.dueAt === undefined ? task.dueAt : changed.dueAt === null ? null : new Date(changed.dueAt),
        ...(turns ? { doneAt: isDone ? now : null, doneBy: isDone ? asked.actor.personId : null } : {}),
        version: task.version + 1,
      };
      await this.store.save(tx, after);
      const isGiven = task.assigneeId !== after.assigneeId || task.teamId !== after.teamId;
      if (isGiven || task.dueAt?.getTime() !== after.dueAt?.getTime() || task.title !== after.title)
        file.record('task.changed', 'internal', { taskId: id, ...saidOf(after), isGiven });
      if (turns) file.record(isDone ? 'task.done' : 'task.undone', 'internal', { taskId: id, ...saidOf(after) });
      return id;
    });
  }

  /** The ticket is locked first: a task is not undone while the ticket is being resolved. */
  private async onTicket(asked: Asked, make: (file: CaseFile) => Promise<string>): Promise<Task> {
    let made: Task | undefined;
    await this.desk.change({ actor: asked.actor, reference: asked.reference }, (seen, _escalations, standing) => {
      assertInside(asked.actor, seen, true, standing.roles);
      return {
        side: 'user',
        make: async (file) => {
          assertOpen(file.ticket);
          made = await this.read(file.tx, file.ticket.id, await make(file));
        },
      };
    });
    if (!made) throw new Error('a task that was just written is gone');
    return made;
  }

  private async teamOf(tx: Transaction, teamId: string | null): Promise<string | null> {
    if (teamId !== null && !(await this.queues.has(tx, 'user', teamId)))
      throw invalid('team', 'unknown_team', 'No such team of level 1.');
    return teamId;
  }

  private async read(tx: Transaction, ticketId: string, id: string): Promise<Task> {
    const task = await this.store.one(tx, ticketId, id);
    if (!task) throw notFound();
    return task;
  }
}

/** Staff of the owner read; its level 1 writes. To everybody else who sees the ticket its tasks are none of theirs. */
function assertInside(
  actor: Actor,
  ticket: Ticket,
  writes: boolean,
  roles: ReadonlySet<string> = standingOf(actor, ticket).roles,
): void {
  const may = ['agent', 'spoc', ...(writes ? [] : ['manager', 'auditor'])];
  const isInside = actor.institution.id === ticket.institutionId && may.some((role) => roles.has(role));
  if (!isInside) throw forbidden('The tasks of a ticket are for the staff of its owner.');
}

function assertOpen(ticket: Ticket): void {
  if (isOpenTicket(ticket)) return;
  const detail = `Nothing is left to do on a ticket that is ${ticket.state}.`;
  throw new DomainError({ kind: 'conflict', code: 'ticket_not_open', detail, moves: [] });
}

/** What the record says of a task, besides what happened to it: whose it is, and when it is due. */
function saidOf({ assigneeId, teamId, dueAt }: Pick<Task, 'assigneeId' | 'teamId' | 'dueAt'>) {
  return { assigneeId, teamId, dueAt: dueAt && dueAt.toISOString() };
}

async function assigneeOf(tx: Transaction, personId: string | null): Promise<string | null> {
  if (personId === null) return null;
  const person = await colleague(tx, personId);
  if (!person) throw invalid('assignee', 'unknown_person', 'No such person in your institution.');
  return person.id;
}
