import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../database/index.js';
import type { Audience } from '../../events/index.js';
import { decodeCursor, isInstantText, toPage, type Page } from '../../http/index.js';
import { isUuid } from '../../kernel/index.js';
import { Desk, type Asked } from './desk.js';
import { assertAudience, assertWritable, speaksAs } from './domain/writing.js';
import { mentioned } from './mentions.js';
import { postMessage } from './message-acts.js';
import { MessagesStore, type ReadMessage } from './stores/messages.store.js';
import { TicketsStore } from './stores/tickets.store.js';

interface Position {
  postedAt: string;
  id: string;
}

/** The thread of a ticket. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly desk: Desk,
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly messages: MessagesStore,
  ) {}

  list(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<ReadMessage>> {
    const after = decodeCursor(cursor, isPosition);
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const rows = await this.messages.thread(tx, ticket.id, limit + 1, after);
      return toPage(
        rows,
        limit,
        (row) => ({ postedAt: row.postedAt.toISOString(), id: row.id }),
        (row) => row,
      );
    });
  }

  /**
   * Writes to an audience, and has the people told who are mentioned. A requester's answer resumes a ticket that waits for
   * them; nothing is written on a closed, cancelled or merged one.
   */
  async post(
    asked: Asked,
    body: string,
    audience: Audience,
    { mentions = [], discardDraft = false }: { mentions?: readonly string[]; discardDraft?: boolean } = {},
  ): Promise<ReadMessage> {
    let posted: ReadMessage | undefined;
    await this.desk.change(asked, (ticket, escalations, standing) => {
      const side = speaksAs(ticket, escalations, standing, audience);
      assertAudience(side, audience);
      return {
        side,
        make: async (file) => {
          assertWritable(file.ticket);
          const id = await postMessage(file, body, audience, await mentioned(file, mentions));
          if (discardDraft) await this.messages.discardDraft(file.tx, file.ticket.id);
          [posted] = await this.messages.some(file.tx, file.ticket.id, [id]);
        },
      };
    });
    if (!posted) throw new Error('a message that was just written is gone');
    return posted;
  }
}

function isPosition(key: unknown): key is Position {
  const { postedAt, id } = (key ?? {}) as Partial<Position>;
  return isInstantText(postedAt) && typeof id === 'string' && isUuid(id);
}
