import { Injectable } from '@nestjs/common';
import { invalid, orThrow } from '../../kernel/index.js';
import type { ServiceFunction } from '../catalogue/index.js';
import { followUpOf } from './calling-outside.js';
import { Desk } from './desk.js';
import { firstCalled, forwardable } from './domain/calling.js';
import type { AskedEscalation } from './escalation-moves.service.js';
import { handOver } from './handing-over.js';
import { holdersInOrder } from './stores/holders.js';
import { EscalationsStore } from './stores/escalations.store.js';
import type { TicketView } from './ticket-views.js';

export interface Forwarding {
  function?: ServiceFunction | undefined;
  /** Code of an institution that holds the function. */
  institution?: string | undefined;
  /** To the holder outside the consortium; the institution that forwards follows them up. */
  external?: boolean | undefined;
  /** When it looks again; by default after two working days. */
  followUpAt?: Date | undefined;
  reason: string;
}

/**
 * A provider hands an escalation on: to another function, or to the next holder of the same one, who may be outside the
 * consortium. A new escalation continues the same target; its holder receives what the former one received, and the SPOC
 * is told.
 */
@Injectable()
export class ForwardingService {
  constructor(
    private readonly desk: Desk,
    private readonly escalations: EscalationsStore,
  ) {}

  forward(asked: AskedEscalation, forwarding: Forwarding): Promise<TicketView> {
    return this.desk.moveEscalation(asked, asked.n, 'forward', async (file, escalation) => {
      const { tx, ticket } = file;
      const { institution, external, reason } = forwarding;
      if (external && institution !== undefined)
        throw invalid('external', 'not_both', 'Name an institution, or ask for who is outside: not both.');
      const fn = forwarding.function ?? escalation.function;
      const candidates = forwardable(await holdersInOrder(tx, ticket.serviceId, fn), escalation.holderId, {
        isSameFunction: fn === escalation.function,
        ...(institution === undefined ? {} : { institution }),
        ...(external === undefined ? {} : { external }),
      });
      const field = institution === undefined ? (external ? 'external' : 'function') : 'institution';
      if (candidates.length === 0) throw invalid(field, 'no_holder', nobodyElse);
      // who forwards answers for the step of somebody outside
      const me = { ...tx.actor.institution, suspended: false };
      const called = orThrow(firstCalled(candidates, me, field));
      const outside = called.external && {
        ...called.external,
        followUpAt: forwarding.followUpAt ?? (await followUpOf(file)),
      };
      const next = await handOver(file, escalation, { id: called.holder.id, fn, reason, sentBy: 'provider', outside });
      if (outside) await this.escalations.addContact(tx, next, outside.address);
    });
  }
}

const nobodyElse = 'Nobody else who could take this holds that function of the service.';
