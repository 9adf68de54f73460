import { Injectable } from '@nestjs/common';
import { readerKey } from '../../events/index.js';
import { holdersOf } from '../catalogue/index.js';
import { Desk } from './desk.js';
import type { ServiceFunction } from '../catalogue/index.js';
import { offered } from './escalating.service.js';
import type { AskedEscalation } from './escalation-moves.service.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { MessagesStore } from './stores/messages.store.js';
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
  constructor(
    private readonly desk: Desk,
    private readonly escalations: EscalationsStore,
    private readonly messages: MessagesStore,
  ) {}

  forward(asked: AskedEscalation, forwarding: Forwarding): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'forward', async (file, escalation) => {
      const { tx, ticket, now } = file;
      const fn = forwarding.function ?? escalation.function;
      const isSameFunction = fn === escalation.function;
      const holders = (await holdersOf(tx, ticket.serviceId, fn)).flatMap((holder) =>
        'institution' in holder ? [holder.institution] : [],
      );
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

      const from = readerKey(escalation.holderId, 'provider');
      const to = readerKey(next.id, 'provider');
      const home = readerKey(ticket.institutionId, 'user');
      const everybody = [...new Set([home, from, to])];
      const messageId = await file.write('reason', 'shared', forwarding.reason, {
        n: escalation.n,
        readers: everybody,
      });
      await this.messages.handOn(tx, ticket.id, from, to);
      escalation.state = 'forwarded';
      escalation.waitingCause = null;
      escalation.followUpAt = null;
      escalation.endedAt = now;
      await this.escalations.save(tx, escalation);

      const n = (file.escalations.at(-1)?.n ?? 0) + 1;
      const readers = [...new Set([home, to])];
      const continued = offered(file, { n, fn, holderId: next.id, summaryId: escalation.summaryId, readers });
      continued.requesterName = escalation.requesterName;
      // the former holder does not see it, so it cannot write it either: the ticket's owner does
      await tx.asOwner(ticket.institutionId, () => this.escalations.add(tx, continued));
      file.escalations.push(continued);
      file.record(
        'escalation.forwarded',
        'shared',
        { n: escalation.n, escalationState: 'forwarded', messageId },
        everybody,
      );
      file.record(
        'ticket.escalated',
        'shared',
        {
          n,
          escalationState: 'offered',
          function: fn,
          holderId: next.id,
          own: continued.isOwn,
          summaryId: escalation.summaryId,
          sentBy: 'provider',
        },
        readers,
      );
      file.admissions.push(next.id);
      if (next.id !== escalation.holderId)
        file.dismissals.push({ institutionId: escalation.holderId, fulfilled: false });
    });
  }
}
