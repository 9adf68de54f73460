import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import type { Audience } from '../../../events/index.js';
import { Clock, DomainError } from '../../../kernel/index.js';
import { standingOf, type Asked } from '../desk.js';
import { assertAudience, speaksAs } from '../domain/writing.js';
import { EscalationsStore } from '../stores/escalations.store.js';
import { MessagesStore } from '../stores/messages.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { noDraft, ThreadStore, type Draft } from './thread.store.js';

const KEPT_MILLISECONDS = 30 * 86_400_000;

/** What somebody is writing on a ticket and has not posted: one for each person and ticket, kept for thirty days. */
@Injectable()
export class MessageDraftsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly messages: MessagesStore,
    private readonly store: ThreadStore,
  ) {}

  read(actor: Actor, reference: string): Promise<Draft> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const draft = await this.store.draft(tx, ticket.id);
      return draft.savedAt && draft.savedAt < this.oldest() ? noDraft : draft;
    });
  }

  /** `ifMatch` is the version of the draft, 0 for none: what was written in another window is not lost. */
  save({ actor, reference, ifMatch }: Asked, body: string, audience: Audience): Promise<Draft> {
    return this.work.run(actor, async (tx) => {
      const ticketId = await this.assertMayWrite(tx, actor, reference, audience);
      await this.store.discardOld(tx, this.oldest());
      const saved = await this.store.saveDraft(tx, ticketId, { body, audience, at: this.clock.now() }, ifMatch);
      if (saved) return saved;
      const detail = 'This was changed since you read it: read it again.';
      throw new DomainError({ kind: 'stale', code: 'stale', detail });
    });
  }

  discard(actor: Actor, reference: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      await this.messages.discardDraft(tx, await this.assertMayWrite(tx, actor, reference, 'requester', true));
    });
  }

  private async assertMayWrite(
    tx: Transaction,
    actor: Actor,
    reference: string,
    audience: Audience,
    isAnyAudience = false,
  ): Promise<string> {
    const ticket = await this.tickets.byReference(tx, reference);
    const side = speaksAs(ticket, await this.escalations.ofTicket(tx, ticket.id), standingOf(actor, ticket), audience);
    if (!isAnyAudience) assertAudience(side, audience);
    return ticket.id;
  }

  private oldest(): Date {
    return new Date(this.clock.now().getTime() - KEPT_MILLISECONDS);
  }
}
