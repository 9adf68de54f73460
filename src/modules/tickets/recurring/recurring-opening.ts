import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { colleague } from '../../identity/index.js';
import { aheadOf, dueFrom, type Occurrence } from '../../service-hours/index.js';
import { Assigning } from '../assigning.js';
import { Filing } from '../filing.js';
import { OpeningService } from '../opening.service.js';
import { SiteCalendar } from './calendar.js';
import { RecurringRecord } from './recurring-record.js';
import { RecurringStore, type Recurring } from './recurring.store.js';

/** Opens one recurring ticket that is due, as whoever made it, and says when it is due next: all in one transaction. */
@Injectable()
export class RecurringOpening {
  constructor(
    private readonly store: RecurringStore,
    private readonly calendar: SiteCalendar,
    private readonly opening: OpeningService,
    private readonly assigning: Assigning,
    private readonly filing: Filing,
    private readonly record: RecurringRecord,
  ) {}

  /** How many tickets it opened: none where somebody else has it, or nothing is due any more. */
  async open(tx: Transaction, id: string, now: Date): Promise<number> {
    const one = await this.store.lockIfFree(tx, id);
    if (one?.state !== 'running' || one.nextOn === null || one.nextAt === null || one.nextAt > now) return 0;
    // changed or resumed by somebody else since the maker was read: in their name, the next time
    if (one.makerId !== tx.actor.personId) return 0;
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
    await this.record.say(tx, 'recurring.opened', one, now, { date, ticketId });
    return true;
  }

  private async leaveOut(tx: Transaction, one: Recurring, date: string, now: Date): Promise<void> {
    const missed = { outcome: 'skipped' as const, reason: 'missed', ticketId: null, reference: null };
    const isNew = await this.store.note(tx, one.id, { onDate: date, ...missed, decidedAt: now });
    if (isNew) await this.record.say(tx, 'recurring.skipped', one, now, { date, why: 'missed' });
  }
}

const siteOf = (tx: Transaction, { siteId }: Recurring) => ({ institutionId: tx.actor.institution.id, siteId });
