import type { Side, Transaction } from '../../database/index.js';
import type { Audience, Events, NewEvent, RecordedEvent } from '../../events/index.js';
import { newId } from '../../kernel/index.js';
import type { Owed } from './domain/appointments.js';
import type { TicketEventType } from './domain/event-types.js';
import type { TimeData } from './domain/facts.js';
import type { AuthorSide, Message, MessageKind } from './domain/message.js';
import { insideOf, partiesNow } from './domain/readers.js';
import type { Escalation, Ticket } from './domain/ticket.js';
import type { Settling } from './settling.js';
import type { EscalationsStore } from './stores/escalations.store.js';
import type { MessagesStore } from './stores/messages.store.js';

/** A call or visit that somebody writes down. */
export interface LoggedCall {
  channel: 'phone' | 'counter';
  calledAt: Date | null;
}

/**
 * One ticket on the desk, inside one transaction, locked: its row and escalations, changed in place by a move, and what
 * the move has to say. The desk writes it all down when the move returns.
 */
export class CaseFile {
  readonly events: NewEvent[] = [];
  readonly admissions: string[] = [];
  readonly dismissals: { institutionId: string; fulfilled: boolean }[] = [];
  /** What is done is not for every party to see: the ticket's version stays, for it tells all of them. */
  isAside = false;
  /** The bulk of moves that this one belongs to; its events carry the id. */
  bulk: string | undefined;
  /** What was said here opened another ticket, and stands there. */
  followUp: { ticketId: string; reference: string; messageId: string } | undefined;

  constructor(
    readonly tx: Transaction,
    /** The present; moved on only where a lock had to be waited for. */
    public now: Date,
    readonly ticket: Ticket,
    readonly escalations: Escalation[],
    /** On which side the actor speaks here. */
    readonly side: AuthorSide,
    private readonly stores: {
      messages: MessagesStore;
      escalations: EscalationsStore;
      events: Events;
      settling: Settling;
    },
  ) {}

  /** Said to those who are parties now (or to `readers`); with `audience` requester also to the requester. */
  record(
    type: TicketEventType,
    audience: Audience,
    data: TimeData & Record<string, unknown>,
    readers?: readonly string[],
  ): void {
    const carried = this.bulk === undefined ? data : { ...data, bulk: this.bulk };
    this.events.push({ type, audience, side: this.side, readers: readers ?? this.readersOf(audience), data: carried });
  }

  /** Writes a text on the ticket, for the move's event to name. Returns its id. */
  async write(
    kind: MessageKind,
    audience: Audience,
    body: string,
    options: {
      n?: number;
      readers?: readonly string[];
      mentions?: readonly string[];
      call?: LoggedCall;
      /** Whose words somebody else notes. */
      authorName?: string;
    } = {},
  ): Promise<string> {
    const { actor } = this.tx;
    const message: Message = {
      id: newId(this.now),
      ticketId: this.ticket.id,
      escalationN: options.n ?? null,
      kind,
      audience,
      authorId: actor.personId,
      authorInstitutionId: actor.institution.id,
      authorSide: this.side,
      authorName: options.authorName ?? (this.side === 'requester' ? null : actor.name),
      body,
      readers: options.readers ?? this.readersOf(audience),
      postedAt: this.now,
      mentions: options.mentions,
      ...options.call,
    };
    await this.stores.messages.add(this.tx, message);
    return message.id;
  }

  /** The text of a message that the actor may read. */
  async bodyOf(messageId: string): Promise<string> {
    const [message] = await this.stores.messages.some(this.tx, this.ticket.id, [messageId]);
    if (!message) throw new Error('a text that an escalation names is gone');
    return message.body;
  }

  /** Everything that was recorded so far: who moves may read less of it, and what follows is the same. */
  recorded(): Promise<RecordedEvent[]> {
    return this.tx.asOwner(this.ticket.institutionId, () => this.stores.events.ofStream(this.tx, this.ticket.id));
  }

  /** In whose hours the next steps are owed. */
  owed(): Promise<Owed> {
    return this.stores.settling.owedOn(this.tx, this.ticket);
  }

  /** Brings an escalation into a state; only `waiting` has a cause and a date. */
  async enter(escalation: Escalation, state: Escalation['state']): Promise<void> {
    escalation.state = state;
    if (state !== 'waiting') {
      escalation.waitingCause = null;
      escalation.followUpAt = null;
    }
    await this.stores.escalations.save(this.tx, escalation);
  }

  /** Calls on the next holder with what the former one received. */
  async handOn(to: Escalation, formerReader: string, nextReader: string): Promise<void> {
    await this.stores.messages.handOn(this.tx, this.ticket.id, formerReader, nextReader);
    // the former holder does not see it, so it cannot write it either: the ticket's owner does
    await this.tx.asOwner(this.ticket.institutionId, () => this.stores.escalations.add(this.tx, to));
    this.escalations.push(to);
  }

  /**
   * Ends the part of a provider whose return nobody answered: with the matter, or because `nextHolderId` is called now.
   */
  async settleReturn(nextHolderId?: string): Promise<void> {
    const last = this.escalations.at(-1);
    if (last?.state !== 'returned' || last.returnSettledAt) return;
    last.returnSettledAt = this.now;
    await this.stores.escalations.save(this.tx, last);
    if (last.holderId !== nextHolderId) this.dismissals.push({ institutionId: last.holderId, fulfilled: false });
  }

  /** Answered; what was asked and what was decided stays in the record. */
  async settleDispute(escalation: Escalation): Promise<void> {
    escalation.disputedImpact = null;
    escalation.disputedUrgency = null;
    escalation.disputedAt = null;
    await this.stores.escalations.save(this.tx, escalation);
  }

  /** Staff who read what is said now to an audience. */
  readersOf(audience: Audience): string[] {
    if (audience === 'internal') return insideOf(this.tx.actor.institution.id, this.side as Side);
    return partiesNow(this.ticket, this.escalations);
  }
}
