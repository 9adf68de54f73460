import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../database/index.js';
import type { Audience } from '../../events/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../http/index.js';
import { DomainError, forbidden } from '../../kernel/index.js';
import type { CaseFile, LoggedCall } from './case-file.js';
import { Desk, type Asked } from './desk.js';
import { opensFollowUp } from './domain/links.js';
import { assertAudience, assertWritable, speaksAs } from './domain/writing.js';
import { FollowingUp } from './following-up.js';
import { mentioned } from './mentions.js';
import { postMessage } from './message-acts.js';
import { MessagesStore, type ReadMessage } from './stores/messages.store.js';
import { TicketsStore } from './stores/tickets.store.js';

/** What goes with a text. */
interface More {
  mentions?: readonly string[] | undefined;
  discardDraft?: boolean | undefined;
  /** The text notes a call or a visit. */
  call?: LoggedCall | undefined;
}

/** A message with the ticket that it stands on: a follow-up is another one than it was written on. */
export interface PostedMessage extends ReadMessage {
  reference: string;
}

/** The thread of a ticket. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly desk: Desk,
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly messages: MessagesStore,
    private readonly followingUp: FollowingUp,
  ) {}

  list(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<ReadMessage>> {
    const after = decodeCursor(cursor, placeInTime('postedAt'));
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
   * them, and opens a follow-up of one that was closed not long ago. On a merged one, its requester and level 1 go on
   * talking: nobody else reads that. Nothing else is written on what has ended.
   */
  async post(asked: Asked, body: string, audience: Audience, more: More = {}): Promise<PostedMessage> {
    const { mentions = [], discardDraft = false, call } = more;
    let posted: PostedMessage | undefined;
    await this.desk.change(asked, (ticket, escalations, standing) => {
      const side = speaksAs(ticket, escalations, standing, audience);
      assertAudience(side, audience);
      if (call && side !== 'user') throw forbidden('Calls and visits are logged by level 1 of the owner.');
      return {
        side,
        make: async (file) => {
          const { tx, ticket } = file;
          const follows = side === 'requester' && opensFollowUp(ticket, file.now);
          if (!follows) assertWritable(ticket, side, file.now);
          if (call) assertHeld(call, file);
          const on = follows
            ? await this.followingUp.open(file, body)
            : {
                ticketId: ticket.id,
                reference: ticket.reference,
                messageId: await postMessage(file, body, audience, { mentions: await mentioned(file, mentions), call }),
              };
          if (ticket.state === 'merged' && side === 'requester') await this.followingUp.tellSurvivor(file);
          if (discardDraft) await this.messages.discardDraft(tx, ticket.id);
          const [read] = await this.messages.some(tx, on.ticketId, [on.messageId]);
          if (read) posted = { ...read, reference: on.reference };
        },
      };
    });
    if (!posted) throw new Error('a message that was just written is gone');
    return posted;
  }
}

/** Held while the ticket was there, and not in the future. The record dates it at its writing: instants never go back. */
function assertHeld({ calledAt }: LoggedCall, { ticket, now }: CaseFile): void {
  if (calledAt === null || (calledAt >= ticket.openedAt && calledAt <= now)) return;
  const message = 'lies between the opening of the ticket and now';
  throw new DomainError({
    kind: 'unprocessable',
    code: 'not_then',
    detail: 'The call was held between the opening of the ticket and now.',
    errors: [{ pointer: '/calledAt', code: 'not_then', message }],
  });
}
