import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { Clock } from '../../kernel/index.js';
import { CaseFile } from './case-file.js';
import type { AuthorSide } from './domain/message.js';
import { nextActorOf } from './domain/next-actor.js';
import type { Escalation, Ticket } from './domain/ticket.js';
import { Settling } from './settling.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { MessagesStore } from './stores/messages.store.js';
import { TicketsStore } from './stores/tickets.store.js';

/** Opens the file of a ticket that is locked, and writes down what was done on it: for people and for time alike. */
@Injectable()
export class Filing {
  constructor(
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly messages: MessagesStore,
    private readonly events: Events,
    private readonly settling: Settling,
  ) {}

  /** `side`: on which side the actor speaks here. */
  open(tx: Transaction, ticket: Ticket, escalations: Escalation[], side: AuthorSide): CaseFile {
    const { messages, escalations: store, events, settling } = this;
    return new CaseFile(tx, this.after(ticket), ticket, escalations, side, {
      messages,
      escalations: store,
      events,
      settling,
    });
  }

  /** The file of a ticket for its owner, unless somebody else has it: then it is being settled there. */
  async openIfFree(tx: Transaction, ticketId: string): Promise<CaseFile | undefined> {
    const ticket = await this.tickets.lockIfFree(tx, ticketId);
    return ticket && this.open(tx, ticket, await this.escalations.ofTicket(tx, ticketId), 'user');
  }

  /** After a move: the next actor, the parties, the record, the timers and appointments. */
  async writeDown(file: CaseFile): Promise<void> {
    const { tx, ticket, now } = file;
    const isShown = !file.isAside && file.events.some((event) => event.audience !== 'internal');
    if (isShown) {
      advance(ticket, file.escalations, now);
      await this.tickets.save(tx, ticket);
    }
    // in first, then out: whoever forwards is a party until the next one is
    for (const institutionId of file.admissions) await this.tickets.admit(tx, ticket.id, institutionId, now);
    const at = await this.events.append(tx, ticket.id, now, file.events);
    for (const { institutionId, fulfilled } of file.dismissals) {
      await this.tickets.dismiss(tx, ticket.id, institutionId, now, fulfilled);
    }
    // a call that is noted inside reached the requester all the same, and a task has its date
    const movesTime =
      isShown || file.events.some(({ type, data }) => data.reached === true || type.startsWith('task.'));
    if (movesTime) await this.settling.settle(tx, ticket, file.escalations, at);
  }

  /** After a telling (a reminder, a date that came): the record. The ticket stays as it was, its version too. */
  async note(file: CaseFile): Promise<void> {
    const { tx, ticket, now } = file;
    const at = await this.events.append(tx, ticket.id, now, file.events);
    await this.settling.settle(tx, ticket, file.escalations, at);
  }

  now(): Date {
    return this.clock.now();
  }

  /** The present, but never before the ticket's last change: a clock that went back must not turn the record around. */
  private after(ticket: Ticket): Date {
    const now = this.clock.now();
    return now < ticket.updatedAt ? ticket.updatedAt : now;
  }
}

export function advance(ticket: Ticket, escalations: readonly Escalation[], now: Date): void {
  const next = nextActorOf(ticket, escalations);
  if (next.kind !== ticket.nextActor || next.institutionId !== ticket.nextActorInstitutionId) {
    ticket.nextActor = next.kind;
    ticket.nextActorInstitutionId = next.institutionId;
    ticket.nextActorSince = now;
  }
  ticket.version += 1;
  ticket.updatedAt = now;
}
