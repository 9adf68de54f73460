import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { readerKey } from '../../../events/index.js';
import { assertVersion } from '../../../http/index.js';
import { Clock, DomainError, forbidden, notFound } from '../../../kernel/index.js';
import type { CaseFile } from '../case-file.js';
import { Desk, type Asked } from '../desk.js';
import { openEscalation } from '../domain/admission.js';
import { assertEditable, assertReadByPartiesNow, assertStillOnSide } from '../domain/editing.js';
import { partiesNow } from '../domain/readers.js';
import { assertWritable } from '../domain/writing.js';
import { MessagesStore, type ReadMessage } from '../stores/messages.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { tickedOf } from '../ticked.js';
import { ThreadStore, type MessageVersion } from './thread.store.js';

/** What is done with a message after it was posted: editing it, and letting it cross later. */
@Injectable()
export class ThreadService {
  constructor(
    private readonly desk: Desk,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly messages: MessagesStore,
    private readonly store: ThreadStore,
  ) {}

  /**
   * Changes the text of one's own message, for ten minutes; the earlier texts are kept. `ifMatch` is the version of the
   * message. That of the ticket moves only where every party reads the message.
   */
  async edit({ actor, reference, ifMatch }: Asked, messageId: string, body: string): Promise<ReadMessage> {
    const seen = await this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      return this.own(actor, await this.inThread(tx, ticket.id, messageId));
    });
    assertVersion(ifMatch, seen.version);
    let edited = seen;
    await this.desk.change({ actor, reference }, () => ({
      side: seen.authorSide,
      make: async (file) => {
        edited = await this.editNow(file, messageId, ifMatch, body);
      },
    }));
    return edited;
  }

  /** What a message has said, oldest first: the last one is what it says now. For whoever reads the message. */
  versions(actor: Actor, reference: string, messageId: string): Promise<MessageVersion[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const { version, body, postedAt, editedAt } = await this.inThread(tx, ticket.id, messageId);
      const now = { number: version, body, writtenAt: editedAt ?? postedAt };
      return [...(await this.store.earlier(tx, messageId)), now];
    });
  }

  /**
   * Lets texts cross that were not ticked when the ticket was escalated. Returns the ids of those that the holder did not
   * read before; when there is none, nothing is recorded.
   */
  async share(asked: Asked, ids: readonly string[]): Promise<string[]> {
    let shared: string[] = [];
    await this.desk.change(asked, (ticket, _escalations, { institutionId, roles }) => {
      if (institutionId !== ticket.institutionId || !roles.has('spoc'))
        throw forbidden('A SPOC of the institution that the ticket belongs to decides what crosses.');
      return {
        side: 'user',
        make: async (file) => {
          const escalation = openEscalation(file.escalations);
          if (!escalation) throw notEscalated();
          const ticked = await tickedOf(file.tx, this.messages, file.ticket.id, ids);
          const reader = readerKey(escalation.holderId, 'provider');
          shared = await this.messages.share(file.tx, file.ticket.id, ticked, reader);
          if (shared.length > 0) file.record('message.shared', 'shared', { n: escalation.n, messageIds: shared });
        },
      };
    });
    return shared;
  }

  private async editNow(
    file: CaseFile,
    messageId: string,
    ifMatch: number | undefined,
    body: string,
  ): Promise<ReadMessage> {
    assertWritable(file.ticket, file.side, file.now);
    const { tx, ticket } = file;
    const message = await this.inThread(tx, ticket.id, messageId);
    assertVersion(ifMatch, message.version);
    assertEditable(message, tx.actor, file.now);
    assertReadByPartiesNow(message, partiesNow(ticket, file.escalations));
    if (message.body === body) return message;
    if (!(await this.store.edit(tx, message, body, file.now))) throw stale();
    file.isAside = !partiesNow(ticket, file.escalations).every((party) => message.readers.includes(party));
    file.record('message.edited', message.audience, { messageId, version: message.version + 1 }, message.readers);
    return this.inThread(tx, ticket.id, messageId);
  }

  /** The description and the summaries stand beside the thread, and have no id here. */
  private async inThread(tx: CaseFile['tx'], ticketId: string, id: string): Promise<ReadMessage> {
    const [message] = await this.messages.some(tx, ticketId, [id]);
    if (!message || message.kind === 'description' || message.kind === 'summary') throw notFound();
    return message;
  }

  /** Written by the actor, who still stands where they wrote it; else 403. What it says of time comes later. */
  private own(actor: Actor, message: ReadMessage): ReadMessage {
    assertEditable({ ...message, kind: 'message', postedAt: this.clock.now() }, actor, this.clock.now());
    assertStillOnSide(message.authorSide, actor);
    return message;
  }
}

const stale = () =>
  new DomainError({ kind: 'stale', code: 'stale', detail: 'This was changed since you read it: read it again.' });

const notEscalated = () =>
  new DomainError({
    kind: 'conflict',
    code: 'no_open_escalation',
    detail: 'Texts cross to the holder of an open escalation, and there is none.',
    moves: [],
  });
