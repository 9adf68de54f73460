import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { notFound, orThrow } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import type { CaseFile } from '../case-file.js';
import type { Asked } from '../desk.js';
import type { LinkKind } from '../domain/links.js';
import { Filing } from '../filing.js';
import { LinksStore, type LinkedTicket } from '../stores/links.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import type { TicketView } from '../ticket-views.js';
import { admitLink } from './domain/linking.js';
import { Pairing } from './pairing.js';

/** Which tickets of an institution have to do with one another: known to its level 1, and to nobody else. */
@Injectable()
export class LinksService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly links: LinksStore,
    private readonly pairing: Pairing,
    private readonly filing: Filing,
  ) {}

  list(actor: Actor, reference: string): Promise<LinkedTicket[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      requirePermission(actor, 'ticket.links', ticket.serviceId);
      return this.links.ofTicket(tx, actor.institution.id, ticket.id);
    });
  }

  link(asked: Asked, to: string, kind: LinkKind): Promise<TicketView> {
    return this.pairing.run(asked, { reference: to, field: 'to' }, 'ticket.link', async (own, other) => {
      const { tx, ticket, now } = own;
      const { institutionId } = ticket;
      // as the institution: what the actor does not see must not be made twice either
      const before = await tx.asOwner(institutionId, async () => ({
        isLinked: (await this.links.between(tx, institutionId, ticket.id, other.ticket.id)) !== undefined,
        hasParent: (await this.links.parentOf(tx, institutionId, ticket.id)) !== undefined,
        isBelow: await this.links.isAbove(tx, institutionId, ticket.id, other.ticket.id),
      }));
      orThrow(admitLink(kind, other.ticket, before));
      const link = { fromId: ticket.id, toId: other.ticket.id, kind };
      await this.links.add(tx, institutionId, link, other.ticket.reference, now);
      await this.say('ticket.linked', kind, own, other);
    });
  }

  unlink(asked: Asked, to: string): Promise<TicketView> {
    return this.pairing.run(asked, { reference: to }, 'ticket.link', async (own, other) => {
      const { tx, ticket } = own;
      const link = await this.links.between(tx, ticket.institutionId, ticket.id, other.ticket.id);
      if (!link) throw notFound();
      await this.links.remove(tx, ticket.institutionId, link);
      await this.say('ticket.unlinked', link.kind, own, other);
    });
  }

  /** On both, each naming the other. */
  private async say(type: 'ticket.linked' | 'ticket.unlinked', link: LinkKind, own: CaseFile, other: CaseFile) {
    own.record(type, 'internal', { link, reference: other.ticket.reference });
    other.record(type, 'internal', { link, reference: own.ticket.reference });
    await this.filing.writeDown(own);
    await this.filing.writeDown(other);
  }
}
