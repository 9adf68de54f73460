import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { assertVersion } from '../../http/index.js';
import { DomainError, orThrow, notFound } from '../../kernel/index.js';
import type { CaseFile } from './case-file.js';
import {
  admitEscalationMove,
  admitTicketMove,
  mayMoveEscalation,
  mayMoveTicket,
  type OfferedMove,
  type Standing,
} from './domain/admission.js';
import type { TicketEventType } from './domain/event-types.js';
import type { AuthorSide } from './domain/message.js';
import type { EscalationMove } from './domain/states.js';
import type { Escalation, Ticket } from './domain/ticket.js';
import { Filing } from './filing.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { TicketsStore } from './stores/tickets.store.js';
import { TicketHooks } from './ticket-hooks.js';
import { TicketViews, type TicketView } from './ticket-views.js';

export interface Asked {
  actor: Actor;
  reference: string;
  /** The version that the caller saw, if it wants to be sure. */
  ifMatch?: number | undefined;
  /** The bulk of moves that this one belongs to. */
  bulk?: BulkPart | undefined;
  /** Done on the file once the move has been made, in the same transaction: what the move comes with. */
  also?: ((file: CaseFile) => Promise<void>) | undefined;
}

export interface BulkPart {
  id: string;
  /** What the move records: whoever asks for the same bulk again finds it there, and nothing moves twice. */
  event: TicketEventType;
}

/**
 * Where every move on a ticket is made: one transaction in which the ticket is read under the wall, checked against the
 * role (403) and the state (409), locked, moved, written down, recorded, and its timers settled. What the actor cannot
 * see is 404 before anything else is said.
 */
@Injectable()
export class Desk {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly filing: Filing,
    private readonly views: TicketViews,
    private readonly hooks: TicketHooks,
    private readonly events: Events,
  ) {}

  /** A move on the ticket itself. */
  moveTicket(asked: Asked, move: OfferedMove, make: (file: CaseFile) => Promise<void> | void): Promise<TicketView> {
    return this.change(asked, (ticket, _escalations, standing) => {
      orThrow(mayMoveTicket(move, ticket, standing));
      return {
        side: standing.roles.has('agent') || standing.roles.has('spoc') ? 'user' : 'requester',
        make: async (file) => {
          orThrow(admitTicketMove(move, file.ticket, file.escalations, standing));
          await this.hooks.assertFree(file.tx, file.ticket, move);
          return make(file);
        },
      };
    });
  }

  /** A move on escalation `n`. Not visible to the actor: 404. */
  moveEscalation(
    asked: Asked,
    n: number,
    move: EscalationMove,
    make: (file: CaseFile, escalation: Escalation) => Promise<void> | void,
  ): Promise<TicketView> {
    return this.change(asked, (ticket, escalations, standing) => {
      orThrow(mayMoveEscalation(move, ticket, escalationOf(escalations, n), standing));
      return {
        side: ['answer', 'recall', 'confirm', 'refuse'].includes(move) ? 'user' : 'provider',
        make: (file) => {
          const escalation = escalationOf(file.escalations, n);
          orThrow(admitEscalationMove(move, file.ticket, escalation, standing));
          return make(file, escalation);
        },
      };
    });
  }

  /** Anything that is done on a ticket. `admit` sees it unlocked and says who speaks, or throws. */
  change(
    { actor, reference, ifMatch, bulk, also }: Asked,
    admit: (
      ticket: Ticket,
      escalations: readonly Escalation[],
      standing: Standing,
    ) => { side: AuthorSide; make: (file: CaseFile) => Promise<void> | void },
  ): Promise<TicketView> {
    return this.work.run(actor, async (tx) => {
      const seen = await this.tickets.byReference(tx, reference);
      const standing = standingOf(actor, seen);
      const { side, make } = admit(seen, await this.escalations.ofTicket(tx, seen.id), standing);
      const ticket = await this.tickets.lock(tx, seen.id);
      if (!ticket) throw partEnded();
      assertVersion(ifMatch, ticket.version);
      // a requester sees no escalation, and yet it decides who acts next and who reads what they write
      const escalations =
        side === 'requester'
          ? await tx.asOwner(ticket.institutionId, () => this.escalations.ofTicket(tx, ticket.id))
          : await this.escalations.ofTicket(tx, ticket.id);
      if (bulk && (await this.isMoved(tx, ticket, bulk))) return this.views.of(tx, ticket);
      const file = this.filing.open(tx, ticket, escalations, side);
      file.bulk = bulk?.id;
      await make(file);
      await also?.(file);
      await this.filing.writeDown(file);
      return this.views.of(tx, file.ticket);
    });
  }

  private async isMoved(tx: Transaction, ticket: Ticket, { id, event }: BulkPart): Promise<boolean> {
    const types = await this.events.typesInBulk(tx, ticket.id, id);
    if (types.length > 0 && !types.includes(event)) throw bulkUsed();
    return types.length > 0;
  }
}

export function standingOf(actor: Actor, ticket: Pick<Ticket, 'serviceId'>): Standing {
  const serves = [...actor.roles].filter(([, services]) => services === 'all' || services.includes(ticket.serviceId));
  return {
    institutionId: actor.institution.id,
    personId: actor.personId,
    roles: new Set(serves.map(([role]) => role)),
  };
}

function escalationOf(escalations: readonly Escalation[], n: number): Escalation {
  const escalation = escalations.find((one) => one.n === n);
  if (!escalation) throw notFound();
  return escalation;
}

function partEnded(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'part_ended',
    detail: "Your institution's part in this ticket has ended.",
    moves: [],
  });
}

function bulkUsed(): DomainError {
  const detail = 'Another move was made on this ticket under the same id of a bulk.';
  return new DomainError({ kind: 'conflict', code: 'bulk_used', detail });
}
