import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Events, type RecordedEvent } from '../../../events/index.js';
import { namesOf } from '../../identity/index.js';
import type { RunEventType } from './domain/event-types.js';
import type { Run } from './run.js';

export interface RunEntry extends RecordedEvent {
  actorName: string | null;
}

/**
 * The life of a run in the record: a stream of its own, read by the side that makes the run. What came of it (`run.finished`)
 * wakes the consumers of the action's owner too: so its data are codes and numbers, and nothing of the ticket.
 */
@Injectable()
export class RunRecord {
  constructor(private readonly events: Events) {}

  async say(
    tx: Transaction,
    { id, side }: Pick<Run, 'id' | 'side'>,
    at: Date,
    type: RunEventType,
    data: object,
  ): Promise<void> {
    await this.events.appendTo(tx, 'run', id, at, [{ type, audience: 'shared', side, readers: [], data: { ...data } }]);
  }

  /** As far as the actor may read it. */
  async read(tx: Transaction, runId: string, after: string | undefined, limit: number): Promise<RunEntry[]> {
    const position = after === undefined ? 0 : await this.events.positionOf(tx, runId, after);
    const events = await this.events.ofStream(tx, runId, position, limit);
    const names = await namesOf(
      tx,
      events.map(({ actorId }) => actorId),
    );
    return events.map((event) => ({ ...event, actorName: names.get(event.actorId) ?? null }));
  }
}
