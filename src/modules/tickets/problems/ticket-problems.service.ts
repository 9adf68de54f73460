import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { forbidden } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import { Desk, type Asked } from '../desk.js';
import type { Standing } from '../domain/admission.js';
import { currentHolder } from '../domain/readers.js';
import type { Escalation, Ticket } from '../domain/ticket.js';
import { TicketsStore } from '../stores/tickets.store.js';
import type { TicketView } from '../ticket-views.js';
import { ProblemHanging, workaroundOf } from './problem-hanging.js';
import { ProblemsStore, type Problem } from './problems.store.js';

/** "+1": this ticket is that problem. */
@Injectable()
export class TicketProblemsService {
  constructor(
    private readonly desk: Desk,
    private readonly hanging: ProblemHanging,
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly problems: ProblemsStore,
  ) {}

  list(actor: Actor, reference: string): Promise<{ problem: Problem; workaround: string | undefined }[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const found = await this.problems.ofTicket(tx, ticket.id);
      const language = await this.hanging.languageOf(tx, ticket);
      return found.map((problem) => ({ problem, workaround: workaroundOf(problem, language) }));
    });
  }

  link(asked: Asked, problem: string): Promise<TicketView> {
    return this.desk.change(asked, (ticket, escalations, standing) => ({
      side: sideFor(asked, ticket, escalations, standing),
      make: async (file) => {
        await this.hanging.hang(file, problem);
      },
    }));
  }

  unlink(asked: Asked, problem: string): Promise<TicketView> {
    return this.desk.change(asked, (ticket, escalations, standing) => ({
      side: sideFor(asked, ticket, escalations, standing),
      make: (file) => this.hanging.takeOff(file, problem),
    }));
  }
}

/** Level 1 of the owner, or an engineer of the institution that holds it now; of somebody who is both, the provider's. */
export function sideFor(
  { actor }: Asked,
  ticket: Ticket,
  escalations: readonly Escalation[],
  { institutionId, roles }: Standing,
): 'user' | 'provider' {
  requirePermission(actor, 'ticket.link_problem', ticket.serviceId);
  if (roles.has('engineer') && currentHolder(escalations) === institutionId) return 'provider';
  if (ticket.institutionId === institutionId && (roles.has('agent') || roles.has('spoc'))) return 'user';
  throw forbidden('Your institution neither owns this ticket nor holds it now.');
}
