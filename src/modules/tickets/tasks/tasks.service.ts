import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion } from '../../../http/index.js';
import { Clock, DomainError, forbidden, invalid, newId, notFound } from '../../../kernel/index.js';
import { colleague } from '../../identity/index.js';
import { Desk, standingOf, type Asked } from '../desk.js';
import { isOpenTicket } from '../domain/admission.js';
import type { Ticket } from '../domain/ticket.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { TicketHooks } from '../ticket-hooks.js';
import { TasksStore, type Task } from './tasks.store.js';

export interface TaskWritten {
  title: string;
  assignee?: string | null | undefined;
  dueAt?: string | null | undefined;
  mustBeDone?: boolean | undefined;
  intendedFor?: string | undefined;
}

export interface TaskChanged {
  title?: string | undefined;
  assignee?: string | null | undefined;
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
    private readonly clock: Clock,
    private readonly desk: Desk,
    private readonly tickets: TicketsStore,
    private readonly store: TasksStore,
    private readonly hooks: TicketHooks,
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
    return this.work.run(actor, async (tx) => {
      const ticket = await this.locked(tx, reference);
      const tasks = await this.store.ofTicket(tx, ticket.id);
      if (tasks.length >= MOST)
        throw new DomainError({
          kind: 'conflict',
          code: 'too_many_tasks',
          detail: `A ticket has ${MOST} tasks at most.`,
        });
      const id = newId(this.clock.now());
      await this.store.add(tx, {
        id,
        ticketId: ticket.id,
        position: (tasks.at(-1)?.position ?? 0) + 1,
        title: written.title,
        intendedFor: written.intendedFor ?? null,
        assigneeId: await assigneeOf(tx, written.assignee ?? null),
        dueAt: written.dueAt ? new Date(written.dueAt) : null,
        mustBeDone: written.mustBeDone === true,
      });
      return this.read(tx, ticket.id, id);
    });
  }

  /** The ticket is locked first: a task is not undone while the ticket is being resolved. */
  async change(asked: Asked, id: string, changed: TaskChanged): Promise<Task> {
    let after: Task | undefined;
    await this.desk.change({ actor: asked.actor, reference: asked.reference }, (seen, _escalations, standing) => {
      assertInside(asked.actor, seen, true, standing.roles);
      return {
        side: 'user',
        make: async (file) => {
          const { tx, ticket, now } = file;
          const task = await this.read(tx, ticket.id, id);
          assertVersion(asked.ifMatch, task.version);
          assertOpen(ticket);
          const isDone = changed.done ?? task.doneAt !== null;
          const turns = isDone !== (task.doneAt !== null);
          await this.store.save(tx, {
            ...task,
            title: changed.title ?? task.title,
            position: changed.position ?? task.position,
            assigneeId: changed.assignee === undefined ? task.assigneeId : await assigneeOf(tx, changed.assignee),
            dueAt: changed.dueAt === undefined ? task.dueAt : changed.dueAt === null ? null : new Date(changed.dueAt),
            ...(turns ? { doneAt: isDone ? now : null, doneBy: isDone ? asked.actor.personId : null } : {}),
            version: task.version + 1,
          });
          if (turns) file.record(isDone ? 'task.done' : 'task.undone', 'internal', { taskId: id });
          after = await this.read(tx, ticket.id, id);
        },
      };
    });
    if (!after) throw new Error('a task that was just changed is gone');
    return after;
  }

  private async locked(tx: Transaction, reference: string): Promise<Ticket> {
    const seen = await this.tickets.byReference(tx, reference);
    assertInside(tx.actor, seen, true);
    const ticket = await this.tickets.lock(tx, seen.id);
    if (!ticket) throw notFound();
    assertOpen(ticket);
    return ticket;
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

async function assigneeOf(tx: Transaction, personId: string | null): Promise<string | null> {
  if (personId === null) return null;
  const person = await colleague(tx, personId);
  if (!person) throw invalid('assignee', 'unknown_person', 'No such person in your institution.');
  return person.id;
}
