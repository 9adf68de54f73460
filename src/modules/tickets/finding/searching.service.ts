import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import type { Page } from '../../../http/index.js';
import { orThrow } from '../../../kernel/index.js';
import { pageOf, queriesOf, queryOf, type Listing } from '../listing.service.js';
import type { Part } from '../stores/ticket-filter.js';
import { TicketListStore, type ListQuery, type TicketLine } from '../stores/ticket-list.store.js';
import { searchClauses, wordsToMark, type Clause } from './domain/search-words.js';
import { Highlighting, type Highlight } from './highlighting.js';
import { SearchStore } from './search.store.js';

export interface FoundLine {
  line: TicketLine;
  highlights: Highlight[];
}

export interface BoundedCount {
  count: number;
  /** False: there are this many at least. */
  isExact: boolean;
}

const COUNTED = 1000;

/**
 * Lists, searched. The order is that of the list, so that a search takes every filter and sort, and pages by the same
 * cursors. What is common is found among the first rows of the list; what is not, is rare, and the index of words gives all
 * of it. Only what stands in many tickets and in none of those rows (a common word under a filter that contradicts it) is
 * looked for row by row.
 */
@Injectable()
export class SearchingService {
  /**
   * `near`: rows of a list that are looked through first; a common search is answered by the newest. `most`: matches that
   * are fetched by the index of words.
   */
  readonly reach = { near: 600, most: 20_000 };

  constructor(
    private readonly work: UnitOfWork,
    private readonly ticketLines: TicketListStore,
    private readonly documents: SearchStore,
    private readonly highlighting: Highlighting,
  ) {}

  /** The lines alone, for whoever does not show where it was found. */
  async lines(actor: Actor, listing: Listing, typed?: string): Promise<Page<TicketLine>> {
    const clauses = typed === undefined ? undefined : orThrow(searchClauses(typed));
    return this.work.run(actor, (tx) => this.page(tx, listing, clauses));
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

  /** How many there are, up to a thousand. */
  async count(actor: Actor, listing: Listing, typed?: string): Promise<BoundedCount> {
    const clauses = typed === undefined ? undefined : orThrow(searchClauses(typed));
    return this.work.run(actor, (tx) => this.counted(tx, listing, clauses, COUNTED));
  }

  /** How many there are, up to `most`. */
  async counted(
    tx: Transaction,
    listing: Listing,
    clauses: readonly Clause[] | undefined,
    most: number,
  ): Promise<BoundedCount> {
    const asked = await queryOf(tx, listing);
    // what somebody asked for may stand in another part of theirs too, and counts once
    const ids = new Set<string>();
    for (const [part, query] of queriesOf(tx.actor, asked)) {
      const among = clauses && (await this.found(tx, part, query, clauses, most + 1));
      if (among?.length === 0) continue;
      const found = await this.documents.first(tx, part, among ? { ...query, among } : query, most + 1);
      for (const id of found) ids.add(id);
    }
    return { count: Math.min(ids.size, most), isExact: ids.size <= most };
  }

  private page(tx: Transaction, listing: Listing, clauses: readonly Clause[] | undefined): Promise<Page<TicketLine>> {
    return pageOf(tx, listing, async (part, query) => {
      const among = clauses && (await this.found(tx, part, query, clauses, query.limit));
      return among?.length === 0 ? [] : this.ticketLines.page(tx, part, among ? { ...query, among } : query);
    });
  }

  /** Tickets that match, among them the first `enough` of the list; others may be missing. */
  private async found(
    tx: Transaction,
    part: Part,
    query: ListQuery,
    clauses: readonly Clause[],
    enough: number,
  ): Promise<string[]> {
    const { near, most } = this.reach;
    const first = await this.documents.look(tx, part, query, clauses, near);
    if (first.ids.length >= enough || first.seen < near) return first.ids;
    if (part !== 'requester') {
      const all = await this.documents.anywhere(tx, part, clauses, most + 1);
      if (all.length <= most) return all;
    }
    for (let rows = most; ; rows *= 5) {
      const look = await this.documents.look(tx, part, query, clauses, rows);
      if (look.ids.length >= enough || look.seen < rows) return look.ids;
    }
  }
}
