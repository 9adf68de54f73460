import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import type { CaseFile } from '../case-file.js';
import { isOpenTicket } from '../domain/admission.js';
import { insideOf } from '../domain/readers.js';
import { Filing } from '../filing.js';
import { Consequences, type Outcome } from '../relations/consequences.js';
import { ConsequencesStore, type Consequence } from '../relations/consequences.store.js';
import { resume } from '../ticket-acts.js';
import { TicketHooks } from '../ticket-hooks.js';
import { ProblemLinksStore, toldFirst } from './problem-links.store.js';

/**
 * What follows on tickets when a problem is fixed. Each institution puts down its own, in the transaction that moves the
 * cursor; each ticket is then done in a transaction of its own, in the owner's name, like everything else that follows from
 * one thing on many tickets. So a kill at any instant leaves each done or on the list.
 */
@Injectable()
export class Shipped implements Consumer, OnModuleInit {
  readonly name = 'problem-consequences';
  readonly streams = ['problem'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly consequences: Consequences,
    private readonly store: ConsequencesStore,
    private readonly links: ProblemLinksStore,
    private readonly filing: Filing,
    private readonly hooks: TicketHooks,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
    this.consequences.on('problem_fixed', (file, found) => this.effect(file, found));
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    for (const { id: eventId, streamId: sourceId, type, data, occurredAt } of events) {
      if (type !== 'problem.fixed') continue;
      const ticketIds = await this.links.ofInstitution(tx, institutionId, sourceId);
      const textId = typeof data.publicationId === 'string' ? data.publicationId : null;
      const one = { institutionId, eventId, sourceId, kind: 'problem_fixed' as const, code: null, textId, ticketIds };
      await this.store.putDown(tx, one, occurredAt);
    }
  }

  /** Tells whoever asked, unless they were told by another ticket of theirs; and takes up what waited for the change. */
  private async effect(file: CaseFile, found: Consequence): Promise<Outcome> {
    const { tx, ticket, now } = file;
    const { sourceId: problemId, textId: publicationId, eventId } = found;
    if (!(await this.links.isLinked(tx, problemId, ticket.id))) return { state: 'left', reason: 'unlinked' };
    if (!isOpenTicket(ticket)) return { state: 'left', reason: ticket.state };
    const { institutionId, requesterId: personId } = ticket;
    const isTold = !(await toldFirst(tx, { institutionId, eventId, personId, problemId, at: now }));
    const readers = insideOf(institutionId, 'user');
    file.record('ticket.problem_fixed', 'requester', { problemId, publicationId, isTold }, readers);
    const waits = ticket.state === 'waiting' && ticket.waitingCause === 'change';
    const reason = waits ? await this.obstacle(file, problemId) : undefined;
    if (!waits || reason !== undefined) {
      await this.filing.note(file);
      return reason === undefined ? { state: 'done' } : { state: 'left', reason };
    }
    resume(file);
    await this.filing.writeDown(file);
    return { state: 'done', reason: 'resumed' };
  }

  /** Why a ticket goes on waiting; undefined when nothing keeps it. */
  private async obstacle({ tx, ticket }: CaseFile, problemId: string): Promise<string | undefined> {
    if (await this.links.waitsForAnother(tx, ticket.id, problemId)) return 'other_problem';
    return (await this.hooks.obstacle(tx, ticket, 'resume'))?.code;
  }
}
