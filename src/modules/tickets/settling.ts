import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Events, type NewEvent, type RecordedEvent } from '../../events/index.js';
import {
  Timers,
  Units,
  type Announcement,
  type Evaluation,
  type TimerSubject,
  type UnitSubject,
} from '../timers/index.js';
import { appointmentsOf, mayHaveAppointments, type Appointment, type Owed } from './domain/appointments.js';
import { chronicleOf, type Chronicle } from './domain/chronicle.js';
import { factsOf } from './domain/facts.js';
import { insideOf, partiesNow } from './domain/readers.js';
import type { Escalation, Ticket } from './domain/ticket.js';
import { holdersIn } from './domain/unit-holders.js';
import { OwedHours } from './owed-hours.js';
import { AppointmentsStore } from './stores/appointments.store.js';
import { TicketsStore } from './stores/tickets.store.js';

/** What time has in store for a ticket, and what of its record that was worked out from. */
export interface Outlook {
  appointments: readonly Appointment[];
  chronicle: Chronicle;
}

const NOTHING_OWED: Owed = { tacitTransmission: true };

/**
 * Brings a ticket's timers and appointments in step with its record, after every move and when the sweep finds something due: reads the
 * record as the owner, evaluates, records what must be told (a share of the target, a miss), evaluates again and stores.
 * A warning or a miss is an event like any other; who is told by mail follows from it.
 */
@Injectable()
export class Settling {
  constructor(
    private readonly events: Events,
    private readonly timers: Timers,
    private readonly units: Units,
    private readonly tickets: TicketsStore,
    private readonly appointments: AppointmentsStore,
    private readonly owed: OwedHours,
  ) {}

  async settle(tx: Transaction, ticket: Ticket, escalations: readonly Escalation[], now: Date): Promise<void> {
    await tx.asOwner(ticket.institutionId, async () => {
      const subject = subjectOf(ticket);
      const events = await this.events.ofStream(tx, ticket.id);
      const facts = factsOf(events);
      const { announcements, runs } = await this.timers.settle(tx, subject, facts, now);
      if (announcements.length > 0) {
        const told = announcements.map((announcement) => tellingOf(announcement, runs, ticket, escalations));
        const at = await this.events.append(tx, ticket.id, now, told);
        const toldFacts = factsOf(told.map(({ type, data }) => ({ type, data, occurredAt: at })));
        await this.timers.settle(tx, subject, [...facts, ...toldFacts], at);
      }
      await this.units.settle(tx, subject, facts, holdersIn(events), now);
      await this.tickets.index(tx, ticket.id);
      // a ticket that was just opened has none, and had none; a task is inside, and moves no version
      if (ticket.version === 1 && !events.some(({ type }) => type.startsWith('task.'))) return;
      const { appointments } = await this.outlookFrom(tx, ticket, escalations, events);
      await this.appointments.replace(tx, ticket.id, ticket.institutionId, appointments);
    });
  }

  /** What time does next, as the record says now. In the owner's name. */
  outlook(tx: Transaction, ticket: Ticket, escalations: readonly Escalation[]): Promise<Outlook> {
    return tx.asOwner(ticket.institutionId, async () =>
      this.outlookFrom(tx, ticket, escalations, await this.events.ofStream(tx, ticket.id)),
    );
  }

  /** In whose hours the ticket's steps are owed. In the owner's name. */
  owedOn(tx: Transaction, ticket: Ticket): Promise<Owed> {
    return tx.asOwner(ticket.institutionId, () => this.owed.of(tx, ticket));
  }

  /** The timers as the record says them now, for comparison with what is stored. In the owner's name. */
  recompute(tx: Transaction, ticket: Ticket, now: Date): Promise<Evaluation> {
    return tx.asOwner(ticket.institutionId, async () =>
      this.timers.recompute(tx, subjectOf(ticket), factsOf(await this.events.ofStream(tx, ticket.id)), now),
    );
  }

  private async outlookFrom(
    tx: Transaction,
    ticket: Ticket,
    escalations: readonly Escalation[],
    events: readonly RecordedEvent[],
  ): Promise<Outlook> {
    const chronicle = chronicleOf(events);
    const owed = mayHaveAppointments(ticket, escalations) ? await this.owed.of(tx, ticket) : NOTHING_OWED;
    return { appointments: appointmentsOf({ ticket, escalations, chronicle, owed }), chronicle };
  }
}

export function subjectOf(ticket: Ticket): TimerSubject & UnitSubject {
  return {
    ticketId: ticket.id,
    institutionId: ticket.institutionId,
    siteId: ticket.siteId,
    agreementId: ticket.agreementId,
    kind: ticket.kind,
    openedAt: ticket.openedAt,
    serviceId: ticket.serviceId,
    reference: ticket.reference,
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
