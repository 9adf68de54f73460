import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { notFound, orThrow } from '../../../kernel/index.js';
import { Desk, standingOf, type Asked } from '../desk.js';
import { mayMoveTicket } from '../domain/admission.js';
import { DraftsStore, type EscalationDraft } from '../stores/drafts.store.js';
import { TicketsStore } from '../stores/tickets.store.js';

/** What level 1 prepared for a SPOC to send. It is known at home only. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly desk: Desk,
    private readonly tickets: TicketsStore,
    private readonly drafts: DraftsStore,
  ) {}

  prepared(actor: Actor, reference: string): Promise<EscalationDraft> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      orThrow(mayMoveTicket('escalate', ticket, standingOf(actor, ticket)));
      const draft = await this.drafts.ofTicket(tx, ticket.id);
      if (!draft) throw notFound();
      return draft;
    });
  }

  async withdraw(asked: Asked): Promise<void> {
    await this.desk.change(asked, (ticket, _escalations, standing) => {
      orThrow(mayMoveTicket('escalate', ticket, standing));
      return {
        side: 'user',
        make: async (file) => {
          const draft = await this.drafts.ofTicket(file.tx, file.ticket.id);
          if (!draft) throw notFound();
          await this.drafts.remove(file.tx, file.ticket.id);
          file.record('escalation.draft_withdrawn', 'internal', { function: draft.function, authorId: draft.authorId });
        },
      };
    });
  }
}
