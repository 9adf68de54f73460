import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { MessageKind } from '../domain/message.js';
import type { Clause } from './domain/search-words.js';

export interface TextOfTicket {
  ticketId: string;
  messageId: string;
  kind: MessageKind;
  body: string;
}

/** Texts of several tickets, as far as the actor may read them: this is read under the wall. */
@Injectable()
export class TextsStore {
  /**
   * Of each the newest texts in which one of the words occurs, at most three, their beginnings; long tickets are not read to
   * the end. The database chooses: a page of long texts would keep this process from everybody else's requests.
   */
  async ofTickets(tx: Transaction, ticketIds: readonly string[], words: readonly Clause[]): Promise<TextOfTicket[]> {
    if (ticketIds.length === 0 || words.length === 0) return [];
    return tx.query<TextOfTicket>(
      `with asked as materialized (
         select ticket_query(jsonb_build_array(c)) as query from jsonb_array_elements($2::jsonb) c)
       select m.ticket_id as "ticketId", m.id as "messageId", m.kind, m.body
         from unnest($1::uuid[]) t (id)
        cross join lateral (select n.*
                              from (select m.ticket_id, m.id, m.kind, left(m.body, 5000) as body, m.posted_at
                                      from message m
                                     where m.ticket_id = t.id
                                     order by m.posted_at desc, m.id desc
                                     limit 20) n
                             where exists (select 1 from asked where ticket_words(n.body) @@ asked.query)
                             order by n.posted_at desc, n.id desc
                             limit 3) m
        order by m.ticket_id, m.posted_at desc, m.id desc`,
      [ticketIds, JSON.stringify(words)],
    );
  }

  /** How each was settled: its last resolution, or else delivery. */
  async endings(tx: Transaction, ticketIds: readonly string[]): Promise<TextOfTicket[]> {
    if (ticketIds.length === 0) return [];
    return tx.query<TextOfTicket>(
      `select m.ticket_id as "ticketId", m.id as "messageId", m.kind, left(m.body, 1000) as body
         from unnest($1::uuid[]) t (id)
        cross join lateral (select m.ticket_id, m.id, m.kind, m.body
                              from message m
                             where m.ticket_id = t.id and m.kind in ('resolution', 'delivery')
                             order by m.kind = 'resolution' desc, m.posted_at desc, m.id desc
                             limit 1) m`,
      [ticketIds],
    );
  }

  /** What a ticket is about, in words that the actor may read. */
  async about(tx: Transaction, ticketId: string): Promise<string[]> {
    const rows = await tx.query<{ body: string }>(
      `select left(m.body, 3000) as body
         from message m
        where m.ticket_id = $1 and m.kind in ('description', 'summary')
        order by m.posted_at, m.id
        limit 3`,
      [ticketId],
    );
    return rows.map(({ body }) => body);
  }
}
