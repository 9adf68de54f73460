import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, DomainError, forbidden, newId, notFound, orThrow } from '../../../kernel/index.js';
import { institutionById } from '../../institutions/index.js';
import { standingOf, type Asked } from '../desk.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { mayTakeBack, spentOn } from './domain/spent.js';
import { TimeSpentStore, type TimeSpent } from './time-spent.store.js';

/** Time spent, entered by whoever spent it, on the side on which they work. The other side never learns of it. */
@Injectable()
export class TimeSpentService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly store: TimeSpentStore,
  ) {}

  list(
    actor: Actor,
    reference: string,
    limit: number,
    cursor?: string,
  ): Promise<Page<TimeSpent> & { totalMinutes: number }> {
    const after = decodeCursor(cursor, placeInTime('enteredAt'));
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const { roles } = standingOf(actor, ticket);
      const isStaff = ['agent', 'spoc', 'engineer', 'change_manager', 'manager', 'auditor'].some((role) =>
        roles.has(role),
      );
      if (!isStaff) throw forbidden('Time spent is for staff.');
      const rows = await this.store.ofTicket(tx, ticket.id, limit + 1, after);
      const page = toPage(
        rows,
        limit,
        ({ enteredAt, id }) => ({ enteredAt: enteredAt.toISOString(), id }),
        (row) => row,
      );
      return { ...page, totalMinutes: await this.store.total(tx, ticket.id) };
    });
  }

  enter(
    { actor, reference }: Asked,
    { minutes, on, note }: { minutes: number; on?: string | undefined; note?: string | undefined },
  ): Promise<TimeSpent> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const { roles } = standingOf(actor, ticket);
      const isHome = actor.institution.id === ticket.institutionId && (roles.has('agent') || roles.has('spoc'));
      const { side } = await this.tickets.partOf(tx, ticket.id);
      if (!isHome && !(roles.has('engineer') && (side === 'provider' || actor.institution.id !== ticket.institutionId)))
        throw forbidden('Your roles do not include working on this ticket.');
      const now = this.clock.now();
      const zone = (await institutionById(tx, actor.institution.id))?.timeZone ?? 'UTC';
      const id = newId(now);
      await this.store.add(tx, ticket.id, {
        id,
        side: isHome ? 'user' : 'provider',
        minutes,
        spentOn: orThrow(spentOn(on, ticket.openedAt, now, zone)),
        note: note ?? null,
        enteredAt: now,
      });
      const entry = await this.store.one(tx, ticket.id, id);
      if (!entry) throw new Error('time that was just entered is gone');
      return entry;
    });
  }

  /** One's own entry, within a day. It stays to be seen and counts no more. */
  withdraw({ actor, reference }: Asked, id: string): Promise<void> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const entry = await this.store.one(tx, ticket.id, id);
      if (!entry) throw notFound();
      if (entry.personId !== actor.personId) throw forbidden('Time is taken back by whoever entered it.');
      const now = this.clock.now();
      if (mayTakeBack(entry.enteredAt, now) && (await this.store.withdraw(tx, id, now))) return;
      const detail = 'What was entered is taken back within a day, and once.';
      throw new DomainError({ kind: 'conflict', code: 'time_kept', detail });
    });
  }
}
