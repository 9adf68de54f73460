import { Injectable } from '@nestjs/common';
import { nextReference, type Transaction } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { Clock, newId } from '../../kernel/index.js';
import { runningAgreement } from '../catalogue/index.js';
import { holdTerms } from '../service-hours/index.js';
import type { AuthorSide, Message } from './domain/message.js';
import { nextActorOf } from './domain/next-actor.js';
import { priorityOf, type Level } from './domain/priority.js';
import { partiesNow } from './domain/readers.js';
import type { Channel, Kind, Ticket } from './domain/ticket.js';
import { advance } from './filing.js';
import { Settling } from './settling.js';
import { MessagesStore } from './stores/messages.store.js';
import { termsOf, TicketsStore } from './stores/tickets.store.js';

/** A ticket that is to be: everything was looked up and allowed. */
export interface Place {
  kind: Kind;
  serviceId: string;
  title: string;
  description: string;
  requesterId: string;
  site: { id: string; timeZone: string };
  channel: Channel;
  /** Those that count. */
  levels: { impact: Level; urgency: Level };
  proposed?: { impact: Level | null; urgency: Level | null };
  isQualified: boolean;
  /** Who speaks: level 1, or the person who asks. */
  side: Exclude<AuthorSide, 'provider'>;
  /** Answered at once, at the phone or the counter. */
  live: boolean;
  /** Since when the requester has been waiting on the ticket that this is split from. */
  since?: Date;
  /** The request model that it was opened by, with its own target for the resolution, in working minutes. */
  model?: { modelId: string; version: number; targetMinutes: number | undefined };
  /** Written on it besides, in this order. */
  texts?: readonly Pick<Message, 'kind' | 'audience' | 'body'>[];
}

/** Puts a new ticket of the acting institution in its place: its row, number and texts, its record and timers. */
@Injectable()
export class Placing {
  constructor(
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly messages: MessagesStore,
    private readonly events: Events,
    private readonly settling: Settling,
  ) {}

  async place(tx: Transaction, place: Place): Promise<{ ticket: Ticket; descriptionId: string }> {
    const { institution, personId, name } = tx.actor;
    // what was agreed is for staff to know; the ticket is measured by it whoever opens it
    const agreement = await tx.asOwner(institution.id, () =>
      runningAgreement(tx, institution.id, place.serviceId, this.clock.now()),
    );
    // first nothing more is recorded that it will be measured by, then the clock is read
    await holdTerms(tx, termsOf({ institutionId: institution.id, agreementId: agreement?.id ?? null }));
    const now = this.clock.now();
    const ticket: Ticket = {
      id: newId(now),
      institutionId: institution.id,
      reference: await nextReference(tx, 'ticket', institution, place.site.timeZone, now),
      siteId: place.site.id,
      serviceId: place.serviceId,
      agreementId: agreement?.id ?? null,
      kind: place.kind,
      title: place.title,
      state: 'new',
      waitingCause: null,
      followUpAt: null,
      ...place.levels,
      priority: priorityOf(place.levels.impact, place.levels.urgency),
      proposedImpact: place.proposed?.impact ?? null,
      proposedUrgency: place.proposed?.urgency ?? null,
      qualifiedAt: place.isQualified ? now : null,
      requesterId: place.requesterId,
      openedBy: personId,
      channel: place.channel,
      openedAt: now,
      resolvedAt: null,
      resolutionCode: null,
      closedAt: null,
      nextActor: 'user_institution',
      nextActorInstitutionId: institution.id,
      nextActorSince: now,
      version: 0,
      updatedAt: now,
    };
    const next = nextActorOf(ticket, []);
    ticket.nextActor = next.kind;
    ticket.nextActorInstitutionId = next.institutionId;
    advance(ticket, [], now);
    await this.tickets.add(tx, ticket);
    const written = (text: Pick<Message, 'kind' | 'audience' | 'body'>): Message => ({
      ...text,
      id: newId(now),
      ticketId: ticket.id,
      escalationN: null,
      authorId: personId,
      authorInstitutionId: institution.id,
      authorSide: place.side,
      authorName: place.side === 'user' ? name : null,
      readers: partiesNow(ticket, []),
      postedAt: now,
    });
    const description = written({ kind: 'description', audience: 'requester', body: place.description });
    for (const text of [description, ...(place.texts ?? []).map(written)]) await this.messages.add(tx, text);
    const at = await this.events.append(tx, ticket.id, now, [
      {
        type: 'ticket.opened',
        audience: 'requester',
        side: place.side,
        readers: partiesNow(ticket, []),
        data: {
          state: 'new',
          kind: ticket.kind,
          serviceId: place.serviceId,
          priority: ticket.priority,
          impact: ticket.impact,
          urgency: ticket.urgency,
          channel: ticket.channel,
          live: place.live,
          qualified: place.isQualified,
          ...(place.since ? { since: place.since.toISOString() } : {}),
          ...(place.model ? { modelId: place.model.modelId, modelVersion: place.model.version } : {}),
          ...(place.model?.targetMinutes === undefined ? {} : { targetMinutes: place.model.targetMinutes }),
        },
      },
    ]);
    await this.settling.settle(tx, ticket, [], at);
    return { ticket, descriptionId: description.id };
  }
}
