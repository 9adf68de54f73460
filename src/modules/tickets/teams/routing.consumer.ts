import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { Assigning } from '../assigning.js';
import type { TicketEventType } from '../domain/event-types.js';
import { openEscalationStates, openTicketStates } from '../domain/states.js';
import { Filing } from '../filing.js';
import { AssignmentsStore } from '../stores/assignments.store.js';
import { EscalationsStore } from '../stores/escalations.store.js';
import { QueuesStore } from '../stores/queues.store.js';
import { TicketsStore } from '../stores/tickets.store.js';

/**
 * Brings what arrives into the queue of a team: a new ticket at home, an escalation at its holder. It follows from the
 * record, in a transaction of the institution whose team it is, so that opening and escalating wait for nobody's queue.
 * Whatever somebody has taken, given out or ended meanwhile is left alone; so doing it twice does it once.
 */
@Injectable()
export class RoutingConsumer implements Consumer, OnModuleInit {
  readonly name = 'routing';
  readonly streams = ['ticket'] as const;
  readonly types = ['ticket.opened', 'ticket.escalated'] as const satisfies TicketEventType[];

  constructor(
    private readonly consumers: Consumers,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly assignments: AssignmentsStore,
    private readonly queues: QueuesStore,
    private readonly assigning: Assigning,
    private readonly filing: Filing,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const arrivals = events.filter(
      ({ type, data, actorInstitutionId }) =>
        (type === 'ticket.opened' && actorInstitutionId === institutionId) ||
        (type === 'ticket.escalated' && data.holderId === institutionId),
    );
    for (const { type, streamId, data } of arrivals) {
      await this.arrived(tx, streamId, type === 'ticket.opened' ? undefined : Number(data.n));
    }
  }

  private async arrived(tx: Transaction, ticketId: string, n: number | undefined): Promise<void> {
    const side = n === undefined ? 'user' : 'provider';
    const ticket = await this.tickets.lock(tx, ticketId);
    if (!ticket || !openTicketStates.some((state) => state === ticket.state)) return;
    const escalations = await this.escalations.ofTicket(tx, ticketId);
    const escalation = escalations.find((one) => one.n === n);
    if (n !== undefined && !openEscalationStates.some((state) => state === escalation?.state)) return;
    const given = await this.assignments.ofTicket(tx, ticketId);
    if (given.some((one) => one.side === side && one.escalationN === (n ?? 0))) return;
    const team = await this.queues.teamFor(tx, side, ticket.serviceId, ticket.kind);
    if (team === undefined) return;
    const file = this.filing.open(tx, ticket, escalations, side);
    await this.assigning.give(file, side, { team }, escalation);
    await this.filing.writeDown(file);
  }
}
