import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Events, type RecordedEvent } from '../../events/index.js';
import { Clock, isUuid, notFound } from '../../kernel/index.js';
import { CommitmentsStore, type HoursVersion, type TermsVersion } from '../catalogue/index.js';
import { requirePermission } from '../identity/index.js';
import { institutionsNamed } from '../institutions/index.js';
import {
  nextOpeningOf,
  Timers,
  TimersStore,
  workingTimeOf,
  type Explanation,
  type StoredTimer,
} from '../timers/index.js';
import { factsOf } from './domain/facts.js';
import { nextCommonOpening, spansOf, until } from './domain/time-held.js';
import type { NextActorKind, Ticket } from './domain/ticket.js';
import { subjectOf } from './settling.js';
import { TicketsStore } from './stores/tickets.store.js';
import type { Named } from './ticket-views.js';

/** A timer that has been decided years ago may have thousands; the answer says when it was cut. */
export const MOST_SEGMENTS = 5000;

export interface ExplainedTimer {
  timer: StoredTimer;
  explanation: Explanation;
  terms: readonly TermsVersion[];
  hours: readonly HoursVersion[];
  /** Events that the reader may see; of the others an explanation tells the cause and the instant only. */
  readable: ReadonlySet<string>;
}

export interface HeldSpan {
  from: number;
  to: number;
  isOpen: boolean;
  nextActor: NextActorKind;
  institution: Named | null;
  /** In the hours of the ticket's site; null where the reader stands on the provider's side. */
  userMs: number | null;
  /** In the hours of the agreement; null without one. */
  providerMs: number | null;
}

export interface TimeHeld {
  spans: HeldSpan[];
  nextCommonOpening: Date | null;
}

/** Why a timer stands where it stands, and who held a ticket for how long. */
@Injectable()
export class ExplainingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly events: Events,
    private readonly timers: Timers,
    private readonly stored: TimersStore,
    private readonly promises: CommitmentsStore,
  ) {}

  /** The whole record is read in the owner's name; the reader sees of it what the timer itself says already. */
  explanation(actor: Actor, reference: string, timerId: string): Promise<ExplainedTimer> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      requirePermission(actor, 'ticket.time', ticket.serviceId);
      const timer = (await this.stored.ofTicket(tx, ticket.id)).find(({ id }) => id === timerId);
      if (!timer) throw notFound();
      const part = await this.tickets.partOf(tx, ticket.id);
      const now = earlier(this.clock.now(), part.until);
      const explained = await tx.asOwner(ticket.institutionId, async () => {
        const events = await this.events.ofStream(tx, ticket.id);
        const sourced = events.flatMap((event) => factsOf([event]).map((fact) => ({ fact, eventId: event.id })));
        return this.timers.explain(tx, subjectOf(ticket), timer, sourced, now, MOST_SEGMENTS + 1);
      });
      if (!explained) throw notFound();
      return { timer, ...explained, readable: await this.readable(tx, ticket, explained.explanation) };
    });
  }

  private async readable(tx: Transaction, ticket: Ticket, { segments, warnings }: Explanation): Promise<Set<string>> {
    const ids = [...segments, ...warnings].flatMap(({ eventId }) => (eventId && isUuid(eventId) ? [eventId] : []));
    return this.events.readable(tx, ticket.id, [...new Set(ids)]);
  }

  /** The split by institution, for both sides; a former holder's ends with its part. */
  timeHeld(actor: Actor, reference: string): Promise<TimeHeld> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      requirePermission(actor, 'ticket.time', ticket.serviceId);
      const part = await this.tickets.partOf(tx, ticket.id);
      const now = earlier(this.clock.now(), part.until);
      const { events, promises } = await tx.asOwner(ticket.institutionId, async () => ({
        events: await this.events.ofStream(tx, ticket.id),
        promises: await this.promises.of(tx, ticket),
      }));
      const isHome = part.side === 'user';
      const user = isHome && promises.siteHours.length > 0 ? workingTimeOf(promises.siteHours) : undefined;
      const provider = promises.provider && workingTimeOf(promises.provider.hours);
      const spans = spansOf(ticket.institutionId, upTo(events, now));
      const names = await institutionsNamed(
        tx,
        spans.flatMap(({ institutionId }) => institutionId ?? []),
      );
      const openEnd = spans.at(-1)?.to === null && part.until === null;
      return {
        spans: until(spans, now.getTime()).map(({ from, to, nextActor, institutionId }, index, all) => ({
          from,
          to,
          isOpen: openEnd && index === all.length - 1,
          nextActor,
          institution: institutionId === null ? null : (names.get(institutionId) ?? null),
          userMs: user ? user.elapsed(from, to, []) : null,
          providerMs: provider ? provider.elapsed(from, to, []) : null,
        })),
        nextCommonOpening: openEnd ? commonOpening([promises.siteHours, promises.provider?.hours ?? []], now) : null,
      };
    });
  }
}

function upTo(events: readonly RecordedEvent[], now: Date): RecordedEvent[] {
  return events.filter(({ occurredAt }) => occurredAt <= now);
}

function earlier(now: Date, end: Date | null): Date {
  return end && end < now ? end : now;
}

/** When both sides are at work; null where one of them has no hours. */
function commonOpening(calendars: readonly (readonly HoursVersion[])[], now: Date): Date | null {
  if (calendars.some((hours) => hours.length === 0)) return null;
  const openings = calendars.map((hours) => (from: number) => nextOpeningOf(hours, new Date(from))?.getTime());
  const instant = nextCommonOpening(openings, now.getTime());
  return instant === undefined ? null : new Date(instant);
}
