import type { Transaction, WorkerUnitOfWork } from '../../database/index.js';
import type { Part } from './domain/recipients.js';

/** Of one event of a bulk: who is to be told of it, with which letter and why. */
export interface BulkNews {
  bulkId: string;
  personId: string;
  eventId: string;
  ticketId: string;
  part: Part;
  reason: string;
  letter: string;
  /** Of a deputy: for whom, and why those would be told. */
  insteadOfId: string | null;
  insteadOfReason: string | null;
}

export interface DueBulk {
  institutionId: string;
  bulkId: string;
  personId: string;
}

/** Put down with the position of whoever read the event; said twice it is once. */
export async function noteBulkNews(tx: Transaction, news: BulkNews, at: Date): Promise<void> {
  const { bulkId, personId, eventId, ticketId, part, reason, letter, insteadOfId, insteadOfReason } = news;
  await tx.run(
    `insert into bulk_news (institution_id, bulk_id, person_id, event_id, ticket_id, part, reason, letter, noted_at,
                            instead_of_id, instead_of_reason)
     values (app_institution(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict do nothing`,
    [bulkId, personId, eventId, ticketId, part, reason, letter, at, insteadOfId, insteadOfReason],
  );
}

/**
 * Readers of bulks of which nothing more came since `quietSince`, or the first thing before `longSince`: then whatever is
 * still to come is told by itself. Ids and instants, across institutions.
 */
export function dueBulks(work: WorkerUnitOfWork, quietSince: Date, longSince: Date, most: number): Promise<DueBulk[]> {
  return work.outside<DueBulk>(
    `select institution_id as "institutionId", bulk_id as "bulkId", person_id as "personId"
       from bulk_news
      group by institution_id, bulk_id, person_id
     having max(noted_at) <= $1 or min(noted_at) <= $2
      order by min(noted_at)
      limit ${String(most)}`,
    [quietSince, longSince],
  );
}

/** Takes what one reader is to be told of a bulk; nothing if somebody else is doing so. In the order of what happened. */
export function takeBulkNews(tx: Transaction, bulkId: string, personId: string): Promise<BulkNews[]> {
  return tx.query<BulkNews>(
    `with held as (
       select event_id from bulk_news
        where institution_id = app_institution() and bulk_id = $1 and person_id = $2
        order by event_id
          for update skip locked
     ), taken as (
       delete from bulk_news n
        using held h
        where n.institution_id = app_institution() and n.bulk_id = $1 and n.person_id = $2 and n.event_id = h.event_id
        returning n.*
     )
     select bulk_id as "bulkId", person_id as "personId", event_id as "eventId", ticket_id as "ticketId", part, reason, letter,
            instead_of_id as "insteadOfId", instead_of_reason as "insteadOfReason"
       from taken
      order by event_id`,
    [bulkId, personId],
  );
}
