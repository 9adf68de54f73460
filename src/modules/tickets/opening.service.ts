import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { DomainError, isUuid } from '../../kernel/index.js';
import { serviceByCode } from '../catalogue/index.js';
import { colleague, colleagueByEmail, requirePermission, type Colleague } from '../identity/index.js';
import { sitesOf } from '../institutions/index.js';
import type { CaseFile } from './case-file.js';
import { standingOf } from './desk.js';
import { UNQUALIFIED, type Level } from './domain/priority.js';
import type { Channel, Kind, Ticket } from './domain/ticket.js';
import { Filing } from './filing.js';
import { Placing } from './placing.js';
import { FormsStore } from './stores/forms.store.js';
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
  /** What is known already, and this is a case of. */
  majorIncident?: string | undefined;
  problem?: string | undefined;
}

/** Opening a ticket: for oneself, or by level 1 for somebody of the own institution. */
@Injectable()
export class OpeningService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly placing: Placing,
    private readonly views: TicketViews,
    private readonly forms: FormsStore,
    private readonly filing: Filing,
    private readonly hooks: TicketHooks,
  ) {}

  /** `also`: done on the new ticket in the same transaction. */
  open(
    actor: Actor,
    opening: Opening,
    also?: (tx: Transaction, ticket: Ticket, descriptionId: string) => Promise<void>,
  ): Promise<TicketView> {
    return this.work.run(actor, async (tx) => {
      const { ticket, descriptionId } = await this.openIn(tx, opening);
      await also?.(tx, ticket, descriptionId);
      return this.views.of(tx, ticket);
    });
  }

  /** The same in a transaction that is open, for whoever it acts for. */
  async openIn(tx: Transaction, opening: Opening): Promise<{ ticket: Ticket; descriptionId: string }> {
    const { actor } = tx;
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
    const text = [opening.description, filled?.text].filter((part) => part !== undefined && part !== '').join('\n\n');
    const levels = { impact: opening.impact ?? UNQUALIFIED.impact, urgency: opening.urgency ?? UNQUALIFIED.urgency };
    const channel = opening.channel ?? 'web';
    const { ticket, descriptionId } = await this.placing.place(tx, {
      kind: opening.kind,
      serviceId: service.id,
      title,
      description: text,
      requesterId: requester.id,
      site,
      channel,
      // given by a requester it is a proposal, until level 1 has qualified
      levels: isStaff ? levels : UNQUALIFIED,
      ...(isStaff ? {} : { proposed: { impact: opening.impact ?? null, urgency: opening.urgency ?? null } }),
      isQualified: isStaff && (opening.impact !== undefined || opening.urgency !== undefined),
      side: isStaff ? 'user' : 'requester',
      live: isStaff && (channel === 'phone' || channel === 'counter'),
      ...(filled ? { model: { ...filled.form, targetMinutes: filled.targetMinutes } } : {}),
    });
    if (filled) {
      const { id: ticketId, institutionId } = ticket;
      await this.forms.add(tx, { ticketId, institutionId, messageId: descriptionId, ...filled.form });
      if (filled.onceOpen) await this.follow(tx, ticket, filled.onceOpen);
    }
    const { majorIncident, problem } = opening;
    if (majorIncident !== undefined || problem !== undefined)
      // whoever may open it may say what it is a case of; of that a requester sees the public text alone
      await this.follow(tx, ticket, (file) => this.hooks.bind(file, { majorIncident, problem }), 'oneself');
    return { ticket, descriptionId };
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

  /** What happens in the owner's name, whoever opened the ticket: what a request model has in store by itself. */
  private follow(
    tx: Transaction,
    ticket: Ticket,
    then: (file: CaseFile) => Promise<void>,
    as: 'system' | 'oneself' = 'system',
  ): Promise<void> {
    const work = async () => {
      const file = this.filing.open(tx, ticket, [], 'user');
      await then(file);
      if (file.events.length > 0) await this.filing.writeDown(file);
    };
    return tx.asOwner(ticket.institutionId, work, as);
  }
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
