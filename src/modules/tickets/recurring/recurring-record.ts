import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Events, readerKey } from '../../../events/index.js';
import type { Recurring } from './recurring.store.js';

export type RecurringEventType =
  | 'recurring.made'
  | 'recurring.changed'
  | 'recurring.paused'
  | 'recurring.resumed'
  | 'recurring.removed'
  | 'recurring.opened'
  | 'recurring.skipped';

/** What happened to recurring tickets, in the stream of their institution: ids, dates and codes, for its level 1. */
@Injectable()
export class RecurringRecord {
  constructor(private readonly events: Events) {}

  async say(tx: Transaction, type: RecurringEventType, one: Recurring, at: Date, more: object = {}): Promise<void> {
    const { id: institutionId } = tx.actor.institution;
    await this.events.appendTo(tx, 'institution', institutionId, at, [
      {
        type,
        audience: 'internal',
        side: 'user',
        readers: [readerKey(institutionId, 'user')],
        data: { recurringId: one.id, serviceId: one.serviceId, ...more },
      },
    ]);
  }
}
