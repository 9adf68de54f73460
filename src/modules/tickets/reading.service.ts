import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../database/index.js';
import { Events, type RecordedEvent } from '../../events/index.js';
import { decodeCursor, toPage, type Page } from '../../http/index.js';
import { isUuid } from '../../kernel/index.js';
import { institutionsNamed } from '../institutions/index.js';
import { TimersStore, type StoredTimer } from '../timers/index.js';
import { standingOf } from './desk.js';
import { escalationMovesNow, ticketMovesNow } from './domain/admission.js';
import { AppointmentsStore, type StoredAppointment } from './stores/appointments.store.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { TicketsStore } from './stores/tickets.store.js';
import { TicketHooks } from './ticket-hooks.js';
import { TicketViews, type TicketView } from './ticket-views.js';

/** A move that the actor may make now, on the ticket or on one of its escalations. */
export interface MoveNow {
  move: string;
  on: 'ticket' | 'escalation';
  n: number | null;
}

export type TimelineEntry = RecordedEvent & {
  institutionCode: string;
  institutionName: string;
  actorName: string | null;
};

/** Reading one ticket: as it is, what can be done, what happened, what time says. */
@Injectable()
export class ReadingService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly views: TicketViews,
    private readonly events: Events,
    private readonly timers: TimersStore,
    private readonly appointments: AppointmentsStore,
    private readonly hooks: TicketHooks,
  ) {}

  view(actor: Actor, reference: string): Promise<TicketView> {
    return this.work.run(actor, async (tx) => this.views.of(tx, await this.tickets.byReference(tx, reference)));
  }

  moves(actor: Actor, reference: string): Promise<MoveNow[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const standing = standingOf(actor, ticket);
      const escalations = await this.escalations.ofTicket(tx, ticket.id);
      const free: MoveNow[] = [];
      for (const move of ticketMovesNow(ticket, escalations, standing)) {
        if (!(await this.hooks.obstacle(tx, ticket, move))) free.push({ move, on: 'ticket', n: null });
      }
      return [
        ...free,
        ...escalations.flatMap((escalation) =>
          escalationMovesNow(ticket, escalation, standing).map((move) => ({
            move,
            on: 'escalation' as const,
            n: escalation.n,
          })),
        ),
      ];
    });
  }

  /** The record as the actor may read it, oldest first. The position is an event's id: numbers never leave the server. */
  timeline(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<TimelineEntry>> {
    const after = decodeCursor(cursor, isEventId);
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const position = after ? await this.events.positionOf(tx, ticket.id, after) : 0;
      const events = await this.events.ofStream(tx, ticket.id, position, limit + 1);
      const names = await institutionsNamed(
        tx,
        events.map((event) => event.actorInstitutionId),
      );
      const people = await tx.query<{ id: string; name: string }>(
        'select id, display_name as name from person where id = any ($1::uuid[])',
        [[...new Set(events.flatMap(({ actorId, data }) => [actorId, ...authorIn(data)]))]],
      );
      const entries = events.map((event) => {
        const institution = names.get(event.actorInstitutionId);
        return {
          ...event,
          // whose draft it was, by name
          data: { ...event.data, ...named(authorIn(event.data), people) },
          institutionCode: institution?.code ?? '',
          institutionName: institution?.name ?? '',
          actorName: people.find(({ id }) => id === event.actorId)?.name ?? null,
        };
      });
      return toPage(
        entries,
        limit,
        ({ id }) => id,
        (entry) => entry,
      );
    });
  }

  timersOf(actor: Actor, reference: string): Promise<StoredTimer[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      return this.timers.ofTicket(tx, ticket.id);
    });
  }

  appointmentsOf(actor: Actor, reference: string): Promise<StoredAppointment[]> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      return this.appointments.ofTicket(tx, ticket.id);
    });
  }
}

function authorIn({ authorId }: Readonly<Record<string, unknown>>): string[] {
  return typeof authorId === 'string' ? [authorId] : [];
}

function named([authorId]: readonly string[], people: readonly { id: string; name: string }[]): { author?: string } {
  const author = people.find(({ id }) => id === authorId)?.name;
  return author === undefined ? {} : { author };
}

function isEventId(key: unknown): key is string {
  return typeof key === 'string' && isUuid(key);
}
