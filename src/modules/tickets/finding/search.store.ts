import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { binding, type Part } from '../stores/ticket-filter.js';
import { selectionOf, type ListQuery, type Place } from '../stores/ticket-places.js';
import type { Clause } from './domain/search-words.js';
import type { Having } from './domain/likeness.js';

/** What a look at the first rows of a list came upon. */
export interface Look {
  /** How many rows were looked at. */
  seen: number;
  /** The tickets among them that match. */
  ids: string[];
  /** The last row that was looked at. */
  last: Place | null;
}

/**
 * Looks into the documents, through the functions of the owner that may. What they answer are ids, to be read under the
 * wall. Statements with the conditions of a list are not prepared: there are too many.
 */
@Injectable()
export class SearchStore {
  /** Which of the first `count` rows of a list match. */
  async look(tx: Transaction, part: Part, query: ListQuery, clauses: readonly Clause[], count: number): Promise<Look> {
    const { values, bind } = binding();
    const { conditions, order, backwards, column } = selectionOf(tx, part, query, bind);
    const asked = `$${String(values.push(JSON.stringify(clauses)))}`;
    const [row] = await tx.query<Omit<Look, 'last'> & { lastKey: Date | string | null; lastId: string | null }>(
      `with near as materialized (
         select p.*
           from ticket_party p
          where ${conditions.join('\n            and ')}
          order by ${order}
          limit ${String(count)})
       select (select count(*)::integer from near) as seen,
              array(select ticket_found(ticket_query(${asked}::jsonb), array(select ticket_id from near))) as ids,
              l.key as "lastKey", l.id as "lastId"
         from (values (1)) one
         left join (select ${column} as key, p.ticket_id as id from near p order by ${backwards} limit 1) l on true`,
      values,
      { prepared: false },
    );
    if (!row) return { seen: 0, ids: [], last: null };
    const { lastKey, lastId } = row;
    const key = lastKey instanceof Date ? lastKey.toISOString() : lastKey;
    return { seen: row.seen, ids: row.ids, last: key !== null && lastId !== null ? { key, id: lastId } : null };
  }

  /** At most so many tickets of one side that match, wherever they stand; by the index of words. */
  async anywhere(
    tx: Transaction,
    side: 'user' | 'provider',
    clauses: readonly Clause[],
    most: number,
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }>('select ticket_found_anywhere(ticket_query($1::jsonb), $2, $3) as id', [
      JSON.stringify(clauses),
      side,
      most,
    ]);
    return rows.map(({ id }) => id);
  }

  /** The first rows of a list, by their tickets. */
  async first(tx: Transaction, part: Part, query: ListQuery, count: number): Promise<string[]> {
    const { values, bind } = binding();
    const { conditions, order } = selectionOf(tx, part, query, bind);
    const rows = await tx.query<{ id: string }>(
      `select p.ticket_id as id
         from ticket_party p
        where ${conditions.join('\n          and ')}
        order by ${order}
        limit ${String(count)}`,
      values,
      { prepared: false },
    );
    return rows.map(({ id }) => id);
  }

  /** How many rows a list has, up to a number. */
  async many(tx: Transaction, part: Part, query: ListQuery, most: number): Promise<number> {
    const { values, bind } = binding();
    const { conditions } = selectionOf(tx, part, query, bind);
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::integer as n
         from (select 1 from ticket_party p where ${conditions.join('\n          and ')} limit ${String(most)}) c`,
      values,
      { prepared: false },
    );
    return row?.n ?? 0;
  }

  /** Which of these words (each a clause) each ticket has; tickets without any are left out. */
  async having(tx: Transaction, ticketIds: readonly string[], words: readonly Clause[]): Promise<Having[]> {
    if (ticketIds.length === 0 || words.length === 0) return [];
    return tx.query<Having>(
      `select a.ticket_id as "ticketId", a.words
         from ticket_alike(array(select ticket_query(jsonb_build_array(w.clause))
                                   from jsonb_array_elements($1::jsonb) with ordinality w (clause, place) order by w.place),
                           $2::uuid[]) a
         join unnest($2::uuid[]) with ordinality t (id, place) on t.id = a.ticket_id
        order by t.place`,
      [JSON.stringify(words), ticketIds],
    );
  }

  /** Which of these words match one of the clauses. */
  async matching(tx: Transaction, words: readonly string[], clauses: readonly Clause[]): Promise<string[]> {
    if (words.length === 0 || clauses.length === 0) return [];
    const rows = await tx.query<{ word: string }>(
      `with asked as materialized (
         select ticket_query(jsonb_build_array(c)) as query from jsonb_array_elements($1::jsonb) c)
       select w.word
         from unnest($2::text[]) w (word)
        where exists (select 1 from asked where ticket_words(w.word) @@ asked.query)`,
      [JSON.stringify(clauses), words],
    );
    return rows.map(({ word }) => word);
  }
}
