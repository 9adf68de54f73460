import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Audience } from '../../../events/index.js';

export interface MessageVersion {
  number: number;
  body: string;
  writtenAt: Date;
}

export interface Draft {
  body: string;
  audience: Audience | null;
  savedAt: Date | null;
  version: number;
}

export const noDraft: Draft = { body: '', audience: null, savedAt: null, version: 0 };

/** Earlier texts of messages, and what people are writing. The wall shows a draft to nobody but its author. */
@Injectable()
export class ThreadStore {
  /** Changes the text of a message; a trigger keeps the earlier one. False when it has another version by now. */
  async edit(tx: Transaction, message: { id: string; version: number }, body: string, at: Date): Promise<boolean> {
    const touched = await tx.run(
      `update message set body = $3, version = version + 1, edited_at = $4 where id = $1 and version = $2`,
      [message.id, message.version, body, at],
    );
    return touched === 1;
  }

  /** Earlier texts, oldest first. */
  earlier(tx: Transaction, messageId: string): Promise<MessageVersion[]> {
    return tx.query<MessageVersion>(
      `select number, body, written_at as "writtenAt" from message_version where message_id = $1 order by number`,
      [messageId],
    );
  }

  async draft(tx: Transaction, ticketId: string): Promise<Draft> {
    const [draft] = await tx.query<Draft>(
      `select body, audience, saved_at as "savedAt", version
         from message_draft
        where institution_id = app_institution() and person_id = app_person() and ticket_id = $1`,
      [ticketId],
    );
    return draft ?? noDraft;
  }

  /** Saves over the version that was read; undefined when there is another one by now. */
  async saveDraft(
    tx: Transaction,
    ticketId: string,
    draft: { body: string; audience: Audience; at: Date },
    expected: number | undefined,
  ): Promise<Draft | undefined> {
    const values = [ticketId, draft.body, draft.audience, draft.at];
    const returning = `returning body, audience, saved_at as "savedAt", version`;
    if (expected !== undefined && expected > 0) {
      const [saved] = await tx.query<Draft>(
        `update message_draft
            set body = $2, audience = $3, saved_at = $4, version = version + 1
          where institution_id = app_institution() and person_id = app_person() and ticket_id = $1 and version = $5
          ${returning}`,
        [...values, expected],
      );
      return saved;
    }
    const [saved] = await tx.query<Draft>(
      `insert into message_draft as d (institution_id, person_id, ticket_id, body, audience, saved_at, version)
       values (app_institution(), app_person(), $1, $2, $3, $4, 1)
       on conflict (institution_id, person_id, ticket_id) do update
          set body = excluded.body, audience = excluded.audience, saved_at = excluded.saved_at, version = d.version + 1
        where $5::boolean
       ${returning}`,
      [...values, expected === undefined],
    );
    return saved;
  }

  /** What the actor left lying on any ticket. */
  async discardOld(tx: Transaction, before: Date): Promise<void> {
    await tx.run(
      `delete from message_draft
        where institution_id = app_institution() and person_id = app_person() and saved_at < $1`,
      [before],
    );
  }
}
