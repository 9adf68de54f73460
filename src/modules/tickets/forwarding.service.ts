import { Injectable } from '@nestjs/common';
import type { ServiceFunction } from '../catalogue/index.js';
import { Desk } from './desk.js';
import type { AskedEscalation } from './escalation-moves.service.js';
import { handOver } from './handing-over.js';
import { institutionsHolding } from './stores/holders.js';
import { invalid } from './ticket-moves.service.js';
import type { TicketView } from './ticket-views.js';

export interface Forwarding {
  function?: ServiceFunction | undefined;
  /** Code of an institution that holds the function. */
  institution?: string | undefined;
  reason: string;
}

/**
 * A provider hands an escalation on: to another function, or to the next holder of the same one. A new escalation
 * continues the same target; its holder receives what the former one received, and the SPOC is told.
 */
@Injectable()
export class ForwardingService {
  constructor(private readonly desk: Desk) {}

  forward(asked: AskedEscalation, forwarding: Forwarding): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'forward', async (file, escalation) => {
      const { tx, ticket } = file;
      const fn = forwarding.function ?? escalation.function;
      const isSameFunction = fn === escalation.function;
      const holders = await institutionsHolding(tx, ticket.serviceId, fn);
      const mine = holders.findIndex(({ id }) => id === escalation.holderId);
      // the next in order; of another function the first, which may be the same institution
      const candidates = isSameFunction && !forwarding.institution ? holders.slice(mine + 1) : holders;
      const next = candidates.find(
        (holder) =>
          !holder.suspended &&
          (forwarding.institution === undefined || holder.code === forwarding.institution) &&
          !(isSameFunction && holder.id === escalation.holderId),
      );
      if (!next) {
        const field = forwarding.institution === undefined ? 'function' : 'institution';
        throw invalid(
          field,
          'no_holder',
          'No other institution that could take this holds that function of the service.',
        );
      }
      await handOver(file, escalation, { id: next.id, fn, reason: forwarding.reason, sentBy: 'provider' });
    });
  }
}
