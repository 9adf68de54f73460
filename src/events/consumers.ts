import { Injectable, Logger } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../database/index.js';
import { Clock, kindOfError } from '../kernel/index.js';
import type { Consumer } from './consumer.js';
import type { RecordedEvent } from './event.js';
import type { StreamKind } from './streams.js';
import { answerWakes, keepWakes } from './wakes.js';

const BATCH = 200;
/** After so many failures in a row the stream is parked for that consumer, until somebody has looked. */
const ATTEMPTS = 8;

interface Cursor {
  lastNumber: number;
  attempts: number;
  parkedAt: Date | null;
}

/** Keeps the position of every consumer in every stream, per institution, and moves it with the effect. */
@Injectable()
export class Consumers {
  private readonly log = new Logger(Consumers.name);
  private readonly byName = new Map<string, Consumer>();

  constructor(
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
  ) {}

  register(consumer: Consumer): void {
    if (this.byName.has(consumer.name)) throw new Error(`two consumers are called ${consumer.name}`);
    if (consumer.streams.length === 0) throw new Error(`the consumer ${consumer.name} reads no streams`);
    this.byName.set(consumer.name, consumer);
  }

  isReading(name: string, kind: string): boolean {
    return this.byName.get(name)?.streams.some((stream) => stream === kind) === true;
  }

  get names(): string[] {
    return [...this.byName.keys()];
  }

  /** The names of those that make something of an event of a type in a stream of a kind; of null: whatever its type may be. */
  reading(kind: StreamKind, type: string | null): string[] {
    return [...this.byName.values()]
      .filter(({ streams, types }) => streams.includes(kind) && (type === null || (types?.includes(type) ?? true)))
      .map(({ name }) => name);
  }

  /** Reads on in a stream until nothing new is there. Safe to call twice at once: the second waits for the cursor. */
  async wake(name: string, streamId: string, institutionId: string): Promise<void> {
    const consumer = this.byName.get(name);
    if (!consumer) throw new Error(`no consumer is called ${name}`);
    try {
      while (await this.step(consumer, streamId, institutionId));
    } catch (error) {
      await this.failed(name, streamId, institutionId, error);
    }
  }

  private step(consumer: Consumer, streamId: string, institutionId: string): Promise<boolean> {
    return this.work.run(systemActor(institutionId), async (tx) => {
      const cursor = await lockCursor(tx, consumer.name, streamId, institutionId);
      await answerWakes(tx, { consumer: consumer.name, streamId, institutionId });
      if (cursor.parkedAt) return false;
      // after a failure one by one, so that what happened before the poisoned event is not held back by it
      const limit = cursor.attempts > 0 ? 1 : BATCH;
      const events = await eventsAfter(tx, streamId, cursor.lastNumber, limit);
      const last = events.at(-1);
      if (!last) {
        // another process got past what failed here: nothing is left to try again
        if (cursor.attempts > 0) await settleCursor(tx, consumer.name, streamId, institutionId, cursor.lastNumber);
        return false;
      }
      const { types } = consumer;
      const asked = types ? events.filter(({ type }) => types.includes(type)) : events;
      if (asked.length > 0) await consumer.handle(tx, institutionId, asked);
      await settleCursor(tx, consumer.name, streamId, institutionId, last.number);
      const isMore = events.length === limit;
      // whoever is killed before the next step leaves this behind
      if (isMore)
        await keepWakes(tx, [{ consumer: consumer.name, streamId, institutionId, eventId: last.id }], this.clock.now());
      return isMore;
    });
  }

  private async failed(name: string, streamId: string, institutionId: string, error: unknown): Promise<void> {
    const now = this.clock.now();
    const reason = error instanceof Error ? error.message : String(error);
    const [cursor] = await this.work.outside<{ attempts: number; parked: boolean }>(
      `insert into consumer_cursor as c (consumer, stream_id, institution_id, last_number, attempts, retry_at, error, error_kind)
       values ($1, $2, $3, 0, 1, $4::timestamptz + interval '2 seconds', $5, $7)
       on conflict (consumer, stream_id, institution_id) do update
          set attempts = c.attempts + 1,
              error = $5,
              error_kind = $7,
              parked_at = case when c.attempts + 1 >= $6 then $4::timestamptz end,
              retry_at = case when c.attempts + 1 < $6 then $4::timestamptz + interval '2 seconds' * (2 ^ c.attempts) end
       returning attempts, parked_at is not null as parked`,
      [name, streamId, institutionId, now, reason.slice(0, 500), ATTEMPTS, kindOfError(error)],
    );
    this.log.error(
      `${name} failed in stream ${streamId} (attempt ${cursor?.attempts ?? 1}${cursor?.parked ? ', parked' : ''}): ${reason}`,
    );
  }

  /** The consumers that failed and may try again now. */
  async due(): Promise<{ consumer: string; streamId: string; institutionId: string }[]> {
    return this.work.outside(
      `select consumer, stream_id as "streamId", institution_id as "institutionId"
         from consumer_cursor
        where retry_at <= $1
        order by retry_at
        limit 100`,
      [this.clock.now()],
    );
  }
}

async function lockCursor(tx: Transaction, name: string, streamId: string, institutionId: string): Promise<Cursor> {
  await tx.run(
    `insert into consumer_cursor (consumer, stream_id, institution_id, last_number) values ($1, $2, $3, 0)
     on conflict do nothing`,
    [name, streamId, institutionId],
  );
  const [cursor] = await tx.query<Cursor>(
    `select last_number as "lastNumber", attempts, parked_at as "parkedAt"
       from consumer_cursor
      where consumer = $1 and stream_id = $2 and institution_id = $3
        for update`,
    [name, streamId, institutionId],
  );
  if (!cursor) throw new Error('a cursor that was just made is gone');
  return cursor;
}

async function settleCursor(
  tx: Transaction,
  name: string,
  streamId: string,
  institutionId: string,
  number: number,
): Promise<void> {
  await tx.run(
    `update consumer_cursor set last_number = $4, attempts = 0, retry_at = null, error = null, error_kind = null
      where consumer = $1 and stream_id = $2 and institution_id = $3`,
    [name, streamId, institutionId, number],
  );
}

function eventsAfter(tx: Transaction, streamId: string, number: number, limit: number): Promise<RecordedEvent[]> {
  return tx.query<RecordedEvent>(
    `select id, stream_id as "streamId", number, type, audience, occurred_at as "occurredAt", actor_id as "actorId",
            actor_institution_id as "actorInstitutionId", actor_side as "actorSide", data
       from event
      where stream_id = $1 and number > $2
      order by number
      limit $3`,
    [streamId, number, limit],
  );
}
