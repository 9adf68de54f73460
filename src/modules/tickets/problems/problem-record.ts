import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Events, type RecordedEvent } from '../../../events/index.js';
import { namesOf } from '../../identity/index.js';

export type ProblemEventType =
  | 'problem.opened'
  | 'problem.changed'
  | 'problem.noted'
  | 'problem.published'
  | 'problem.withdrawn'
  | 'problem.fixing'
  | 'problem.halted'
  | 'problem.fixed'
  | 'problem.closed'
  | 'problem.reopened';

export interface ProblemEntry extends RecordedEvent {
  actorName: string | null;
}

/** The life of a problem in the record: a stream of its own, written by its institution alone. */
@Injectable()
export class ProblemRecord {
  constructor(private readonly events: Events) {}

  /** Shared: who reads it, the database knows. */
  async say(
    tx: Transaction,
    problemId: string,
    at: Date,
    type: ProblemEventType,
    { audience, ...data }: { audience: 'shared' | 'internal' } & Record<string, unknown>,
  ): Promise<void> {
    await this.events.appendTo(tx, 'problem', problemId, at, [{ type, audience, side: 'provider', readers: [], data }]);
  }

  /** As far as the actor may read it; whose name is known is named. */
  async read(tx: Transaction, problemId: string, after: string | undefined, limit: number): Promise<ProblemEntry[]> {
    const position = after === undefined ? 0 : await this.events.positionOf(tx, problemId, after);
    const events = await this.events.ofStream(tx, problemId, position, limit);
    const names = await namesOf(
      tx,
      events.map(({ actorId }) => actorId),
    );
    return events.map((event) => ({ ...event, actorName: names.get(event.actorId) ?? null }));
  }
}
