import { Injectable } from '@nestjs/common';
import { conflict, forbidden, invalid } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import type { CaseFile } from '../case-file.js';
import { Desk, type Asked } from '../desk.js';
import { isOpenTicket } from '../domain/admission.js';
import type { Ticket } from '../domain/ticket.js';
import type { TicketView } from '../ticket-views.js';
import { MajorsStore } from './majors.store.js';
import { ended } from './majors.service.js';

/** Hangs a ticket of one's own on a major incident, which then speaks to its requester too, and resolves it at its end. */
@Injectable()
export class AttachingService {
  constructor(
    private readonly desk: Desk,
    private readonly majors: MajorsStore,
  ) {}

  attach(asked: Asked, id: string): Promise<TicketView> {
    // as the database writes it: what is held is named by it
    const majorId = id.toLowerCase();
    return this.desk.change(asked, (seen) => {
      assertOurs(asked, seen);
      return {
        side: 'user',
        make: (file) => this.hang(file, majorId, 'id'),
      };
    });
  }

  /** `field`: the one in which it was named. */
  async hang(file: CaseFile, majorId: string, field: string): Promise<void> {
    const { tx, ticket } = file;
    await this.majors.hold(tx, majorId, 'together');
    const major = await this.majors.find(tx, majorId);
    if (!major) throw invalid(field, 'unknown_major_incident', 'No such major incident.');
    if (major.state === 'ended') throw ended();
    if (major.serviceId !== ticket.serviceId) {
      throw invalid(field, 'other_service', 'The major incident is about another service.');
    }
    if (!isOpenTicket(ticket)) throw conflict('ticket_not_open', `The ticket is ${ticket.state}.`, []);
    if (major.ticket === ticket.reference) throw conflict('is_parent', 'It is declared on this very ticket.', []);
    if (await this.majors.ofTicket(tx, ticket.id)) {
      throw conflict('attached_already', 'The ticket hangs on a major incident already.', []);
    }
    await this.majors.attach(tx, majorId, ticket.id, file.now);
    file.record('ticket.attached_to_major', 'internal', { majorId });
  }

  detach(asked: Asked): Promise<TicketView> {
    return this.desk.change(asked, (seen) => {
      assertOurs(asked, seen);
      return {
        side: 'user',
        make: async (file) => {
          const { tx, ticket } = file;
          const major = await this.majors.ofTicket(tx, ticket.id);
          if (!major) throw conflict('not_attached', 'The ticket hangs on no major incident.', []);
          await this.majors.hold(tx, major.id, 'together');
          await this.majors.detach(tx, ticket.id);
          file.record('ticket.detached_from_major', 'internal', { majorId: major.id });
        },
      };
    });
  }
}

function assertOurs({ actor }: Asked, ticket: Ticket): void {
  if (ticket.institutionId !== actor.institution.id) throw forbidden('Your institution does not own this ticket.');
  requirePermission(actor, 'ticket.attach', ticket.serviceId);
}
