import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { MessageKind } from '../domain/message.js';

export interface TextOfTicket {
  ticketId: string;
  messageId: string;
  kind: MessageKind;
  body: string;
}

/** Texts of several tickets, as far as the actor may read them: this is read under the wall. */
@Injectable()
export class TextsStore {
  /** The newest texts of each, their beginnings; long tickets are not read to the end. */
  async ofTickets(tx: Transaction, ticketIds: readonly string[]): Promise<TextOfTicket[]> {
    if (ticketIds.length === 0) return [];
    return tx.query<TextOfTicket>(
      `select m.ticket_id as "ticketId", m.id as "messageId", m.kind, left(m.body, 5000) as body
         from unnest($1::uuid[]) t (id)
        cross join lateral (select m.ticket_id, m.id, m.kind, m.body, m.posted_at
                              from message m
                             where m.ticket_id = t.id
                             order by m.posted_at desc, m.id desc
                             limit 20) m
        order by m.ticket_id, m.posted_at desc, m.id desc`,
      [ticketIds],
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
