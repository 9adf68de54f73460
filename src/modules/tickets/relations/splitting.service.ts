import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Transaction } from '../../../database/index.js';
import { readerKey } from '../../../events/index.js';
import { assertVersion, formatInstant } from '../../../http/index.js';
import { DomainError, forbidden, invalid, notFound } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { requirePermission } from '../../identity/index.js';
import { sitesOf } from '../../institutions/index.js';
import type { Asked } from '../desk.js';
import type { Kind, Ticket } from '../domain/ticket.js';
import { UNQUALIFIED } from '../domain/priority.js';
import { Filing } from '../filing.js';
import { Placing } from '../placing.js';
import { LinksStore } from '../stores/links.store.js';
import { MessagesStore, type ReadMessage } from '../stores/messages.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { TicketViews, type TicketView } from '../ticket-views.js';

export interface Split {
  title: string;
  description?: string | undefined;
  /** Ids of messages of the thread, or the word `description`. */
  messages: string[];
  kind?: Kind | undefined;
  service?: string | undefined;
}

/**
 * Splitting: what somebody asked besides becomes a ticket of its own, with what was ticked quoted. Its texts have the
 * audiences that they had, of the owner only: no provider comes along. It counts since its requester first wrote of it,
 * and nobody has answered it yet.
 */
@Injectable()
export class SplittingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly messages: MessagesStore,
    private readonly links: LinksStore,
    private readonly placing: Placing,
    private readonly filing: Filing,
    private readonly views: TicketViews,
  ) {}

  split({ actor, reference, ifMatch }: Asked, split: Split): Promise<TicketView> {
    return this.work.run(actor, async (tx) => {
      const seen = await this.tickets.byReference(tx, reference);
      if (seen.institutionId !== actor.institution.id) throw forbidden('Your institution does not own this ticket.');
      requirePermission(actor, 'ticket.split', seen.serviceId);
      assertVersion(ifMatch, seen.version);
      const ticked = await this.tickedOf(tx, seen, split.messages);
      const serviceId = await serviceOf(tx, split.service, seen);
      requirePermission(actor, 'ticket.open', serviceId);
      const ticket = await this.tickets.lock(tx, seen.id);
      if (!ticket) throw notFound();
      assertVersion(ifMatch, ticket.version);
      assertSplittable(ticket);
      const site = (await sitesOf(tx, ticket.institutionId)).find(({ id }) => id === ticket.siteId);
      if (!site) throw new Error('the site of a ticket is gone');
      const since = sinceWhen(ticked, ticket);
      const { ticket: made } = await this.placing.place(tx, {
        kind: split.kind ?? ticket.kind,
        serviceId,
        title: split.title,
        description: split.description ?? split.title,
        requesterId: ticket.requesterId,
        site,
        channel: ticket.channel,
        levels: UNQUALIFIED,
        isQualified: false,
        side: 'user',
        live: false,
        ...(since ? { since } : {}),
        texts: ticked.map((text) => ({ kind: 'message', audience: text.audience, body: quoted(text) })),
      });
      const link = { fromId: made.id, toId: ticket.id, kind: 'split' } as const;
      await this.links.add(tx, ticket.institutionId, link, ticket.reference, made.openedAt);
      const file = this.filing.open(tx, ticket, [], 'user');
      file.record('ticket.linked', 'internal', { link: 'split', reference: made.reference });
      await this.filing.writeDown(file);
      return this.views.of(tx, made);
    });
  }

  /** In the order in which they were written. */
  private async tickedOf(tx: Transaction, ticket: Ticket, asked: readonly string[]): Promise<ReadMessage[]> {
    const aside = asked.includes('description') ? await this.messages.aside(tx, ticket.id) : [];
    const description = aside.find(({ kind }) => kind === 'description')?.id;
    const ids = [...new Set(asked.map((id) => (id === 'description' ? (description ?? id) : id)))];
    const found = await this.messages.some(
      tx,
      ticket.id,
      ids.filter((id) => id !== 'description'),
    );
    // what is inside the other side of an institution that stands on both stays there
    const home = readerKey(ticket.institutionId, 'user');
    const isAll = found.length === ids.length && found.every(({ readers }) => readers.includes(home));
    if (!isAll) throw invalid('messages', 'unknown_message', 'No such message on this ticket.');
    return found.sort((a, b) => a.postedAt.getTime() - b.postedAt.getTime() || (a.id < b.id ? -1 : 1));
  }
}

async function serviceOf(tx: Transaction, code: string | undefined, ticket: Ticket): Promise<string> {
  if (code === undefined) return ticket.serviceId;
  const service = await serviceByCode(tx, code);
  if (!service) throw invalid('service', 'unknown_service', 'No such service.');
  return service.id;
}

/** The oldest word of the requester that was ticked; the description is theirs, whoever typed it. */
function sinceWhen(ticked: readonly ReadMessage[], ticket: Ticket): Date | undefined {
  const first = ticked.find(({ authorSide, kind }) => authorSide === 'requester' || kind === 'description');
  return first && (first.postedAt < ticket.openedAt ? ticket.openedAt : first.postedAt);
}

/** Whoever asked is not named: the text may cross later, and their name does only when it is ticked. */
function quoted({ authorSide, authorName, institutionCode, postedAt, body }: ReadMessage): string {
  const author =
    authorSide === 'requester' || authorName === null ? institutionCode : `${authorName} (${institutionCode})`;
  return `${author}, ${formatInstant(postedAt)} :\n\n${body}`;
}

function assertSplittable({ state }: Ticket): void {
  if (['new', 'in_progress', 'waiting', 'resolved'].includes(state)) return;
  throw new DomainError({
    kind: 'conflict',
    code: 'move_not_allowed',
    detail: `A ticket that is ${state} cannot be moved by "split".`,
    moves: [],
  });
}
