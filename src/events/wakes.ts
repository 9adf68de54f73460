import type { Crossing } from '../database/index.js';

/** A consumer is to read on in a stream, for one institution, because of an event. */
export interface Wake {
  consumer: string;
  streamId: string;
  institutionId: string;
  eventId: string;
}

/** Whatever the queue has not got to by then is handed over once more, under the same id: what still waits stays as it is. */
const PATIENCE_MS = 20_000;
const BATCH = 500;

/** Before the queue hears of them, in the transaction that takes their events from the outbox. */
export async function keepWakes(tx: Crossing, wakes: readonly Wake[], now: Date): Promise<void> {
  if (wakes.length === 0) return;
  const column = <K extends keyof Wake>(name: K) => wakes.map((wake) => wake[name]);
  await tx.run(
    `insert into consumer_wake (consumer, stream_id, institution_id, event_id, handed_at)
     select *, $5 from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[])
     on conflict do nothing`,
    [column('consumer'), column('streamId'), column('institutionId'), column('eventId'), now],
  );
}

/**
 * The consumer is about to read on, in this transaction: what wakes it from here on is none of what is taken away. So this
 * comes before the events are read, which are then at least those that the wakes were about.
 */
export async function answerWakes(
  tx: Crossing,
  { consumer, streamId, institutionId }: Omit<Wake, 'eventId'>,
): Promise<void> {
  await tx.run('delete from consumer_wake where consumer = $1 and stream_id = $2 and institution_id = $3', [
    consumer,
    streamId,
    institutionId,
  ]);
}

/** Wakes that nobody has answered for a while, which counts anew from now. Consumers that failed have a rhythm of their own. */
export function forgottenWakes(tx: Crossing, consumers: readonly string[], now: Date): Promise<Wake[]> {
  return tx.query<Wake>(
    `update consumer_wake w set handed_at = $1
       from (select consumer, stream_id, institution_id, event_id
               from consumer_wake f
              where handed_at <= $2
                and consumer = any ($3)
                and not exists (select 1
                                  from consumer_cursor c
                                 where c.consumer = f.consumer
                                   and c.stream_id = f.stream_id
                                   and c.institution_id = f.institution_id
                                   and c.attempts > 0)
              order by handed_at
              limit ${BATCH}
                for update skip locked) f
      where w.consumer = f.consumer
        and w.stream_id = f.stream_id
        and w.institution_id = f.institution_id
        and w.event_id = f.event_id
     returning w.consumer, w.stream_id as "streamId", w.institution_id as "institutionId", w.event_id as "eventId"`,
    [now, new Date(now.getTime() - PATIENCE_MS), consumers],
  );
}
