import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Transaction } from '../../../database/index.js';
import { assertVersion } from '../../../http/index.js';
import { DomainError, forbidden, invalid, notFound } from '../../../kernel/index.js';
import { requirePermission, servicesFor, type Permission } from '../../identity/index.js';
import type { CaseFile } from '../case-file.js';
import type { Asked } from '../desk.js';
import type { Ticket } from '../domain/ticket.js';
import { Filing } from '../filing.js';
import { EscalationsStore } from '../stores/escalations.store.js';
import { LinksStore } from '../stores/links.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { TicketViews, type TicketView } from '../ticket-views.js';

/** How the other ticket is named: in the path it is 404 when it is not there, in a field of the body 422. */
interface Other {
  reference: string;
  field?: string;
}

/**
 * Where two tickets of the acting institution are brought together: one transaction in which nothing else is linked in the
 * institution, with both tickets locked in the order of their ids. Whether the other one is absent, another institution's
 * or of a service that the actor does not answer for reads the same.
 */
@Injectable()
export class Pairing {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly links: LinksStore,
    private readonly filing: Filing,
    private readonly views: TicketViews,
  ) {}

  run(
    { actor, reference, ifMatch }: Asked,
    to: Other,
    permission: Permission,
    make: (own: CaseFile, other: CaseFile) => Promise<void>,
  ): Promise<TicketView> {
    return this.work.run(actor, async (tx) => {
      const seen = await this.tickets.byReference(tx, reference);
      if (seen.institutionId !== actor.institution.id) throw forbidden('Your institution does not own this ticket.');
      requirePermission(actor, permission, seen.serviceId);
      // before anything is said of the other one; and once more when it is locked
      assertVersion(ifMatch, seen.version);
      const found = await this.find(tx, to.reference);
      const services = servicesFor(actor, permission);
      const isOurs =
        found?.institutionId === actor.institution.id &&
        (services === 'all' || (services !== 'none' && services.includes(found.serviceId)));
      if (!found || !isOurs) throw absent(to);
      if (found.id === seen.id) throw invalid(to.field ?? 'to', 'itself', 'A ticket has nothing to do with itself.');
      await this.links.hold(tx, actor.institution.id);
      const files = new Map<string, CaseFile>();
      for (const id of [seen.id, found.id].sort()) files.set(id, await this.open(tx, id));
      const [own, other] = [files.get(seen.id), files.get(found.id)];
      if (!own || !other) throw new Error('a ticket that was just locked is gone');
      assertVersion(ifMatch, own.ticket.version);
      await make(own, other);
      return this.views.of(tx, own.ticket);
    });
  }

  private async open(tx: Transaction, id: string): Promise<CaseFile> {
    const ticket = await this.tickets.lock(tx, id);
    if (!ticket) throw notFound();
    return this.filing.open(tx, ticket, await this.escalations.ofTicket(tx, id), 'user');
  }

  private async find(tx: Transaction, reference: string): Promise<Ticket | undefined> {
    try {
      return await this.tickets.byReference(tx, reference);
    } catch (error) {
      if (error instanceof DomainError && error.refusal.kind === 'not_found') return undefined;
      throw error;
    }
  }
}

function absent({ field }: Other): DomainError {
  return field === undefined ? notFound() : invalid(field, 'unknown_ticket', 'No such ticket in your institution.');
}
