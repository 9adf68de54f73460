import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock, DomainError } from '../../../kernel/index.js';
import { can, colleague, rolesOf, sidesOf } from '../../identity/index.js';
import type { Occurrence } from '../../service-hours/index.js';
import { Assigning } from '../assigning.js';
import { Filing } from '../filing.js';
import { OpeningService } from '../opening.service.js';
import { SiteCalendar } from './calendar.js';
import { aheadOf, dueFrom } from './planning.js';
import { recurringEvent } from './recurring.service.js';
import { dueRecurring, RecurringStore, type Pause, type Recurring } from './recurring.store.js';

/**
 * Opens recurring tickets when they are due. What is due is found by ids alone; each is opened in a transaction of its own,
 * in the name of whoever made it and with the rights that they have at this instant. Ticket, what became of the date, and
 * the next date are one commit, and a date is decided on once (a key of its table): two workers, a kill or a clock that
 * goes back open nothing twice. After an outage only the last date that was missed is opened; the others are noted.
 *
 * Whoever made it has left, or may not open it any more, or it is refused: it is paused, and the SPOCs are told.
 */
@Injectable()
export class RecurringRounds implements OnModuleInit {
  private readonly log = new Logger('recurring tickets');

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly store: RecurringStore,
    private readonly calendar: SiteCalendar,
    private readonly opening: OpeningService,
    private readonly assigning: Assigning,
    private readonly filing: Filing,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.jobs.register('open-recurring', async () => {
      await this.run();
    });
  }

  /** Everything that is due now; one that fails, or is in other hands, waits for the next round. Returns how many opened. */
  async run(): Promise<number> {
    const left: string[] = [];
    let opened = 0;
    for (;;) {
      const due = await dueRecurring(this.work, this.clock.now(), left);
      if (due.length === 0) return opened;
      for (const { id, institutionId } of due) {
        left.push(id);
        try {
          opened += await this.one(id, institutionId);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          this.log.error(`the recurring ticket ${id} was not opened: ${reason}`);
        }
      }
    }
  }

  private async one(id: string, institutionId: string): Promise<number> {
    const maker = await this.work.run(systemActor(institutionId), async (tx) => {
      const one = await this.store.byId(tx, id);
      return one && (await makerOf(tx, one));
    });
    if (maker === undefined) return 0;
    if (typeof maker === 'string') return this.pause(id, institutionId, maker);
    try {
      return await this.work.run(maker, (tx) => this.open(tx, id));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.pause(id, institutionId, 'refused', error.refusal.code);
    }
  }

  private async open(tx: Transaction, id: string): Promise<number> {
    const one = await this.store.lock(tx, id, true);
    const now = this.clock.now();
    if (one?.state !== 'running' || one.nextOn === null || one.nextAt === null || one.nextAt > now) return 0;
    const isOpen = (await this.calendar.of(tx, siteOf(tx, one), one.timeZone)) ?? (() => true);
    const { due, next } = dueFrom(one, one.nextOn, now.getTime(), isOpen);
    // what was planned ahead of a change of the calendar counts as it was planned
    const last: Occurrence = due.at(-1) ?? { date: one.nextOn, at: one.nextAt.getTime() };
    const missed = due.slice(0, -1);
    for (const { date } of missed) await this.leaveOut(tx, one, date, now);
    const isOpened = await this.openOn(tx, one, last.date, now);
    const lastOn = last.date;
    const ahead = next ?? aheadOf(one, lastOn, now.getTime(), isOpen);
    await this.store.move(
      tx,
      ahead
        ? { ...one, lastOn, nextOn: ahead.date, nextAt: new Date(ahead.at) }
        : { ...one, lastOn, state: 'ended', nextOn: null, nextAt: null },
      now,
    );
    return isOpened ? 1 : 0;
  }

  /** False where the date was left out by somebody, or opened before. */
  private async openOn(tx: Transaction, one: Recurring, date: string, now: Date): Promise<boolean> {
    if ((await this.store.doneOn(tx, one.id, [date])).has(date)) return false;
    const { ticket } = await this.opening.openIn(tx, {
      kind: one.kind,
      service: one.serviceCode,
      site: one.siteCode,
      title: one.title,
      description: one.description,
      requester: one.requesterId ?? undefined,
      impact: one.impact ?? undefined,
      urgency: one.urgency ?? undefined,
      model: one.modelId ?? undefined,
      ...(one.modelId === null ? {} : { fields: one.fields ?? {} }),
    });
    const assignee = one.assigneeId === null ? undefined : (await colleague(tx, one.assigneeId))?.id;
    if (assignee !== undefined || one.teamId !== null) {
      const file = this.filing.open(tx, ticket, [], 'user');
      await this.assigning.give(file, 'user', { assignee, team: one.teamId ?? undefined });
      await this.filing.writeDown(file);
    }
    const { id: ticketId, reference } = ticket;
    const isFirst = await this.store.note(tx, one.id, {
      onDate: date,
      outcome: 'opened',
      reason: null,
      ticketId,
      reference,
      decidedAt: now,
    });
    if (!isFirst) throw new Error('a date was opened twice');
    await this.record(tx, 'recurring.opened', one, now, { date, ticketId });
    return true;
  }

  private async leaveOut(tx: Transaction, one: Recurring, date: string, now: Date): Promise<void> {
    const missed = { outcome: 'skipped' as const, reason: 'missed', ticketId: null, reference: null };
    const isNew = await this.store.note(tx, one.id, { onDate: date, ...missed, decidedAt: now });
    if (isNew) await this.record(tx, 'recurring.skipped', one, now, { date, why: 'missed' });
  }

  private pause(id: string, institutionId: string, reason: Pause, code?: string): Promise<number> {
    return this.work.run(systemActor(institutionId), async (tx) => {
      const one = await this.store.lock(tx, id, true);
      const now = this.clock.now();
      if (one?.state !== 'running' || one.nextAt === null || one.nextAt > now) return 0;
      const paused = { state: 'paused' as const, pausedReason: reason, nextOn: null, nextAt: null };
      await this.store.move(tx, { ...one, ...paused }, now);
      await this.record(tx, 'recurring.paused', one, now, { why: reason, date: one.nextOn, ...(code ? { code } : {}) });
      return 0;
    });
  }

  private async record(tx: Transaction, type: string, one: Recurring, at: Date, more: object): Promise<void> {
    const { id: institutionId } = tx.actor.institution;
    const data = { recurringId: one.id, serviceId: one.serviceId, ...more };
    await this.events.appendTo(tx, 'institution', institutionId, at, [recurringEvent(institutionId, type, data)]);
  }
}

const siteOf = (tx: Transaction, { siteId }: Recurring) => ({ institutionId: tx.actor.institution.id, siteId });

/** Whoever made it, with the rights that they have now; or why they cannot open it. */
async function makerOf(tx: Transaction, { makerId, serviceId }: Recurring): Promise<Actor | Pause> {
  const person = await colleague(tx, makerId);
  if (!person) return 'maker_left';
  const roles = await rolesOf(tx, makerId);
  if (!can({ roles }, 'recurring.keep', serviceId)) return 'rights_lost';
  const [institution] = await tx.query<Actor['institution']>(
    'select id, code, name from institution where id = app_institution()',
  );
  if (!institution) throw new Error('an institution that acts is gone');
  return {
    personId: person.id,
    name: person.name,
    institution,
    roles,
    ...sidesOf(roles),
  };
}
