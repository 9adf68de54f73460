import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { newId } from '../kernel/index.js';
import type { NewEvent, RecordedEvent } from './event.js';
import { OutboxDispatcher } from './outbox-dispatcher.js';

/**
 * Writes and reads the record. Writing goes through the database function `event_append`, which numbers, chains and
 * leaves a row in the outbox in the caller's transaction; the consumers are nudged once that is committed.
 */
@Injectable()
export class Events {
  constructor(private readonly dispatcher: OutboxDispatcher) {}

  /**
   * Appends to a stream that the actor can see, in order. Returns the instant of the last one: `at`, or the stream's
   * last instant if a clock went back.
   */
  async append(tx: Transaction, streamId: string, at: Date, events: readonly NewEvent[]): Promise<Date> {
    if (events.length === 0) return at;
    const items = events.map((event) => ({ ...event, id: newId(at), at: at.toISOString() }));
    const [row] = await tx.query<{ at: Date }>('select event_append($1, $2) as at', [streamId, JSON.stringify(items)]);
    tx.afterCommit(() => {
      this.dispatcher.nudge();
    });
    return row?.at ?? at;
  }

  /** What the actor may read of a stream, after a position in it, in order. */
  async ofStream(tx: Transaction, streamId: string, afterNumber = 0, limit = 10_000): Promise<RecordedEvent[]> {
    return tx.query<RecordedEvent>(
      `select id, stream_id as "streamId", number, type, audience, occurred_at as "occurredAt", actor_id as "actorId",
              actor_institution_id as "actorInstitutionId", actor_side as "actorSide", data
         from event
        where stream_id = $1 and number > $2
        order by number
        limit $3`,
      [streamId, afterNumber, limit],
    );
  }

  /** Where an event stands in its stream; 0 (before the first) when the actor may not read it. */
  async positionOf(tx: Transaction, streamId: string, eventId: string): Promise<number> {
    const [row] = await tx.query<{ number: number }>('select number from event where stream_id = $1 and id = $2', [
      streamId,
      eventId,
    ]);
    return row?.number ?? 0;
  }
}
