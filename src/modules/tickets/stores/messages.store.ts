import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Message } from '../domain/message.js';

/** A file of a message, as far as the thread tells of it. */
export interface ReadFile {
  id: string;
  name: string;
  size: number;
  mediaType: string;
  sha256: string;
  state: 'unscanned' | 'quarantined' | 'clean' | 'rejected' | 'not_scanned' | 'erased';
}

/** A message as it is read: with its author's institution, and the requester's name where it is known (at home). */
export interface ReadMessage extends Omit<Message, 'mentions'> {
  version: number;
  editedAt: Date | null;
  /** Of the reader's own institution, for its staff. */
  mentions: { id: string; name: string }[];
  files: ReadFile[];
  institutionCode: string;
  institutionName: string;
  requesterName: string | null;
}

const selected = `
  select m.id, m.ticket_id as "ticketId", m.escalation_n as "escalationN", m.kind, m.audience, m.author_id as "authorId",
         m.author_institution_id as "authorInstitutionId", m.author_side as "authorSide", m.author_name as "authorName",
         m.body, m.readers, m.posted_at as "postedAt", m.version, m.edited_at as "editedAt",
         coalesce((select jsonb_agg(jsonb_build_object('id', named.id, 'name', named.display_name) order by named.display_name)
                     from person named
                    where named.id = any (m.mentions) and app_scope() = 'staff'), '[]') as mentions,
         coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'size', a.size, 'mediaType', a.media_type,
                                                       'sha256', encode(a.sha256, 'hex'), 'state', a.state)
                                    order by a.added_at, a.id)
                     from attachment a
                    where a.message_id = m.id), '[]') as files,
         i.code as "institutionCode", i.name as "institutionName",
         p.display_name as "requesterName", m.channel, m.called_at as "calledAt"
    from message m
    join institution i on i.id = m.author_institution_id
    left join person p on m.author_side = 'requester' and p.id = m.author_id`;

@Injectable()
export class MessagesStore {
  async add(tx: Transaction, message: Message): Promise<void> {
    await tx.run(
      `insert into message (id, ticket_id, escalation_n, kind, audience, author_id, author_institution_id, author_side,
              author_name, body, readers, posted_at, mentions, channel, called_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        message.id,
        message.ticketId,
        message.escalationN,
        message.kind,
        message.audience,
        message.authorId,
        message.authorInstitutionId,
        message.authorSide,
        message.authorName,
        message.body,
        message.readers,
        message.postedAt,
        message.mentions ?? null,
        message.channel ?? null,
        message.calledAt ?? null,
      ],
    );
  }

  /** The thread as the actor sees it, oldest first, after a position. */
  async thread(
    tx: Transaction,
    ticketId: string,
    limit: number,
    after?: { postedAt: string; id: string },
  ): Promise<ReadMessage[]> {
    return tx.query<ReadMessage>(
      `${selected}
        where m.ticket_id = $1
          and m.kind not in ('description', 'summary')
          and (m.posted_at, m.id) > ($2::timestamptz, $3::uuid)
        order by m.posted_at, m.id
        limit $4`,
      [ticketId, after?.postedAt ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', limit],
    );
  }

  /** Some texts of a ticket, those of them that the actor may read. */
  async some(tx: Transaction, ticketId: string, ids: readonly string[]): Promise<ReadMessage[]> {
    if (ids.length === 0) return [];
    return tx.query<ReadMessage>(`${selected} where m.ticket_id = $1 and m.id = any ($2::uuid[])`, [ticketId, ids]);
  }

  /** The texts that stand outside the thread: the description, summaries and deliveries of escalations. */
  async aside(tx: Transaction, ticketId: string): Promise<Pick<Message, 'id' | 'kind' | 'body'>[]> {
    return tx.query(
      `select id, kind, body from message
        where ticket_id = $1 and kind in ('description', 'summary', 'delivery')
        order by posted_at, id`,
      [ticketId],
    );
  }

  /** What the actor was writing on a ticket is posted now. */
  async discardDraft(tx: Transaction, ticketId: string): Promise<void> {
    await tx.run(
      `delete from message_draft
        where institution_id = app_institution() and person_id = app_person() and ticket_id = $1`,
      [ticketId],
    );
  }

  /** Lets another institution's side read what was ticked; the ids of those that it did not read before. */
  async share(tx: Transaction, ticketId: string, ids: readonly string[], reader: string): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<{ id: string }>(
      `update message set readers = readers || $3::text
        where ticket_id = $1 and id = any ($2::uuid[]) and not readers @> array[$3::text]
        returning id`,
      [ticketId, ids, reader],
    );
    return rows.map(({ id }) => id);
  }

  /** Hands on what one holder received to the next: all of it but what is internal. */
  async handOn(tx: Transaction, ticketId: string, from: string, to: string): Promise<void> {
    await tx.run(
      `update message set readers = readers || $3::text
        where ticket_id = $1 and readers @> array[$2::text] and audience <> 'internal' and not readers @> array[$3::text]`,
      [ticketId, from, to],
    );
  }
}
