import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Events, type RecordedEvent } from '../../../events/index.js';
import { namesOf } from '../../identity/index.js';
import type { ImprovementEventType } from './domain/event-types.js';

export interface ImprovementEntry extends RecordedEvent {
  actorName: string | null;
}

/** The life of an improvement: a stream of its own, for the provider side of its institution. Ids, dates, codes. */
@Injectable()
export class ImprovementRecord {
  constructor(private readonly events: Events) {}

  async say(tx: Transaction, id: string, at: Date, type: ImprovementEventType, data: object = {}): Promise<void> {
    const event = { type, audience: 'internal' as const, side: 'provider' as const, readers: [], data: { ...data } };
    await this.events.appendTo(tx, 'improvement', id, at, [event]);
  }

  async read(tx: Transaction, id: string, after: string | undefined, limit: number): Promise<ImprovementEntry[]> {
    const position = after === undefined ? 0 : await this.events.positionOf(tx, id, after);
    const events = await this.events.ofStream(tx, id, position, limit);
    const names = await namesOf(
      tx,
      events.map(({ actorId }) => actorId),
    );
    return events.map((event) => ({
      ...event,
      data: withoutTicket(event.data),
      actorName: names.get(event.actorId) ?? null,
    }));
  }
}

/** The ticket that showed it may be of another institution: it is told where the recurrence is, to those who see it. */
function withoutTicket(data: RecordedEvent['data']): RecordedEvent['data'] {
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'ticketId'));
}
