import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Side } from '../../../database/index.js';
import { DomainError } from '../../../kernel/index.js';
import { colleague, rolesOf } from '../../identity/index.js';
import { EscalationMovesService } from '../escalation-moves.service.js';
import { openTicketStates } from '../domain/states.js';
import { TicketMovesService } from '../ticket-moves.service.js';

export interface HandedOver {
  reference: string;
  result: 'handed_over' | 'refused';
  code: string | null;
  detail: string | null;
}

interface Held {
  reference: string;
  side: Side;
  n: number;
  serviceId: string;
}

const AT_ONCE = 200;

/** Giving somebody else what one has: each ticket in a transaction of its own, with what came of it. */
@Injectable()
export class HandOver {
  constructor(
    private readonly work: UnitOfWork,
    private readonly moves: TicketMovesService,
    private readonly escalations: EscalationMovesService,
  ) {}

  async to(actor: Actor, to: string, references?: readonly string[]): Promise<{ items: HandedOver[]; more: boolean }> {
    const { held, roles } = await this.work.run(actor, async (tx) => {
      if (!(await colleague(tx, to))) {
        const message = 'No such person in your institution.';
        throw new DomainError({
          kind: 'unprocessable',
          code: 'unknown_person',
          detail: message,
          errors: [{ pointer: '/to', code: 'unknown_person', message }],
        });
      }
      const found = await tx.query<Held>(
        `select t.reference, p.side, p.assigned_n as n, p.service_id as "serviceId"
           from ticket_party p
           join ticket t on t.id = p.ticket_id
          where p.institution_id = app_institution() and p.assignee_id = app_person() and p.until is null
            and p.state = any ($1::text[]) and ($2::text[] is null or t.reference = any ($2))
          order by p.opened_at, p.ticket_id
          limit ${String(AT_ONCE + 1)}`,
        [openTicketStates, references ?? null],
      );
      return { held: found, roles: await rolesOf(tx, to) };
    });
    const items: HandedOver[] = [];
    for (const one of held.slice(0, AT_ONCE)) {
      const fits = (one.side === 'user' ? ['agent', 'spoc'] : ['engineer']).some((role) => {
        const services = roles.get(role) ?? 'none';
        return services === 'all' || services.includes(one.serviceId);
      });
      items.push(
        fits ? await this.one(actor, one, to) : refused(one.reference, 'lacks_role', 'They cannot work on it.'),
      );
    }
    // what one has not, one cannot give; whether it exists is not said
    for (const reference of references ?? [])
      if (!held.some((one) => one.reference === reference))
        items.push(refused(reference, 'not_yours', 'You do not have it.'));
    return { items, more: held.length > AT_ONCE };
  }

  private async one(actor: Actor, { reference, side, n }: Held, to: string): Promise<HandedOver> {
    try {
      if (side === 'user') await this.moves.assign({ actor, reference }, { assignee: to });
      else await this.escalations.assign({ actor, reference, n }, { assignee: to });
      return { reference, result: 'handed_over', code: null, detail: null };
    } catch (error) {
      if (error instanceof DomainError) return refused(reference, error.refusal.code, error.refusal.detail);
      throw error;
    }
  }
}

function refused(reference: string, code: string, detail: string): HandedOver {
  return { reference, result: 'refused', code, detail };
}
