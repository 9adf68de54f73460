import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Events, type Audience, type RecordedEvent } from '../../../events/index.js';
import { namesOf } from '../../identity/index.js';
import type { ChangeEventType } from '../domain/event-types.js';

export interface ChangeEntry extends RecordedEvent {
  actorName: string | null;
}

interface Line extends Record<string, unknown> {
  /** between: those who make the change, and the party that speaks. */
  audience: 'shared' | 'between' | 'internal';
  /** On which side the actor speaks; by default the one that makes the change. */
  side?: 'user' | 'provider';
}

/** The life of a change in the record: a stream of its own. Who reads what is shared, the database knows. */
@Injectable()
export class ChangeRecord {
  constructor(private readonly events: Events) {}

  async say(tx: Transaction, changeId: string, at: Date, type: ChangeEventType, line: Line): Promise<void> {
    const { audience, side = 'provider', ...data } = line;
    await this.events.appendTo(tx, 'change', changeId, at, [
      { type, audience: audience as Audience, side, readers: [], data },
    ]);
  }

  /** As far as the actor may read it; whose name is known is named. */
  async read(tx: Transaction, changeId: string, after: string | undefined, limit: number): Promise<ChangeEntry[]> {
    const position = after === undefined ? 0 : await this.events.positionOf(tx, changeId, after);
    const events = await this.events.ofStream(tx, changeId, position, limit);
    const names = await namesOf(
      tx,
      events.map(({ actorId }) => actorId),
    );
    return events.map((event) => ({ ...event, actorName: names.get(event.actorId) ?? null }));
  }
}
