import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { readerKey } from '../../../events/index.js';
import type { ServiceFunction } from '../../catalogue/index.js';
import { colleague } from '../../identity/index.js';
import { Assigning } from '../assigning.js';
import type { CaseFile } from '../case-file.js';
import type { Escalation, Ticket } from '../domain/ticket.js';
import { openEscalation } from '../domain/admission.js';
import { offered } from '../escalating.service.js';
import { Filing } from '../filing.js';
import { Placing } from '../placing.js';
import { EscalationsStore } from '../stores/escalations.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { cancel } from '../ticket-acts.js';

/** Work that a provider planned for itself, on a service of which it holds a function. */
export interface OwnWork {
  serviceId: string;
  site: { id: string; timeZone: string };
  title: string;
  description: string;
  function: ServiceFunction;
  assigneeId: string | null;
  teamId: string | null;
}

/**
 * Tickets that a provider opens for its own engineers. Engineers work on escalations that their institution received: so
 * the ticket is escalated to the institution itself (`own`), and accepted at once, since whoever planned the work has
 * said that it will be done; nobody else is called when it takes long. No agreement is asked for: it would measure what
 * one institution promised to another. Opened in the name of the actor, who is its requester too.
 */
@Injectable()
export class OwnOpening {
  constructor(
    private readonly placing: Placing,
    private readonly filing: Filing,
    private readonly assigning: Assigning,
    private readonly escalations: EscalationsStore,
    private readonly tickets: TicketsStore,
  ) {}

  async openIn(tx: Transaction, work: OwnWork): Promise<Ticket> {
    // as level 1 of the own institution: engineers open no tickets, and escalate none
    const { ticket, escalation } = await tx.asOwner(tx.actor.institution.id, () => this.escalated(tx, work), 'oneself');
    const file = this.filing.open(tx, ticket, [escalation], 'provider');
    escalation.acceptedAt = file.now;
    await file.enter(escalation, 'accepted');
    file.record('escalation.accepted', 'shared', { n: escalation.n, escalationState: 'accepted' });
    const assignee = work.assigneeId === null ? undefined : (await colleague(tx, work.assigneeId))?.id;
    if (assignee !== undefined || work.teamId !== null)
      await this.assigning.give(file, 'provider', { assignee, team: work.teamId ?? undefined }, escalation);
    await this.filing.writeDown(file);
    return ticket;
  }

  /** Takes the work back, as long as it lies with the own institution. False when it has gone its way: then it stays. */
  async cancelIn(tx: Transaction, ticketId: string, reason: string): Promise<boolean> {
    return tx.asOwner(
      tx.actor.institution.id,
      async () => {
        const ticket = await this.tickets.lock(tx, ticketId);
        if (!ticket || ['resolved', 'closed', 'cancelled', 'merged'].includes(ticket.state)) return false;
        const escalations = await this.escalations.ofTicket(tx, ticketId);
        const open = openEscalation(escalations);
        if (escalations.some(({ isOwn }) => !isOwn) || open?.state === 'delivered') return false;
        const file = this.filing.open(tx, ticket, escalations, 'user');
        const readers = file.readersOf('shared');
        if (open) await recall(file, open, readers);
        await cancel(file, reason);
        await this.filing.writeDown(file);
        return true;
      },
      'oneself',
    );
  }

  private async escalated(tx: Transaction, work: OwnWork): Promise<{ ticket: Ticket; escalation: Escalation }> {
    const { institution, personId } = tx.actor;
    const { ticket } = await this.placing.place(tx, {
      kind: 'request',
      serviceId: work.serviceId,
      title: work.title,
      description: work.description,
      requesterId: personId,
      site: work.site,
      channel: 'web',
      // what was planned has its own date: nothing is more patient
      levels: { impact: 'low', urgency: 'low' },
      isQualified: true,
      side: 'user',
      // nobody waits for an answer
      live: true,
    });
    const file = this.filing.open(tx, ticket, [], 'user');
    const readers = [readerKey(institution.id, 'user'), readerKey(institution.id, 'provider')];
    const summaryId = await file.write('summary', 'shared', work.description, { n: 1, readers });
    const escalation = offered(file, { n: 1, fn: work.function, holderId: institution.id, summaryId, readers });
    file.escalations.push(escalation);
    await this.escalations.add(tx, escalation);
    file.admissions.push(institution.id);
    file.record(
      'ticket.escalated',
      'shared',
      {
        n: 1,
        escalationState: 'offered',
        function: work.function,
        holderId: institution.id,
        own: true,
        summaryId,
        messageIds: [],
        sentBy: 'plan',
        sendings: 0,
      },
      readers,
    );
    await this.filing.writeDown(file);
    return { ticket, escalation };
  }
}

async function recall(file: CaseFile, escalation: Escalation, readers: readonly string[]): Promise<void> {
  escalation.endedAt = file.now;
  await file.enter(escalation, 'recalled');
  file.record('escalation.recalled', 'shared', { n: escalation.n, escalationState: 'recalled' }, readers);
  file.dismissals.push({ institutionId: escalation.holderId, fulfilled: false });
}
