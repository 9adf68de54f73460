import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../database/index.js';
import type { Audience } from '../../events/index.js';
import { decodeCursor, isInstantText, toPage, type Page } from '../../http/index.js';
import { DomainError, forbidden, isUuid } from '../../kernel/index.js';
import type { CaseFile } from './case-file.js';
import { Desk, type Asked } from './desk.js';
import { isOpenTicket, type Standing } from './domain/admission.js';
import type { AuthorSide } from './domain/message.js';
import type { Escalation, Ticket } from './domain/ticket.js';
import { MessagesStore, type ReadMessage } from './stores/messages.store.js';
import { TicketsStore } from './stores/tickets.store.js';
import { resume } from './ticket-acts.js';

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
   * Writes to an audience. A requester's answer resumes a ticket that waits for them; nothing is written on a closed,
   * cancelled or merged one.
   */
  async post(asked: Asked, body: string, audience: Audience): Promise<ReadMessage> {
    let posted: ReadMessage | undefined;
    await this.desk.change(asked, (ticket, escalations, standing) => {
      const side = speaksAs(ticket, escalations, standing, audience);
      assertAudience(side, audience);
      return {
        side,
        make: async (file) => {
          assertWritable(file.ticket);
          const id = await this.write(file, body, audience);
          [posted] = await this.messages.some(file.tx, file.ticket.id, [id]);
        },
      };
    });
    if (!posted) throw new Error('a message that was just written is gone');
    return posted;
  }

  private async write(file: CaseFile, body: string, audience: Audience): Promise<string> {
    const { ticket, side } = file;
    const messageId = await file.write('message', audience, body);
    const reached = audience === 'requester' && side === 'user';
    file.record('message.posted', audience, { messageId, ...(reached ? { reached } : {}) });
    if (side === 'requester' && ticket.state === 'waiting' && ticket.waitingCause === 'requester') resume(file);
    return messageId;
  }
}

/** Level 1 speaks for the owner, an engineer for the holder; whoever only asked is the requester. */
function speaksAs(
  ticket: Ticket,
  escalations: readonly Escalation[],
  { institutionId, personId, roles }: Standing,
  audience: Audience,
): AuthorSide {
  const isHome = institutionId === ticket.institutionId;
  if (isHome && (roles.has('agent') || roles.has('spoc'))) return 'user';
  const isRequester = isHome && roles.has('requester') && ticket.requesterId === personId;
  if (isRequester && audience === 'requester') return 'requester';
  if (roles.has('engineer') && escalations.some(({ holderId }) => holderId === institutionId)) return 'provider';
  if (isRequester) return 'requester';
  throw forbidden('Your roles do not include writing on this ticket.');
}

function assertAudience(side: AuthorSide, audience: Audience): void {
  if (side === 'requester' && audience !== 'requester')
    throw forbidden('A requester writes to the audience "requester".');
  if (side === 'provider' && audience === 'requester') {
    throw forbidden('A provider speaks to the requester through what it delivers: write to "shared" or "internal".');
  }
}

function assertWritable(ticket: Ticket): void {
  if (isOpenTicket(ticket) || ticket.state === 'resolved') return;
  throw new DomainError({
    kind: 'conflict',
    code: 'ticket_ended',
    detail: `Nothing is written on a ticket that is ${ticket.state}: open a new one.`,
    moves: [],
  });
}

function isPosition(key: unknown): key is Position {
  const { postedAt, id } = (key ?? {}) as Partial<Position>;
  return isInstantText(postedAt) && typeof id === 'string' && isUuid(id);
}
