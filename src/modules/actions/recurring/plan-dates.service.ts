import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, notFound } from '../../../kernel/index.js';
import { aheadOf, dayBefore, occurrencesOf, parseLocalDate, type Occurrence } from '../../service-hours/index.js';
import { OwnOpening } from '../../tickets/index.js';
import { movesOf, type ActionPlan, type PlanDate } from './domain/plan.js';
import { PlanDesk } from './plan-desk.js';
import { untouched } from './plan-opening.js';
import { PlanRecord } from './plan-record.js';
import { PlanDatesStore } from './stores/plan-dates.store.js';
import { PlanDueStore } from './stores/plan-due.store.js';

export interface PlannedDate extends Occurrence {
  done: PlanDate | undefined;
}

/** Beyond, no offsets are known; a rule that never ends is listed until then. */
const END = '2200-01-01';
export const isDate = (key: unknown): key is string =>
  typeof key === 'string' && key < END && parseLocalDate(key) !== undefined;

/** The dates of plans: those that lie ahead, and what became of the others. */
@Injectable()
export class PlanDatesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly dates: PlanDatesStore,
    private readonly due: PlanDueStore,
    private readonly desk: PlanDesk,
    private readonly opening: OwnOpening,
    private readonly record: PlanRecord,
  ) {}

  /** What lies ahead, with what was decided on it already. */
  occurrences(actor: Actor, id: string, limit: number, cursor?: string): Promise<Page<PlannedDate>> {
    const after = decodeCursor(cursor, isDate);
    return this.work.run(actor, async (tx) => {
      const plan = await this.desk.found(tx, id);
      const isOpen = await this.desk.isOpenOn(tx, plan);
      const next = aheadOf(plan, plan.lastOn, this.clock.now().getTime(), isOpen);
      const first = next && dayBefore(next.date);
      const found =
        first === undefined
          ? []
          : occurrencesOf(plan, after !== undefined && after > first ? after : first, limit + 1, isOpen);
      const done = await this.dates.on(
        tx,
        id,
        found.map(({ date }) => date),
      );
      return toPage(
        found.filter(({ date }) => date < END),
        limit,
        ({ date }) => date,
        (occurrence) => ({ ...occurrence, done: done.get(occurrence.date) }),
      );
    });
  }

  history(actor: Actor, id: string, limit: number, cursor?: string): Promise<Page<PlanDate>> {
    const before = decodeCursor(cursor, isDate);
    return this.work.run(actor, async (tx) => {
      await this.desk.found(tx, id);
      return toPage(
        await this.dates.history(tx, id, limit + 1, before),
        limit,
        ({ onDate }) => onDate,
        (row) => row,
      );
    });
  }

  /** Leaves out a date that lies ahead, or one that is due and not done: then its ticket is cancelled with it. */
  skip(actor: Actor, id: string, date: string, reason: string): Promise<PlanDate> {
    return this.work.run(actor, async (tx) => {
      const plan = await this.desk.locked(tx, id, undefined);
      const now = this.clock.now();
      const was = isDate(date) ? (await this.dates.on(tx, id, [date])).get(date) : undefined;
      if (!was) return this.leaveOut(tx, plan, date, reason, now);
      if (was.outcome === 'skipped') throw conflict('already_decided', 'This date is left out already.', movesOf(plan));
      if (was.doneAt) throw conflict('already_done', 'What was due on this date is done.', movesOf(plan));
      const after: PlanDate = { ...was, outcome: 'skipped', reason, decidedAt: now };
      await this.dates.skip(tx, id, after);
      await this.due.settled(tx, id, date);
      const cancelled = was.ticketId !== null && (await this.opening.cancelIn(tx, was.ticketId, reason));
      await this.record.say(tx, 'plan.skipped', plan, now, { date, why: 'asked', ticketId: was.ticketId, cancelled });
      return after;
    });
  }

  private async leaveOut(
    tx: Transaction,
    plan: ActionPlan,
    date: string,
    reason: string,
    now: Date,
  ): Promise<PlanDate> {
    const isOpen = await this.desk.isOpenOn(tx, plan);
    const found = isDate(date) ? occurrencesOf(plan, dayBefore(date), 1, isOpen)[0] : undefined;
    if (found?.date !== date) throw notFound();
    if (found.at <= now.getTime()) throw conflict('date_passed', 'This date lies in the past.', movesOf(plan));
    const left: PlanDate = { ...untouched, onDate: date, outcome: 'skipped', reason, decidedAt: now };
    if (!(await this.dates.note(tx, plan.id, left)))
      throw conflict('already_decided', 'This date is decided on already.', movesOf(plan));
    await this.record.say(tx, 'plan.skipped', plan, now, { date, why: 'asked' });
    return left;
  }
}
