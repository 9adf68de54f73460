import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { decodeCursor, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, notFound } from '../../../kernel/index.js';
import { aheadOf, dayBefore, occurrencesOf, parseLocalDate, type Occurrence } from '../../service-hours/index.js';
import { RecurringDesk } from './recurring-desk.js';
import { RecurringRecord } from './recurring-record.js';
import { movesOf, RecurringStore, type Done } from './recurring.store.js';

export interface Planned extends Occurrence {
  done: Done | undefined;
}

/** Beyond, no offsets are known; a rule that never ends is listed until then. */
const END = '2200-01-01';
const isDate = (key: unknown): key is string =>
  typeof key === 'string' && key < END && parseLocalDate(key) !== undefined;

/** The dates of recurring tickets: those that lie ahead, and what became of the others. */
@Injectable()
export class RecurringDatesService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: RecurringStore,
    private readonly desk: RecurringDesk,
    private readonly record: RecurringRecord,
  ) {}

  /** What lies ahead, with what was decided on it already. */
  occurrences(actor: Actor, id: string, limit: number, cursor?: string): Promise<Page<Planned>> {
    const after = decodeCursor(cursor, isDate);
    return this.work.run(actor, async (tx) => {
      const one = await this.desk.found(tx, id);
      const isOpen = await this.desk.isOpenOn(tx, one);
      const next = aheadOf(one, one.lastOn, this.clock.now().getTime(), isOpen);
      const first = next && dayBefore(next.date);
      const found =
        first === undefined
          ? []
          : occurrencesOf(one, after !== undefined && after > first ? after : first, limit + 1, isOpen);
      const done = await this.store.doneOn(
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

  /** Leaves out one date that lies ahead. */
  skip(actor: Actor, id: string, date: string, reason: string): Promise<Planned> {
    return this.work.run(actor, async (tx) => {
      const one = await this.desk.locked(tx, id, undefined);
      const now = this.clock.now();
      const isOpen = await this.desk.isOpenOn(tx, one);
      const found = isDate(date) ? occurrencesOf(one, dayBefore(date), 1, isOpen)[0] : undefined;
      if (found?.date !== date) throw notFound();
      if (found.at <= now.getTime()) throw conflict('date_passed', 'This date lies in the past.', movesOf(one));
      const done: Done = { onDate: date, outcome: 'skipped', reason, ticketId: null, reference: null, decidedAt: now };
      if (!(await this.store.note(tx, id, done)))
        throw conflict('already_decided', 'This date is left out already.', movesOf(one));
      await this.record.say(tx, 'recurring.skipped', one, now, { date, why: 'asked' });
      return { ...found, done };
    });
  }

  history(actor: Actor, id: string, limit: number, cursor?: string): Promise<Page<Done>> {
    const before = decodeCursor(cursor, isDate);
    return this.work.run(actor, async (tx) => {
      await this.desk.found(tx, id);
      return toPage(
        await this.store.history(tx, id, limit + 1, before),
        limit,
        ({ onDate }) => onDate,
        (row) => row,
      );
    });
  }
}
