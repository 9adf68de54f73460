import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { ServiceFunction } from '../../catalogue/index.js';

/** An escalation that an agent has prepared and a SPOC has not sent yet. */
export interface EscalationDraft {
  ticketId: string;
  function: ServiceFunction;
  summary: string;
  messageIds: string[];
  authorId: string;
  /** Their name. */
  author: string;
  savedAt: Date;
}

@Injectable()
export class DraftsStore {
  async ofTicket(tx: Transaction, ticketId: string): Promise<EscalationDraft | undefined> {
    const [draft] = await tx.query<EscalationDraft>(
      `select d.ticket_id as "ticketId", d."function", d.summary, d.message_ids as "messageIds",
              d.author_id as "authorId", coalesce(p.display_name, '') as author, d.saved_at as "savedAt"
         from escalation_draft d
         left join person p on p.id = d.author_id
        where d.ticket_id = $1`,
      [ticketId],
    );
    return draft;
  }

  async save(tx: Transaction, draft: Omit<EscalationDraft, 'author'>): Promise<void> {
    await tx.run(
      `insert into escalation_draft as d (ticket_id, institution_id, "function", summary, message_ids, author_id, saved_at)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (ticket_id) do update
          set "function" = excluded."function", summary = excluded.summary, message_ids = excluded.message_ids,
              author_id = excluded.author_id, saved_at = excluded.saved_at`,
      [
        draft.ticketId,
        tx.actor.institution.id,
        draft.function,
        draft.summary,
        draft.messageIds,
        draft.authorId,
        draft.savedAt,
      ],
    );
  }

  async remove(tx: Transaction, ticketId: string): Promise<void> {
    await tx.run('delete from escalation_draft where ticket_id = $1', [ticketId]);
  }
}
