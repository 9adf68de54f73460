import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { newId } from '../kernel/index.js';
import type { NewEvent, RecordedEvent } from './event.js';
import { OutboxDispatcher } from './outbox-dispatcher.js';
import { doors, type StreamKind } from './streams.js';

/**
 * Writes and reads the record. Writing goes through database functions such as `event_append`, which number, chain and
 * leave a row in the outbox in the caller's transaction; the consumers are nudged once that is committed.
 */
@Injectable()
export class Events {
  private readonly listeners: (() => void)[] = [];

  /** Without a dispatcher in this process, whoever has one finds the rows in the outbox. */
  constructor(@Inject(OutboxDispatcher) private readonly dispatcher: Pick<OutboxDispatcher, 'nudge'>) {}

  /** Called in this process after every commit that recorded something. What must not be lost reads rows instead. */
  onCommitted(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Appends to a stream that the actor can see, in order. Returns the instant of the last one: `at`, or the stream's
   * last instant if a clock went back.
   */
  append(tx: Transaction, streamId: string, at: Date, events: readonly NewEvent[]): Promise<Date> {
    return this.appendTo(tx, 'ticket', streamId, at, events);
  }

  /** The same for a stream of another kind; who reads what stands there, the database decides by the kind. */
  async appendTo(
    tx: Transaction,
    kind: StreamKind,
    streamId: string,
    at: Date,
    events: readonly NewEvent[],
  ): Promise<Date> {
    if (events.length === 0) return at;
    const items = events.map((event) => ({ ...event, id: newId(at), at: at.toISOString() }));
    const [row] = await tx.query<{ at: Date }>(`select ${doors[kind]}($1, $2) as at`, [
      streamId,
      JSON.stringify(items),
    ]);
    tx.afterCommit(() => {
      this.dispatcher.nudge();
      for (const listener of this.listeners) listener();
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

  /** One event of a stream, if the actor may read it. */
  async byId(tx: Transaction, streamId: string, id: string): Promise<RecordedEvent | undefined> {
    const [event] = await tx.query<RecordedEvent>(
      `select id, stream_id as "streamId", number, type, audience, occurred_at as "occurredAt", actor_id as "actorId",
              actor_institution_id as "actorInstitutionId", actor_side as "actorSide", data
         from event
        where stream_id = $1 and id = $2`,
      [streamId, id],
    );
    return event;
  }

  /** Which of these events of a stream the actor may read. */
  async readable(tx: Transaction, streamId: string, ids: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>('select id from event where stream_id = $1 and id = any ($2::uuid[])', [
      streamId,
      ids,
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /** The kinds of events that the actor recorded in a stream as part of a bulk of moves. */
  async typesInBulk(tx: Transaction, streamId: string, bulk: string): Promise<string[]> {
    const rows = await tx.query<{ type: string }>(
      `select type from event where stream_id = $1 and actor_id = $2 and data ->> 'bulk' = $3`,
      [streamId, tx.actor.personId, bulk],
    );
    return rows.map(({ type }) => type);
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
