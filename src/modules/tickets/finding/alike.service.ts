import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { requirePermission } from '../../identity/index.js';
import { standingOf } from '../desk.js';
import { queriesOf } from '../listing.service.js';
import { requesterOf, unknown } from '../opening.service.js';
import { OffersService, type Offers } from '../problems/offers.service.js';
import { TicketListStore, type TicketLine } from '../stores/ticket-list.store.js';
import type { ListQuery } from '../stores/ticket-places.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { mostAlike, rareWords, type Alike, type Having } from './domain/likeness.js';
import { tellingWords, type Clause } from './domain/search-words.js';
import { AlikeStore, type Ending } from './alike.store.js';
import { SearchStore } from './search.store.js';
import { TextsStore } from './texts.store.js';

export interface SimilarTicket {
  line: TicketLine;
  likeness: number;
  words: string[];
  /** How it was settled; undefined while it is not. */
  ending: Ending | undefined;
}

export interface Duplicate {
  line: TicketLine;
  likeness: number;
  words: string[];
  isSameRequester: boolean;
}

export interface BeingOpened {
  service: string;
  title: string;
  description?: string | undefined;
  requester?: string | undefined;
}

/** Tickets that are compared, the newest on the service; of rare words, matches that are compared besides. */
const COMPARED = 1000;
const RARE = 100;
const MOST_WORDS = 8;
const ENOUGH_WORDS = 3;
const MOST_RARE = 4;
const SHOWN = 10;

/**
 * Tickets that are like another one, or like one that is being opened: by the words in common, as far as the asker may read
 * them, weighed by how rare they are among the newest on the same service.
 */
@Injectable()
export class AlikeService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly lines: TicketListStore,
    private readonly documents: SearchStore,
    private readonly texts: TextsStore,
    private readonly alike: AlikeStore,
    private readonly offers: OffersService,
  ) {}

  /** Those that were settled first, then the most alike. */
  similar(actor: Actor, reference: string): Promise<SimilarTicket[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const about = await this.texts.about(tx, ticket.id);
      const words = wordsOf(ticket.title, about.join(' '));
      const query: ListQuery = { ...newestFirst, serviceId: ticket.serviceId, limit: COMPARED };
      const near: string[] = [];
      for (const [part, one] of queriesOf(actor, query))
        near.push(...(await this.documents.first(tx, part, one, COMPARED)));
      const found = (await this.compare(tx, near, words, true)).filter(({ ticketId }) => ticketId !== ticket.id);
      const shown = await this.read(tx, found.slice(0, 2 * SHOWN), words);
      const endings = await this.alike.endings(
        tx,
        shown.map(({ line }) => line.id),
      );
      const settled = (one: { line: TicketLine }) => Number(['resolved', 'closed'].includes(one.line.state));
      return shown
        .sort((a, b) => settled(b) - settled(a) || b.likeness - a.likeness)
        .slice(0, SHOWN)
        .map((one) => ({ ...one, ending: settled(one) ? endings.get(one.line.id) : undefined }));
    });
  }

  /** Open tickets of the own institution on that service, a requester is shown their own; and what is known of the matter. */
  duplicates(actor: Actor, opened: BeingOpened): Promise<{ tickets: Duplicate[]; offers: Offers }> {
    return this.work.run(actor, async (tx) => {
      const service = await serviceByCode(tx, opened.service);
      if (!service) throw unknown('service', 'No such service.');
      requirePermission(actor, 'ticket.open', service.id);
      const { roles } = standingOf(actor, { serviceId: service.id });
      const isStaff = roles.has('agent') || roles.has('spoc');
      const asked = opened.requester;
      const requester = isStaff && asked === undefined ? undefined : await requesterOf(tx, actor, asked, isStaff);
      const words = wordsOf(opened.title, opened.description?.slice(0, 3000) ?? '');
      const query: ListQuery = { ...newestFirst, serviceId: service.id, states: openStates, limit: COMPARED };
      const near = await this.documents.first(tx, isStaff ? 'user' : 'requester', query, COMPARED);
      const found = (await this.compare(tx, near, words, false)).slice(0, SHOWN);
      const theirs = new Set(requester ? await this.alike.openOf(tx, requester.id, service.id) : []);
      const others = [...theirs].filter((id) => !found.some(({ ticketId }) => ticketId === id)).slice(0, SHOWN);
      const all = [...found, ...others.map((ticketId) => ({ ticketId, words: [], likeness: 0 }))];
      const shown = (await this.read(tx, all, words)).map((one) => ({
        ...one,
        isSameRequester: theirs.has(one.line.id),
      }));
      const closeness = (one: Duplicate) => one.likeness + Number(one.isSameRequester) / 2;
      const tickets = shown.sort((a, b) => closeness(b) - closeness(a)).slice(0, SHOWN);
      return { tickets, offers: await this.offers.of(tx, service, opened.title) };
    });
  }

  /** The newest, and wherever they stand those that have a word that hardly any of the newest has. */
  private async compare(
    tx: Transaction,
    near: readonly string[],
    words: readonly string[],
    everywhere: boolean,
  ): Promise<Alike[]> {
    const clauses = words.map((one) => clause(one));
    const ids = [...new Set(near)];
    const having = await this.documents.having(tx, ids, clauses);
    const more = everywhere && ids.length >= COMPARED ? await this.rare(tx, having, ids, clauses) : [];
    return mostAlike([...having, ...more], ids.length + more.length, words.length);
  }

  private async rare(
    tx: Transaction,
    having: readonly Having[],
    near: readonly string[],
    clauses: readonly Clause[],
  ): Promise<Having[]> {
    const seen = new Set(near);
    const found = new Set<string>();
    for (const place of rareWords(having, near.length, clauses.length).slice(0, MOST_RARE)) {
      const one = clauses.slice(place - 1, place);
      for (const side of ['user', 'provider'] as const)
        for (const id of await this.documents.anywhere(tx, side, one, RARE)) if (!seen.has(id)) found.add(id);
    }
    return this.documents.having(tx, [...found], clauses);
  }

  /** The lines of tickets, in the order given, with the words that they have. Read under the wall. */
  private async read(tx: Transaction, found: readonly Alike[], words: readonly string[]) {
    const lines = new Map<string, TicketLine>();
    const query: ListQuery = { ...newestFirst, among: found.map(({ ticketId }) => ticketId), limit: found.length };
    if (found.length > 0)
      for (const [part, one] of queriesOf(tx.actor, query))
        for (const line of await this.lines.page(tx, part, one)) lines.set(line.id, lines.get(line.id) ?? line);
    return found.flatMap(({ ticketId, words: places, likeness }) => {
      const line = lines.get(ticketId);
      return line ? [{ line, likeness, words: places.flatMap((place) => words[place - 1] ?? []) }] : [];
    });
  }
}

const newestFirst = { sort: 'openedAt', descending: true } as const;
const openStates = ['new', 'in_progress', 'waiting'] as const;

/** A title says what it is about, unless it says next to nothing. */
function wordsOf(title: string, text: string): string[] {
  const words = tellingWords(title, MOST_WORDS);
  return words.length >= ENOUGH_WORDS ? words : tellingWords(`${title} ${text}`, MOST_WORDS);
}

function clause(words: string): Clause {
  return { words, exact: false, prefix: false, without: false };
}
