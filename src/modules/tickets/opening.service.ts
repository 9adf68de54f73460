import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { Clock, DomainError, isUuid, newId } from '../../kernel/index.js';
import { runningAgreement, serviceByCode } from '../catalogue/index.js';
import { colleague, colleagueByEmail, requirePermission, type Colleague } from '../identity/index.js';
import { sitesOf } from '../institutions/index.js';
import { holdTerms } from '../service-hours/index.js';
import type { CaseFile } from './case-file.js';
import { standingOf } from './desk.js';
import type { Message } from './domain/message.js';
import { nextActorOf } from './domain/next-actor.js';
import { priorityOf, UNQUALIFIED, type Level } from './domain/priority.js';
import { partiesNow } from './domain/readers.js';
import { referenceOf, yearIn } from './domain/reference.js';
import type { Channel, Kind, Ticket } from './domain/ticket.js';
import { advance, Filing } from './filing.js';
import { Settling } from './settling.js';
import { FormsStore } from './stores/forms.store.js';
import { MessagesStore } from './stores/messages.store.js';
import { termsOf, TicketsStore } from './stores/tickets.store.js';
import { TicketHooks } from './ticket-hooks.js';
import { TicketViews, type TicketView } from './ticket-views.js';

export interface Opening {
  kind: Kind;
  service: string;
  title?: string | undefined;
  description?: string | undefined;
  impact?: Level | undefined;
  urgency?: Level | undefined;
  /** Id or address of a person of the own institution. */
  requester?: string | undefined;
  site?: string | undefined;
  channel?: Channel | undefined;
  /** A request model, and what is filled in. */
  model?: string | undefined;
  fields?: Record<string, unknown> | undefined;
  version?: number | undefined;
}

/** Opening a ticket: for oneself, or by level 1 for somebody of the own institution. */
@Injectable()
export class OpeningService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly messages: MessagesStore,
    private readonly events: Events,
    private readonly settling: Settling,
    private readonly views: TicketViews,
    private readonly forms: FormsStore,
    private readonly filing: Filing,
    private readonly hooks: TicketHooks,
  ) {}

  open(actor: Actor, opening: Opening): Promise<TicketView> {
    return this.work.run(actor, async (tx) => {
      const service = await serviceByCode(tx, opening.service);
      if (!service) throw unknown('service', 'No such service.');
      requirePermission(actor, 'ticket.open', service.id);
      const { roles } = standingOf(actor, { serviceId: service.id });
      const isStaff = roles.has('agent') || roles.has('spoc');
      const requester = await requesterOf(tx, actor, opening.requester, isStaff);
      const site = await siteOf(tx, actor.institution.id, opening.site, requester.siteId);
      const filled = await this.filledIn(tx, opening, service.id, requester.id);
      const title = opening.title ?? filled?.title;
      if (title === undefined) throw missing('title');
      // what was agreed is for staff to know; the ticket is measured by it whoever opens it
      const agreement = await tx.asOwner(actor.institution.id, () =>
        runningAgreement(tx, actor.institution.id, service.id, this.clock.now()),
      );
      // first nothing more is recorded that it will be measured by, then the clock is read
      await holdTerms(tx, termsOf({ institutionId: actor.institution.id, agreementId: agreement?.id ?? null }));
      const now = this.clock.now();
      const year = yearIn(site.timeZone, now);
      const number = await this.tickets.nextNumber(tx, actor.institution.id, year);
      const levels = { impact: opening.impact ?? UNQUALIFIED.impact, urgency: opening.urgency ?? UNQUALIFIED.urgency };
      const isQualified = isStaff && (opening.impact !== undefined || opening.urgency !== undefined);
      // given by a requester it is a proposal, until level 1 has qualified
      const effective = isStaff ? levels : UNQUALIFIED;
      const ticket: Ticket = {
        id: newId(now),
        institutionId: actor.institution.id,
        reference: referenceOf(actor.institution.code, year, number),
        siteId: site.id,
        serviceId: service.id,
        agreementId: agreement?.id ?? null,
        kind: opening.kind,
        title,
        state: 'new',
        waitingCause: null,
        followUpAt: null,
        ...effective,
        priority: priorityOf(effective.impact, effective.urgency),
        proposedImpact: isStaff ? null : (opening.impact ?? null),
        proposedUrgency: isStaff ? null : (opening.urgency ?? null),
        qualifiedAt: isQualified ? now : null,
        requesterId: requester.id,
        openedBy: actor.personId,
        channel: opening.channel ?? 'web',
        openedAt: now,
        resolvedAt: null,
        resolutionCode: null,
        closedAt: null,
        nextActor: 'user_institution',
        nextActorInstitutionId: actor.institution.id,
        nextActorSince: now,
        version: 0,
        updatedAt: now,
      };
      const next = nextActorOf(ticket, []);
      ticket.nextActor = next.kind;
      ticket.nextActorInstitutionId = next.institutionId;
      advance(ticket, [], now);
      await this.tickets.add(tx, ticket);
      const text = [opening.description, filled?.text].filter((part) => part !== undefined && part !== '').join('\n\n');
      const description = descriptionOf(ticket, text, actor, isStaff);
      await this.messages.add(tx, description);
      if (filled) {
        const { id: ticketId, institutionId } = ticket;
        await this.forms.add(tx, { ticketId, institutionId, messageId: description.id, ...filled.form });
      }
      const at = await this.events.append(tx, ticket.id, now, [
        {
          type: 'ticket.opened',
          audience: 'requester',
          side: isStaff ? 'user' : 'requester',
          readers: partiesNow(ticket, []),
          data: {
            state: 'new',
            kind: ticket.kind,
            serviceId: service.id,
            priority: ticket.priority,
            impact: ticket.impact,
            urgency: ticket.urgency,
            channel: ticket.channel,
            live: isStaff && (ticket.channel === 'phone' || ticket.channel === 'counter'),
            qualified: isQualified,
            ...(filled ? { modelId: filled.form.modelId, modelVersion: filled.form.version } : {}),
            ...(filled?.targetMinutes === undefined ? {} : { targetMinutes: filled.targetMinutes }),
          },
        },
      ]);
      await this.settling.settle(tx, ticket, [], at);
      if (filled?.onceOpen) await this.follow(tx, ticket, filled.onceOpen);
      return this.views.of(tx, ticket);
    });
  }

  private async filledIn(tx: Transaction, opening: Opening, serviceId: string, requesterId: string) {
    const { model, fields, version } = opening;
    if (model === undefined) {
      if (fields !== undefined || version !== undefined) throw missing('model');
      if (opening.description === undefined) throw missing('description');
      return undefined;
    }
    if (opening.kind !== 'request') throw invalidOpening('kind', 'not_a_request', 'A request model is for a request.');
    return this.hooks.filled(tx, { model, version, fields: fields ?? {}, serviceId, requesterId });
  }

  /** What a request model has in store: it happens by itself, whoever opened the ticket. */
  private follow(tx: Transaction, ticket: Ticket, then: (file: CaseFile) => Promise<void>): Promise<void> {
    return tx.asOwner(ticket.institutionId, async () => {
      const file = this.filing.open(tx, ticket, [], 'user');
      await then(file);
      if (file.events.length > 0) await this.filing.writeDown(file);
    });
  }
}

function descriptionOf(ticket: Ticket, body: string, actor: Actor, isStaff: boolean): Message {
  return {
    id: newId(ticket.openedAt),
    ticketId: ticket.id,
    escalationN: null,
    kind: 'description',
    audience: 'requester',
    authorId: actor.personId,
    authorInstitutionId: actor.institution.id,
    authorSide: isStaff ? 'user' : 'requester',
    authorName: isStaff ? actor.name : null,
    body,
    readers: partiesNow(ticket, []),
    postedAt: ticket.openedAt,
  };
}

/** Whom a ticket is for: 422 for somebody who is no colleague, and for whoever is not theirs to name. */
export async function requesterOf(
  tx: Transaction,
  actor: Actor,
  asked: string | undefined,
  isStaff: boolean,
): Promise<Colleague> {
  const key = asked ?? actor.personId;
  const byId = isUuid(key) ? await colleague(tx, key) : undefined;
  const found = key.includes('@') ? await colleagueByEmail(tx, key) : byId;
  // a requester learns nothing about who else exists
  if (!found || (!isStaff && found.id !== actor.personId))
    throw unknown('requester', 'No such person in your institution.');
  return found;
}

async function siteOf(tx: Transaction, institutionId: string, asked: string | undefined, usual: string | undefined) {
  const sites = await sitesOf(tx, institutionId);
  const site =
    asked === undefined
      ? (sites.find(({ id }) => id === usual) ?? sites.find(({ isDefault }) => isDefault))
      : sites.find(({ code }) => code === asked);
  if (!site) throw unknown('site', 'No such site in your institution.');
  return site;
}

function missing(field: string): DomainError {
  return invalidOpening(field, 'required', 'is required');
}

function invalidOpening(field: string, code: string, message: string): DomainError {
  return new DomainError({
    kind: 'unprocessable',
    code,
    detail: `${field}: ${message}`,
    errors: [{ pointer: `/${field}`, code, message }],
  });
}

export function unknown(field: 'service' | 'requester' | 'site', message: string): DomainError {
  const code = `unknown_${field}`;
  return new DomainError({
    kind: 'unprocessable',
    code,
    detail: message,
    errors: [{ pointer: `/${field}`, code, message }],
  });
}
