import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { RecordedEvent } from '../../events/index.js';
import { CommitmentsStore } from '../catalogue/index.js';
import { nextOpeningOf } from '../timers/index.js';
import type { TicketNews } from './domain/briefing.js';
import type { Part } from './domain/recipients.js';

/** When somebody is at work to read that time runs out. */
@Injectable()
export class OpeningHours {
  constructor(private readonly commitments: CommitmentsStore) {}

  /**
   * When those of a part may be told of an event of this ticket: at the next opening of their hours (of the ticket's site
   * at home, of the agreement at the provider's). Undefined, which is at once: for a P1, and where no hours are known.
   */
  of(tx: Transaction, ticket: TicketNews): (event: RecordedEvent, part: Part) => Promise<Date | undefined> {
    let hours: ReturnType<CommitmentsStore['of']> | undefined;
    return async (event, part) => {
      if (event.data.priority === 'P1') return undefined;
      const { siteHours, provider } = await (hours ??= this.commitments.of(tx, ticket));
      return nextOpeningOf(part === 'home' ? siteHours : (provider?.hours ?? []), event.occurredAt);
    };
  }
}
