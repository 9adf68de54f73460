import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import type { Page } from '../../../http/index.js';
import { orThrow } from '../../../kernel/index.js';
import { pageOf, queriesOf, queryOf, type Listing } from '../listing.service.js';
import type { Part } from '../stores/ticket-filter.js';
import { TicketListStore, type TicketLine } from '../stores/ticket-list.store.js';
import type { ListQuery, Place } from '../stores/ticket-places.js';
import { searchClauses, wordsToMark, type Clause } from './domain/search-words.js';
import { Highlighting, type Highlight } from './highlighting.js';
import { SearchStore, type Look } from './search.store.js';

export interface FoundLine {
  line: TicketLine;
  highlights: Highlight[];
}

export interface BoundedCount {
  count: number;
  /** False: there are this many at least. */
  isExact: boolean;
}

/** Tickets of one part that match. */
interface Found {
  ids: string[];
  /** Only the list up to here was looked through; undefined: all that match are there, or enough. */
  upTo?: Place | undefined;
}

type Onwards = Look & Found;

const COUNTED = 1000;
const STEP = 600;
/** A word that stands in more than every twentieth of the first tickets is not counted to the end. */
const FREQUENT = 20;

/**
 * Lists, searched. The order is that of the list, so that a search takes every filter and sort, and pages by the same
 * cursors. What is common is found among the first rows of the list, or not far behind them; what is not, is rare, and the
 * index of words gives all of it. Only what stands in many tickets and in none of those rows (a common word under a filter
 * that contradicts it) is looked for row by row, so far and no further: then a page is short, and its cursor goes on from
 * there.
 */
@Injectable()
export class SearchingService {
  /**
   * Rows of a list that are looked through: `first` at first, for a common search is answered by the newest; `near` before
   * the index of words is asked; `far` for one page; `counted` for a count. `most`: matches that the index may give. `dense`:
   * what promises to fill a page within so many times `near` is looked for there, for the index would give thousands.
   */
  readonly reach = { first: 150, near: 600, dense: 6, most: 5000, far: 20_000, counted: 700 };

  constructor(
    private readonly work: UnitOfWork,
    private readonly ticketLines: TicketListStore,
    private readonly documents: SearchStore,
    private readonly highlighting: Highlighting,
  ) {}

  /** The lines alone, for whoever does not show where it was found. */
  async lines(actor: Actor, listing: Listing, typed?: string): Promise<Page<TicketLine>> {
    const clauses = typed === undefined ? undefined : orThrow(searchClauses(typed));
    return this.work.run(actor, async (tx) => this.page(tx, listing, clauses));
  }

  async list(actor: Actor, listing: Listing, typed?: string): Promise<Page<FoundLine>> {
    const clauses = typed === undefined ? undefined : orThrow(searchClauses(typed));
    return this.work.run(actor, async (tx) => {
      const page = await this.page(tx, listing, clauses);
      const highlights = clauses
        ? await this.highlighting.of(tx, page.items, wordsToMark(clauses))
        : new Map<string, Highlight[]>();
      const items = page.items.map((line) => ({ line, highlights: highlights.get(line.id) ?? [] }));
      return { items, nextCursor: page.nextCursor };
    });
  }

  /** How many there are: up to a thousand, and of frequent words at least so many. */
  async count(actor: Actor, listing: Listing, typed?: string): Promise<BoundedCount> {
    const clauses = typed === undefined ? undefined : orThrow(searchClauses(typed));
    return this.work.run(actor, (tx) => this.countIn(tx, listing, clauses, COUNTED));
  }

  /** The same up to `most`, at most a thousand, in a transaction that is open. */
  async countIn(
    tx: Transaction,
    listing: Listing,
    clauses: readonly Clause[] | undefined,
    most: number,
  ): Promise<BoundedCount> {
    const queries = queriesOf(tx.actor, await queryOf(tx, listing));
    const [only] = queries;
    if (!clauses && only && queries.length === 1)
      return bounded(await this.documents.many(tx, ...only, most + 1), true, most);
    // what somebody asked for may stand in another part of theirs too, and counts once
    const ids = new Set<string>();
    let isWhole = true;
    for (const [part, query] of queries) {
      const found = clauses
        ? await this.counted(tx, part, query, clauses)
        : { ids: await this.documents.first(tx, part, query, most + 1) };
      if (found.upTo) isWhole = false;
      for (const id of found.ids) ids.add(id);
    }
    return bounded(ids.size, isWhole, most);
  }

  private page(tx: Transaction, listing: Listing, clauses: readonly Clause[] | undefined): Promise<Page<TicketLine>> {
    return pageOf(tx, listing, async (part, query) => {
      if (!clauses) return { lines: await this.ticketLines.page(tx, part, query) };
      const { ids, upTo } = await this.found(tx, part, query, clauses, query.limit);
      return { lines: ids.length === 0 ? [] : await this.ticketLines.page(tx, part, { ...query, among: ids }), upTo };
    });
  }

  /** Tickets that match, among them the first `enough` of the list; others may be missing. */
  private async found(
    tx: Transaction,
    part: Part,
    query: ListQuery,
    clauses: readonly Clause[],
    enough: number,
  ): Promise<Found> {
    const { near, dense, most, far } = this.reach;
    let first: Onwards = await this.nearby(tx, part, query, clauses, enough);
    if (first.ids.length >= enough || first.seen < near) return first;
    if (first.ids.length * dense >= enough) {
      // twice as far as they promise
      first = await this.onwards(tx, part, query, clauses, { enough, first, far: 2 * dense * near });
      if (!first.upTo) return first;
    }
    if (part !== 'requester') {
      const all = await this.documents.anywhere(tx, part, clauses, most + 1);
      if (all.length <= most) return { ids: all };
    }
    return this.onwards(tx, part, query, clauses, { enough, first, far });
  }

  /** Among the first rows: among very few of them, and if these are not enough, among some more. */
  private async nearby(
    tx: Transaction,
    part: Part,
    query: ListQuery,
    clauses: readonly Clause[],
    enough: number,
  ): Promise<Look> {
    const { first, near } = this.reach;
    const few = Math.min(first, near);
    const look = await this.documents.look(tx, part, query, clauses, few);
    if (look.ids.length >= enough || look.seen < few || !look.last || few === near) return look;
    const more = await this.documents.look(tx, part, { ...query, after: look.last }, clauses, near - few);
    return { seen: look.seen + more.seen, ids: [...look.ids, ...more.ids], last: more.last ?? look.last };
  }

  /** Row by row, on from where the first look ended. */
  private async onwards(
    tx: Transaction,
    part: Part,
    query: ListQuery,
    clauses: readonly Clause[],
    { enough, first, far }: { enough: number; first: Look; far: number },
  ): Promise<Onwards> {
    const ids = [...first.ids];
    let { last, seen } = first;
    for (let step = Math.max(seen, STEP); seen < far; step *= 2) {
      const count = Math.min(step, far - seen);
      const onwards = last ? { ...query, after: last } : query;
      const look = await this.documents.look(tx, part, onwards, clauses, count);
      ids.push(...look.ids);
      seen += look.seen;
      last = look.last ?? last;
      if (ids.length >= enough || look.seen < count) return { ids, seen, last };
    }
    return { ids, seen, last, upTo: last ?? undefined };
  }

  /** Tickets that match, all of them or so many that nobody counts on. */
  private async counted(tx: Transaction, part: Part, query: ListQuery, clauses: readonly Clause[]): Promise<Found> {
    const { counted, most } = this.reach;
    const first = await this.documents.look(tx, part, query, clauses, counted);
    if (first.seen < counted) return { ids: first.ids };
    const isFrequent = first.ids.length * FREQUENT > first.seen;
    if (part === 'requester' || isFrequent)
      return this.onwards(tx, part, query, clauses, { enough: COUNTED + 1, first, far: 2 * counted });
    const all = await this.documents.anywhere(tx, part, clauses, most + 1);
    const ids = await this.documents.first(tx, part, { ...query, among: all }, COUNTED + 1);
    return all.length <= most ? { ids } : { ids, upTo: first.last ?? undefined };
  }
}

function bounded(found: number, isWhole: boolean, most: number): BoundedCount {
  return { count: Math.min(found, most), isExact: isWhole && found <= most };
}
