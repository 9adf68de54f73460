import { Injectable } from '@nestjs/common';
import { systemActor, UnitOfWork, type Actor, type Side, type Transaction } from '../../../database/index.js';
import { assertVersion, decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { conflict, forbidden, newId, notFound, orThrow } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import { standingOf, type Asked } from '../desk.js';
import { isOpenTicket } from '../domain/admission.js';
import type { Ticket } from '../domain/ticket.js';
import { Filing } from '../filing.js';
import { EscalationsStore } from '../stores/escalations.store.js';
import { leadProviderOf } from '../stores/holders.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { assertAhead } from '../ticket-moves.service.js';
import { admitDecision, alertingSide, nextTelling, type Addressees, type Decision } from './domain/hierarchy.js';
import { recordOf } from './hierarchy-record.js';
import {
  HierarchyStore,
  type HierarchicalEscalation,
  type ReadHierarchicalEscalation,
} from './stores/hierarchy.store.js';

interface Alert {
  to: Addressees;
  reason: string;
  decisionDueAt: Date;
}

/**
 * Calling on managers to decide. It tells them, and moves and stops nothing: the ticket keeps its state, its timers, its
 * next actor and its version. What was said of it is read by the side that asked, and by the lead provider where it was
 * sent across; so it keeps how the ticket was called, which the lead provider may not see.
 */
@Injectable()
export class HierarchyService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly filing: Filing,
    private readonly hierarchy: HierarchyStore,
  ) {}

  alert(
    { actor, reference, ifMatch }: Asked,
    { to, reason, decisionDueAt }: Alert,
  ): Promise<ReadHierarchicalEscalation> {
    return this.work.run(actor, async (tx) => {
      const seen = await this.tickets.byReference(tx, reference);
      const escalations = await this.escalations.ofTicket(tx, seen.id);
      const side = alertingSide(seen, escalations, standingOf(actor, seen));
      if (!side) throw forbidden('Your roles do not include this move.');
      const ticket = await this.tickets.lock(tx, seen.id);
      if (!ticket) throw conflict('part_ended', "Your institution's part in this ticket has ended.");
      assertVersion(ifMatch, ticket.version);
      if (!isOpenTicket(ticket)) throw conflict('ticket_not_open', `The ticket is ${ticket.state}.`);
      if (await this.hierarchy.hasOpen(tx, actor.institution.id, side, ticket.id))
        throw conflict('alert_open', 'Managers were asked already on this side, and have not decided yet.');
      const file = await this.file(tx, ticket, side);
      assertAhead(decisionDueAt, file.now);
      const lead = to === 'managers' ? undefined : await leadProviderOf(tx, ticket);
      const alert: HierarchicalEscalation = {
        id: newId(file.now),
        institutionId: actor.institution.id,
        side,
        ticketId: ticket.id,
        serviceId: ticket.serviceId,
        leadProviderId: lead?.id ?? null,
        addressedTo: to,
        reference: ticket.reference,
        title: ticket.title,
        askedBy: actor.personId,
        askerName: actor.name,
        askedAt: file.now,
        reason,
        decisionDueAt,
        decision: null,
        decisionText: null,
        decidedAt: null,
        decidedBy: null,
        deciderName: null,
      };
      await this.hierarchy.add(tx, alert, nextTelling(decisionDueAt, file.now));
      recordOf(file, alert, 'ticket.hierarchy_alerted', { to });
      await this.filing.note(file);
      return this.read(tx, alert.id);
    });
  }

  list(
    actor: Actor,
    { isOpen, limit, cursor }: { isOpen?: boolean | undefined; limit: number; cursor?: string | undefined },
  ): Promise<Page<ReadHierarchicalEscalation>> {
    const before = decodeCursor(cursor, placeInTime('askedAt'));
    return this.work.run(actor, async (tx) => {
      const rows = await this.hierarchy.list(tx, {
        count: limit + 1,
        ...(isOpen === undefined ? {} : { isOpen }),
        ...(before ? { before } : {}),
      });
      return toPage(
        rows,
        limit,
        ({ askedAt, id }) => ({ askedAt: askedAt.toISOString(), id }),
        (row) => row,
      );
    });
  }

  async decide(actor: Actor, id: string, decision: Decision, text: string): Promise<ReadHierarchicalEscalation> {
    const by = { personId: actor.personId, name: actor.name, institutionId: actor.institution.id };
    const attempt = (tx: Transaction, alert: HierarchicalEscalation, side: Side) =>
      this.settle(tx, alert, side, by, decision, text);
    const alert = await this.work.run(actor, async (tx) => {
      const found = await this.read(tx, id);
      requirePermission(actor, 'hierarchy.decide', found.serviceId);
      orThrow(admitDecision(found, by));
      const isOwn = found.institutionId === actor.institution.id;
      // whoever is no party cannot speak on the ticket: then it is recorded in the name of the institution that asked
      const isParty = (await this.tickets.lock(tx, found.ticketId)) !== undefined;
      if (isOwn || isParty) await attempt(tx, found, isOwn ? found.side : 'provider');
      return isOwn || isParty ? undefined : found;
    });
    if (alert) await this.work.run(systemActor(alert.institutionId), (tx) => attempt(tx, alert, alert.side));
    return this.work.run(actor, (tx) => this.read(tx, id));
  }

  private async settle(
    tx: Transaction,
    alert: HierarchicalEscalation,
    side: Side,
    by: { personId: string; name: string; institutionId: string },
    decision: Decision,
    text: string,
  ): Promise<void> {
    const ticket = await this.tickets.lock(tx, alert.ticketId);
    const file = ticket && (await this.file(tx, ticket, side));
    const at = file?.now ?? this.filing.now();
    const isFirst = await this.hierarchy.decide(tx, alert.id, by, { decision, text, at });
    if (!isFirst) throw conflict('decided', 'This was decided already.');
    // a part that has ended meanwhile records nothing more on the ticket
    if (!file) return;
    recordOf(file, alert, 'ticket.hierarchy_decided', { decision });
    await this.filing.note(file);
  }

  private async file(tx: Transaction, ticket: Ticket, side: Side) {
    return this.filing.open(tx, ticket, await this.escalations.ofTicket(tx, ticket.id), side);
  }

  private async read(tx: Transaction, id: string): Promise<ReadHierarchicalEscalation> {
    const alert = await this.hierarchy.byId(tx, id);
    if (!alert) throw notFound();
    return alert;
  }
}
