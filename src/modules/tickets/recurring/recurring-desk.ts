import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion } from '../../../http/index.js';
import { Clock, invalid, notFound } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import { aheadOf, type IsOpen } from '../../service-hours/index.js';
import { SiteCalendar } from './calendar.js';
import { RecurringRecord, type RecurringEventType } from './recurring-record.js';
import { RecurringStore, type Recurring } from './recurring.store.js';

const always: IsOpen = () => true;

/** One recurring ticket, found under the wall and held while something is done with it; and its next date. */
@Injectable()
export class RecurringDesk {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly store: RecurringStore,
    private readonly calendar: SiteCalendar,
    private readonly record: RecurringRecord,
  ) {}

  async found(tx: Transaction, id: string): Promise<Recurring> {
    const one = await this.store.byId(tx, id);
    if (!one) throw notFound();
    requirePermission(tx.actor, 'recurring.read', one.serviceId);
    return one;
  }

  async locked(tx: Transaction, id: string, ifMatch: number | undefined): Promise<Recurring> {
    const seen = await this.found(tx, id);
    requirePermission(tx.actor, 'recurring.keep', seen.serviceId);
    const one = await this.store.lock(tx, id);
    if (!one) throw notFound();
    assertVersion(ifMatch, one.version);
    return one;
  }

  move(
    actor: Actor,
    id: string,
    ifMatch: number | undefined,
    type: RecurringEventType,
    make: (tx: Transaction, was: Recurring, now: Date) => Promise<Recurring>,
  ): Promise<Recurring> {
    return this.work.run(actor, async (tx) => {
      const was = await this.locked(tx, id, ifMatch);
      const now = this.clock.now();
      const after = await make(tx, was, now);
      await this.store.save(tx, after, now);
      await this.record.say(tx, type, after, now);
      return { ...after, version: after.version + 1 };
    });
  }

  /** The first date ahead. A plan of which nothing lies ahead any more is refused. */
  async ahead(tx: Transaction, one: Recurring, now: Date): Promise<Pick<Recurring, 'nextOn' | 'nextAt'>> {
    const isOpen = await this.openDays(tx, one);
    if (!isOpen && one.moveToWorkingDay !== 'none')
      throw invalid('moveToWorkingDay', 'no_service_hours', 'Nobody has said when this site works.');
    const next = aheadOf(one, one.lastOn, now.getTime(), isOpen ?? always);
    if (!next) throw invalid('recurrence', 'recurrence_over', 'No date of this rule lies ahead.');
    return { nextOn: next.date, nextAt: new Date(next.at) };
  }

  /** On which dates its site works; every one where nobody has said. */
  async isOpenOn(tx: Transaction, one: Recurring): Promise<IsOpen> {
    return (await this.openDays(tx, one)) ?? always;
  }

  private openDays(tx: Transaction, { siteId, timeZone }: Recurring): Promise<IsOpen | undefined> {
    return this.calendar.of(tx, { institutionId: tx.actor.institution.id, siteId }, timeZone);
  }
}
