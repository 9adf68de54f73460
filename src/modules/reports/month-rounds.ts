import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { JobHandlers } from '../../jobs/index.js';
import { Clock, DAY_MS } from '../../kernel/index.js';
import { holdTermsAlone } from '../service-hours/index.js';
import { localMonth } from '../timers/index.js';
import { budgetOf } from './domain/budget.js';
import { beginningOf } from './domain/local-months.js';
import { addMonths, quarterRange } from './domain/months.js';
import { PublishingService } from './publishing.service.js';
import { MonthsStore } from './stores/months.store.js';

/** Fewer verdicts than these are no pace. */
const WARNED_FROM = 20;
/** The window that is looked at for a warning. */
const PACE_DAYS = 30;

/**
 * What becomes due by itself for figures: months that nobody published in time, and budgets that run out. Found across
 * tenants by ids alone; each is then done in a transaction of its own, in the name of the lead provider, alone with the
 * agreement. Whether it was done already is read from rows and the record, so that doing it twice, or dying half-way,
 * changes nothing.
 */
@Injectable()
export class MonthRounds implements OnModuleInit {
  private readonly log = new Logger(MonthRounds.name);

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly months: MonthsStore,
    private readonly publishing: PublishingService,
    private readonly events: Events,
  ) {}

  onModuleInit(): void {
    this.jobs.register('publish-months', async () => {
      await this.run();
    });
  }

  /** Returns how many months were published and how many warnings were given. */
  async run(): Promise<{ published: number; warned: number }> {
    return { published: await this.publishAll(), warned: await this.warnAll() };
  }

  private async publishAll(): Promise<number> {
    // wherever the agreement is: no month that has not begun in UTC can be over
    const until = localMonth(this.clock.now().getTime(), 'UTC');
    const found = await this.work.cross((tx) => this.months.unpublished(tx, until));
    let done = 0;
    for (const { agreementId, leadProviderId, month } of found) {
      done += await this.inTheNameOf(leadProviderId, agreementId, (tx) =>
        this.publishing.publishIfDue(tx, agreementId, month),
      );
    }
    return done;
  }

  private async warnAll(): Promise<number> {
    const now = this.clock.now().getTime();
    // the earliest quarter that runs anywhere, and from a day before it began by UTC
    const { from } = quarterRange(localMonth(now - DAY_MS, 'UTC'));
    const since = new Date(beginningOf(from, 'UTC') - DAY_MS);
    const found = await this.work.cross((tx) => this.months.watched(tx, since));
    let done = 0;
    for (const { agreementId, leadProviderId } of found) {
      done += await this.inTheNameOf(leadProviderId, agreementId, (tx) => this.warn(tx, agreementId));
    }
    return done;
  }

  /** Tells both sides, once in a quarter, that at the pace of the last thirty days its budget runs out before its end. */
  private async warn(tx: Transaction, agreementId: string): Promise<boolean> {
    const agreement = await this.months.agreement(tx, agreementId);
    if (!agreement) return false;
    await holdTermsAlone(tx, agreementId);
    const now = this.clock.now();
    const zone = agreement.homeZone;
    const { from, to } = quarterRange(localMonth(now.getTime(), zone));
    const endsAt = beginningOf(addMonths(to, 1), zone);
    const { total, missed, recent, recentMissed } = await this.months.spent(
      tx,
      agreementId,
      new Date(beginningOf(from, zone)),
      now,
    );
    const windows = [{ days: PACE_DAYS, total: recent, missed: recentMissed }];
    const { quarter, allowed, pace } = budgetOf(
      { total, missed, windows },
      { month: from, endsAt, zone },
      now.getTime(),
    );
    const runsOutOn = pace[0]?.runsOutOn ?? null;
    if (total < WARNED_FROM || runsOutOn === null || (await this.months.wasWarned(tx, agreementId, quarter)))
      return false;
    const data = { quarter, total, missed, allowed, days: PACE_DAYS, runsOutOn };
    await this.events.appendTo(tx, 'agreement', agreementId, now, [
      { type: 'budget.warned', audience: 'shared', side: 'provider', readers: [], data },
    ]);
    return true;
  }

  /** One agreement that fails does not keep the others waiting. */
  private async inTheNameOf(
    leadProviderId: string,
    agreementId: string,
    act: (tx: Transaction) => Promise<boolean>,
  ): Promise<number> {
    try {
      return (await this.work.run(systemActor(leadProviderId), act)) ? 1 : 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.error(`agreement ${agreementId} was left for the next round: ${reason}`);
      return 0;
    }
  }
}
