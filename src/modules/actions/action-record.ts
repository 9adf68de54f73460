import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Events, type RecordedEvent } from '../../events/index.js';
import { namesOf } from '../identity/index.js';

export const actionEventTypes = [
  'action.drafted',
  'action.edited',
  'action.reviewed',
  'action.published',
  'action.discarded',
  'action.suspended',
  'action.lifted',
  'action.renewed',
  'action.retired',
  'action.owner_changed',
] as const;
export type ActionEventType = (typeof actionEventTypes)[number];

export interface ActionEntry extends RecordedEvent {
  actorName: string | null;
}

/** The life of an action in the record: written and read by its institution alone; ids, numbers and dates, no texts. */
@Injectable()
export class ActionRecord {
  constructor(private readonly events: Events) {}

  async say(tx: Transaction, actionId: string, at: Date, type: ActionEventType, data: object): Promise<void> {
    const event = { type, audience: 'shared' as const, side: 'provider' as const, readers: [], data: { ...data } };
    await this.events.appendTo(tx, 'action', actionId, at, [event]);
  }

  /** As far as the actor may read it: of another institution's action nothing. */
  async read(tx: Transaction, actionId: string, after: string | undefined, limit: number): Promise<ActionEntry[]> {
    const position = after === undefined ? 0 : await this.events.positionOf(tx, actionId, after);
    const events = await this.events.ofStream(tx, actionId, position, limit);
    const names = await namesOf(
      tx,
      events.map(({ actorId }) => actorId),
    );
    return events.map((event) => ({ ...event, actorName: names.get(event.actorId) ?? null }));
  }
}
