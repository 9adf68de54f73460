import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { MessageKind } from '../domain/message.js';

export interface TextOfTicket {
  ticketId: string;
  messageId: string;
  kind: MessageKind;
  body: string;
}

export interface FileOfTicket {
  ticketId: string;
  messageId: string;
  name: string;
}

/** Of a text and of all texts of a ticket, in characters: what excerpts are cut from. */
const BEGINNING = 5000;

/** Texts of several tickets, as far as the actor may read them: this is read under the wall. */
@Injectable()
export class TextsStore {
  /**
   * Of each the newest texts that match a regular expression, among its newest twenty, and of each text the beginning; up to
   * some thousand characters in all, so that a page of long texts does not keep this process from everybody else's requests.
   * Making words of them all to see which match took most of the time of a search.
   */
  async ofTickets(tx: Transaction, ticketIds: readonly string[], pattern: string): Promise<TextOfTicket[]> {
    return tx.query<TextOfTicket>(
      `select m.ticket_id as "ticketId", m.id as "messageId", m.kind, m.body
         from unnest($1::uuid[]) t (id)
        cross join lateral (
          select h.*, sum(length(h.body)) over (order by h.posted_at desc, h.id desc) - length(h.body) as before
            from (select n.*
                    from (select m.ticket_id, m.id, m.kind, left(m.body, ${String(BEGINNING)}) as body, m.posted_at
                            from message m
                           where m.ticket_id = t.id
                           order by m.posted_at desc, m.id desc
                           limit 20) n
                   where n.body collate "C" ~ $2) h) m
        where m.before < ${String(BEGINNING)}
        order by m.ticket_id, m.posted_at desc, m.id desc`,
      [ticketIds, pattern],
    );
  }

  /** Names of files that match a regular expression, the newest of each ticket. */
  async filesOfTickets(tx: Transaction, ticketIds: readonly string[], pattern: string): Promise<FileOfTicket[]> {
    return tx.query<FileOfTicket>(
      `select f.ticket_id as "ticketId", f.message_id as "messageId", f.name
         from unnest($1::uuid[]) t (id)
        cross join lateral (select a.ticket_id, a.message_id, a.name
                              from attachment a
                             where a.ticket_id = t.id and a.name collate "C" ~ $2
                             order by a.added_at desc, a.id desc
                             limit 10) f`,
      [ticketIds, pattern],
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
