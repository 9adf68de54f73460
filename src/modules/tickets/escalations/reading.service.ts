import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import { formatInstant } from '../../../http/index.js';
import { Clock, orThrow, type DomainError, type Outcome } from '../../../kernel/index.js';
import { serviceFunctions, type ServiceFunction } from '../../catalogue/index.js';
import { requirePermission } from '../../identity/index.js';
import { institutionsNamed } from '../../institutions/index.js';
import { admitTicketMove, mayMoveTicket, openEscalation } from '../domain/admission.js';
import { call, firstCalled } from '../domain/calling.js';
import type { Ticket } from '../domain/ticket.js';
import { standingOf } from '../desk.js';
import { obstacleToEscalating } from '../running-agreement.js';
import { EscalationsStore } from '../stores/escalations.store.js';
import { holdersInOrder, leadProviderOf, type HoldingInstitution } from '../stores/holders.js';
import { MessagesStore } from '../stores/messages.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { disputesIn } from './domain/disputes.js';
import type { DisputeToldDto } from './dto/disputes.dto.js';
import type { EscalationOptionDto, HolderOptionDto, WhyNotDto } from './dto/options.dto.js';

/** What there is to know before and about an escalation: whom it could go to, and what was disputed. */
@Injectable()
export class EscalationReading {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly messages: MessagesStore,
    private readonly events: Events,
  ) {}

  /** Whom `escalate` would call for each function, and why not. It asks what the move asks, in the same order. */
  options(actor: Actor, reference: string): Promise<EscalationOptionDto[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const standing = standingOf(actor, ticket);
      // level 1 of the owner: whom it could call, and whether its agreement runs, is known at home
      orThrow(mayMoveTicket('escalate', ticket, standing));
      const escalations = await this.escalations.ofTicket(tx, ticket.id);
      const general =
        refusalOf(admitTicketMove('escalate', ticket, escalations, standing)) ??
        whyOf(await obstacleToEscalating(tx, ticket, this.clock.now()));
      const lead = await leadProviderOf(tx, ticket);
      const options: EscalationOptionDto[] = [];
      for (const fn of serviceFunctions) options.push(await option(tx, ticket, fn, lead, general));
      return options;
    });
  }

  disputes(actor: Actor, reference: string): Promise<DisputeToldDto[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      requirePermission(actor, 'ticket.time', ticket.serviceId);
      const open = openEscalation(await this.escalations.ofTicket(tx, ticket.id));
      const disputes = disputesIn(await this.events.ofStream(tx, ticket.id), open?.n);
      const texts = await this.messages.some(
        tx,
        ticket.id,
        disputes.flatMap(({ messageId, answer }) => [messageId, answer?.messageId].filter((id) => id !== undefined)),
      );
      const names = await institutionsNamed(
        tx,
        disputes.flatMap(({ institutionId, answer }) => [institutionId, ...(answer ? [answer.institutionId] : [])]),
      );
      const said = (at: Date, institutionId: string, messageId: string | undefined) => {
        const text = texts.find(({ id }) => id === messageId);
        return {
          at: formatInstant(at),
          institution: names.get(institutionId) ?? { code: '', name: '' },
          name: text?.authorName ?? null,
          reason: text?.body ?? null,
        };
      };
      return disputes.map(({ n, at, institutionId, held, asked, messageId, state, answer }) => ({
        n,
        ...said(at, institutionId, messageId),
        held: held ?? null,
        asked,
        state,
        answer: answer
          ? {
              ...said(answer.at, answer.institutionId, answer.messageId),
              given: answer.given,
              agreed: answer.isAgreed,
            }
          : null,
      }));
    });
  }
}

async function option(
  tx: Transaction,
  ticket: Ticket,
  fn: ServiceFunction,
  lead: HoldingInstitution | undefined,
  general: WhyNotDto | null,
): Promise<EscalationOptionDto> {
  const holders = await holdersInOrder(tx, ticket.serviceId, fn);
  const whyNot = general ?? refusalOf(firstCalled(holders, lead));
  let isFound = false;
  return {
    function: fn,
    callable: whyNot === null,
    whyNot,
    holders: holders.map((holder): HolderOptionDto => {
      const isCallable = typeof call(holder, lead) !== 'string';
      const isNext = whyNot === null && isCallable && !isFound;
      isFound ||= isNext;
      return {
        institution: 'institution' in holder ? { code: holder.institution.code, name: holder.institution.name } : null,
        external: 'external' in holder ? holder.external : null,
        callable: isCallable,
        isNext,
        whyNot: isCallable ? null : refusalOf(firstCalled([holder], lead)),
      };
    }),
  };
}

function refusalOf(outcome: Outcome<unknown>): WhyNotDto | null {
  return outcome.ok ? null : { code: outcome.refusal.code, detail: outcome.refusal.detail };
}

function whyOf(error: DomainError | undefined): WhyNotDto | null {
  return error ? { code: error.refusal.code, detail: error.refusal.detail } : null;
}
