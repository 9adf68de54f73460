import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Events, type NewEvent } from '../../events/index.js';
import { Timers, type Announcement, type Evaluation, type TimerSubject } from '../timers/index.js';
import { factsOf } from './domain/facts.js';
import { insideOf, partiesNow } from './domain/readers.js';
import type { Escalation, Ticket } from './domain/ticket.js';
import { TicketsStore } from './stores/tickets.store.js';

/**
 * Brings a ticket's timers in step with its record, after every move and when the sweep finds something due: reads the
 * record as the owner, evaluates, records what must be told (a share of the target, a miss), evaluates again and stores.
 * A warning or a miss is an event like any other; who is told by mail follows from it.
 */
@Injectable()
export class Settling {
  constructor(
    private readonly events: Events,
    private readonly timers: Timers,
    private readonly tickets: TicketsStore,
  ) {}

  async settle(tx: Transaction, ticket: Ticket, escalations: readonly Escalation[], now: Date): Promise<void> {
    await tx.asOwner(ticket.institutionId, async () => {
      const subject = subjectOf(ticket);
      const facts = factsOf(await this.events.ofStream(tx, ticket.id));
      const { announcements, runs } = await this.timers.settle(tx, subject, facts, now);
      if (announcements.length > 0) {
        const told = announcements.map((announcement) => tellingOf(announcement, runs, ticket, escalations));
        const at = await this.events.append(tx, ticket.id, now, told);
        const toldFacts = factsOf(told.map(({ type, data }) => ({ type, data, occurredAt: at })));
        await this.timers.settle(tx, subject, [...facts, ...toldFacts], at);
      }
      await this.tickets.index(tx, ticket.id);
    });
  }

  /** The timers as the record says them now, for comparison with what is stored. In the owner's name. */
  recompute(tx: Transaction, ticket: Ticket, now: Date): Promise<Evaluation> {
    return tx.asOwner(ticket.institutionId, async () =>
      this.timers.recompute(tx, subjectOf(ticket), factsOf(await this.events.ofStream(tx, ticket.id)), now),
    );
  }
}

function subjectOf(ticket: Ticket): TimerSubject {
  return {
    ticketId: ticket.id,
    institutionId: ticket.institutionId,
    siteId: ticket.siteId,
    agreementId: ticket.agreementId,
    kind: ticket.kind,
    openedAt: ticket.openedAt,
  };
}

/** Provider-side timers are known to both sides, user-side ones at home only. */
function tellingOf(
  { side, metric, run, percent }: Announcement,
  runs: Evaluation['runs'],
  ticket: Ticket,
  escalations: readonly Escalation[],
): NewEvent {
  const timer = runs.find((one) => one.side === side && one.metric === metric && one.run === run);
  return {
    type: percent === 100 ? 'timer.missed' : 'timer.warned',
    audience: side === 'user' ? 'internal' : 'shared',
    side: 'user',
    readers: side === 'user' ? insideOf(ticket.institutionId, 'user') : partiesNow(ticket, escalations),
    data: {
      side,
      metric,
      run,
      percent,
      priority: ticket.priority,
      dueAt: timer?.dueAt == null ? null : new Date(timer.dueAt).toISOString(),
      nextActor: ticket.nextActor,
      nextActorInstitutionId: ticket.nextActorInstitutionId,
    },
  };
}
