import type { Crossing, WorkerUnitOfWork } from '../database/index.js';
import { instantOfId } from '../kernel/index.js';

/** Rows are counted up to here: what is more is too much all the same, and counting it would cost. */
const MOST_COUNTED = 10_000;
const LONGEST_STATEMENT_MS = 2000;

/** Where what is due stands, by the word for it. Each has an index on the instant, and is read by the worker. */
const due = {
  timer: ['timer', 'wake_at'],
  appointment: ['appointment', 'at'],
  resettling: ['resettling', 'since'],
  consequence: ['consequence', 'at', `and state = 'pending'`],
  decision: ['hierarchical_due', 'at'],
  recurring: ['recurring_due', 'at'],
  simulation: ['simulation_due', 'at'],
  mail: ['mail_queue', 'due_at'],
  mail_in: ['mail_in', 'due_at', `and state = 'received'`],
  unread_answer: ['answer_unread', 'at'],
  scan: ['attachment_scan', 'at'],
} as const satisfies Record<string, readonly [table: string, column: string, further?: string]>;

/** A number of rows, and how long the oldest of them has waited; 0 when there is none. */
export interface Waiting {
  count: number;
  oldestSeconds: number;
}

export interface DatabaseFigures {
  /** Events not handed over, by kind of stream. */
  outbox: Map<string, Waiting>;
  /** Events that were handed over and not read yet, by consumer; streams in which it failed are left out. */
  wakes: Map<string, Waiting>;
  /** Streams in which a consumer failed and will try again, by consumer. */
  failing: Map<string, Waiting>;
  parked: Map<string, number>;
  due: Map<string, Waiting>;
  tickets: Map<string, number>;
  mailsQueued: number;
}

type Row = { key: string; count: number; since: Date | null };
type EventRow = { key: string; count: number; first: string };

/**
 * Counts, in one short transaction of the worker, across institutions. Every statement reads an index of what it counts
 * alone, or stops after ten thousand rows, so that none grows with what is done and over.
 */
export function databaseFigures(work: WorkerUnitOfWork, now: Date): Promise<DatabaseFigures> {
  return work.cross(async (tx) => {
    await tx.run(`set local statement_timeout = ${LONGEST_STATEMENT_MS}`);
    return {
      outbox: byFirstEvent(await outbox(tx), now),
      wakes: byFirstEvent(await wakes(tx), now),
      failing: waiting(await failing(tx), now),
      parked: counts(await parked(tx)),
      due: waiting(await overdue(tx, now), now),
      tickets: await tickets(tx),
      mailsQueued: await mailsQueued(tx),
    };
  });
}

function outbox(tx: Crossing): Promise<EventRow[]> {
  return tx.query<EventRow>(
    `select kind as key, count(*)::integer as count, min(event_id::text) as first
       from (select kind, event_id from outbox order by event_id limit ${MOST_COUNTED}) waiting
      group by kind`,
  );
}

/** A consumer that fails keeps its wake; what is told of it is told at its cursor. */
function wakes(tx: Crossing): Promise<EventRow[]> {
  return tx.query<EventRow>(
    `select consumer as key, count(*)::integer as count, min(event_id::text) as first
       from (select w.consumer, w.event_id
               from consumer_wake w
              where not exists (select 1
                                  from consumer_cursor c
                                 where c.consumer = w.consumer
                                   and c.stream_id = w.stream_id
                                   and c.institution_id = w.institution_id
                                   and c.attempts > 0)
              order by w.handed_at
              limit ${MOST_COUNTED}) waiting
      group by consumer`,
  );
}

/** The rests between attempts double, so the instant of the next one and their number tell when it failed first. */
function failing(tx: Crossing): Promise<Row[]> {
  return tx.query<Row>(
    `select consumer as key, count(*)::integer as count,
            min(retry_at - interval '2 seconds' * (2 ^ attempts - 1)) as since
       from (select consumer, retry_at, attempts
               from consumer_cursor
              where retry_at is not null
              order by retry_at
              limit ${MOST_COUNTED}) failing
      group by consumer`,
  );
}

function parked(tx: Crossing): Promise<Row[]> {
  return tx.query<Row>(
    `select consumer as key, count(*)::integer as count
       from (select consumer
               from consumer_cursor
              where parked_at is not null
              limit ${MOST_COUNTED}) parked
      group by consumer`,
  );
}

function overdue(tx: Crossing, now: Date): Promise<Row[]> {
  const parts = Object.entries(due).map(
    ([key, [table, column, further = '']]) =>
      `select '${key}' as key, count(*)::integer as count, min(since) as since
         from (select ${column} as since from ${table}
                where ${column} <= $1 ${further}
                order by ${column}
                limit ${MOST_COUNTED}) due`,
  );
  return tx.query<Row>(parts.join(' union all '), [now]);
}

async function tickets(tx: Crossing): Promise<Map<string, number>> {
  const rows = await tx.query<{ state: string; amount: number }>('select state, amount from open_tickets()');
  return new Map(rows.map(({ state, amount }) => [state, amount]));
}

/** What became of a mail stands with its text, which nobody counts across institutions; that one waits does not. */
async function mailsQueued(tx: Crossing): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::integer as count from (select from mail_queue limit ${MOST_COUNTED}) queued`,
  );
  return row?.count ?? 0;
}

/** Ids of events are ordered by instant, and say it. */
const byFirstEvent = (rows: EventRow[], now: Date) =>
  waiting(
    rows.map(({ key, count, first }) => ({ key, count, since: instantOfId(first) })),
    now,
  );
const counts = (rows: Row[]) => new Map(rows.map(({ key, count }) => [key, count]));
const waiting = (rows: Row[], now: Date) =>
  new Map(rows.map(({ key, count, since }) => [key, { count, oldestSeconds: secondsSince(since, now) }]));

/** Never less than none: clocks differ. */
function secondsSince(instant: Date | null, now: Date): number {
  return instant === null ? 0 : Math.max(0, (now.getTime() - instant.getTime()) / 1000);
}
