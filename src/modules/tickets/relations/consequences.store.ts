import { Injectable } from '@nestjs/common';
import { WorkerUnitOfWork, type Transaction } from '../../../database/index.js';

export type ConsequenceKind = 'resolve' | 'survivor_ended' | 'major_update' | 'problem_fixed';

export interface Consequence {
  institutionId: string;
  eventId: string;
  ticketId: string;
  kind: ConsequenceKind;
  sourceId: string;
  code: string | null;
  textId: string | null;
}

export type Key = Pick<Consequence, 'institutionId' | 'eventId' | 'ticketId'>;

/** What is still to be done on tickets because of something that happened elsewhere. */
@Injectable()
export class ConsequencesStore {
  constructor(private readonly work: WorkerUnitOfWork) {}

  /** Once for each event and ticket. */
  async putDown(
    tx: Transaction,
    { ticketIds, ...one }: Omit<Consequence, 'ticketId'> & { ticketIds: readonly string[] },
    since: Date,
  ): Promise<void> {
    if (ticketIds.length === 0) return;
    await tx.run(
      `insert into consequence (institution_id, event_id, ticket_id, kind, source_id, code, text_id, state, since, at)
       select $1, $2, id, $3, $4, $5, $6, 'pending', $7, $7 from unnest($8::uuid[]) id
       on conflict do nothing`,
      [one.institutionId, one.eventId, one.kind, one.sourceId, one.code, one.textId, since, ticketIds],
    );
  }

  /** Across tenants: ids. What rests comes later. */
  pending(now: Date, limit: number, passedOver: readonly string[]): Promise<Key[]> {
    return this.work.outside<Key>(
      `select institution_id as "institutionId", event_id as "eventId", ticket_id as "ticketId"
         from consequence
        where state = 'pending'
          and at <= $1
          and ticket_id <> all ($2::uuid[])
        order by at
        limit $3`,
      [now, passedOver, limit],
    );
  }

  /** Locks one that nobody has done yet. */
  async claim(tx: Transaction, { institutionId, eventId, ticketId }: Key): Promise<Consequence | undefined> {
    const [found] = await tx.query<Consequence>(
      `select institution_id as "institutionId", event_id as "eventId", ticket_id as "ticketId", kind,
              source_id as "sourceId", code, text_id as "textId"
         from consequence
        where institution_id = $1 and event_id = $2 and ticket_id = $3 and state = 'pending'
          for update`,
      [institutionId, eventId, ticketId],
    );
    return found;
  }

  /** After a failure: for two seconds, four, eight, ..., a quarter of an hour at most. */
  async putOff(tx: Transaction, { institutionId, eventId, ticketId }: Key, now: Date): Promise<void> {
    await tx.run(
      `update consequence
          set attempts = attempts + 1,
              at = $4::timestamptz + least(interval '2 seconds' * 2 ^ least(attempts, 20), interval '15 minutes')
        where institution_id = $1 and event_id = $2 and ticket_id = $3 and state = 'pending'`,
      [institutionId, eventId, ticketId, now],
    );
  }

  async settle(tx: Transaction, key: Key, state: 'done' | 'left', reason: string | null, at: Date): Promise<void> {
    await tx.run(
      `update consequence set state = $4, reason = $5, done_at = $6
        where institution_id = $1 and event_id = $2 and ticket_id = $3`,
      [key.institutionId, key.eventId, key.ticketId, state, reason, at],
    );
  }

  /** Of one event in an institution: how many are done, were left, and are still to do. */
  async tally(tx: Transaction, institutionId: string, eventId: string) {
    const [row] = await tx.query<{ done: number; left: number; pending: number }>(
      `select count(*) filter (where state = 'done')::integer as done,
              count(*) filter (where state = 'left')::integer as left,
              count(*) filter (where state = 'pending')::integer as pending
         from consequence
        where institution_id = $1 and event_id = $2`,
      [institutionId, eventId],
    );
    return row ?? { done: 0, left: 0, pending: 0 };
  }

  /** Whether a ticket still is the child of another one, or of a major incident. */
  async hangsOn(tx: Transaction, ticket: { id: string; institutionId: string }, sourceId: string): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from major_child where institution_id = $1 and ticket_id = $2 and major_id = $3
       union all
       select 1 from ticket_link where institution_id = $1 and from_id = $2 and to_id = $3 and kind = 'parent'`,
      [ticket.institutionId, ticket.id, sourceId],
    );
    return rows.length > 0;
  }

  /** A text of a major incident, or of another ticket of the institution. */
  async textOf(tx: Transaction, id: string): Promise<string | undefined> {
    const [row] = await tx.query<{ body: string }>(
      'select body from message where id = $1 union all select body from major_update where id = $1',
      [id],
    );
    return row?.body;
  }

  /** The tickets of an institution that hang on a major incident. */
  async childrenOf(tx: Transaction, institutionId: string, majorId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      'select ticket_id as id from major_child where institution_id = $1 and major_id = $2 order by ticket_id',
      [institutionId, majorId],
    );
    return rows.map(({ id }) => id);
  }
}
