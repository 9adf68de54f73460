import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock, localDate } from '../../../kernel/index.js';
import { institutionById } from '../../institutions/index.js';
import { dayBefore, nextReview } from './domain/reviews.js';
import { ImprovementRecord } from './improvement-record.js';
import { dueImprovements, ImprovementsStore, type Dates } from './improvements.store.js';
import { ImprovementWritingStore } from './improvement-writing.store.js';

/**
 * Says what is to be said of improvements: that one is overdue, that a review is due, that the cause came back. What is due
 * is found by ids alone; each is said in a transaction of its own, as its institution, and once: the record, what was said
 * (`told_on`, `recorded_at`) and the next instant are one commit. Letters follow from the record.
 */
@Injectable()
export class ImprovementRounds implements OnModuleInit {
  private readonly log = new Logger('improvements');

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly improvements: ImprovementsStore,
    private readonly writing: ImprovementWritingStore,
    private readonly record: ImprovementRecord,
  ) {}

  onModuleInit(): void {
    this.jobs.register('tell-of-improvements', async () => {
      await this.run();
    });
  }

  /** Everything that is due now. Returns of how many something was said. */
  async run(): Promise<number> {
    const left: string[] = [];
    let told = 0;
    for (;;) {
      const due = await dueImprovements(this.work, this.clock.now(), left);
      if (due.length === 0) return told;
      for (const { id, institutionId } of due) {
        left.push(id);
        try {
          told += await this.work.run(systemActor(institutionId), (tx) => this.one(tx, id));
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          this.log.error(`nothing was said of the improvement ${id}: ${reason}`);
        }
      }
    }
  }

  private async one(tx: Transaction, id: string): Promise<number> {
    if (!(await this.improvements.hold(tx, id, 'if free'))) return 0;
    const one = await this.improvements.datesOf(tx, id);
    if (!one) return 0;
    const now = this.clock.now();
    const zone = (await institutionById(tx, one.institutionId))?.timeZone ?? 'UTC';
    const recurred = await this.sayRecurrences(tx, one, now);
    const date = await this.sayDate(tx, one, now, localDate(now, zone));
    // what is not due yet is due then; what was said waits for somebody
    await this.writing.wake(tx, id, date.isAhead ? date.wakeOn : null, zone);
    return recurred + (date.isSaid ? 1 : 0);
  }

  private async sayRecurrences(tx: Transaction, { id, problemId }: Dates, now: Date): Promise<number> {
    const found = await this.improvements.unrecorded(tx, id);
    for (const { id: recurrenceId, kind, ticketId } of found)
      await this.record.say(tx, id, now, 'improvement.recurred', {
        recurrenceId,
        kind,
        problemId,
        ...(ticketId === null ? {} : { ticketId }),
      });
    await this.improvements.recorded(
      tx,
      found.map((one) => one.id),
      now,
    );
    return found.length > 0 ? 1 : 0;
  }

  /** Overdue once the day on which it was due is over; to be reviewed from the day on which that is due. */
  private async sayDate(
    tx: Transaction,
    one: Dates,
    now: Date,
    today: string,
  ): Promise<{ isSaid: boolean; isAhead: boolean; wakeOn: string }> {
    const { id, state, nextOn, toldOn } = one;
    if (nextOn === null || (state !== 'open' && state !== 'implemented'))
      return { isSaid: false, isAhead: false, wakeOn: '' };
    const hasCome = state === 'open' ? nextOn < today : nextOn <= today;
    const wakeOn = state === 'open' ? nextOn : dayBefore(nextOn);
    if (!hasCome) return { isSaid: false, isAhead: true, wakeOn };
    if (toldOn === nextOn) return { isSaid: false, isAhead: false, wakeOn };
    if (state === 'open') await this.record.say(tx, id, now, 'improvement.overdue', { dueOn: nextOn });
    else {
      const reviews = await this.improvements.reviews(tx, id);
      const next = nextReview(reviews.filter(({ dueOn }) => dueOn === nextOn));
      await this.record.say(tx, id, now, 'improvement.review_due', { afterDays: next?.afterDays, dueOn: nextOn });
    }
    await this.improvements.told(tx, id, nextOn);
    return { isSaid: true, isAhead: false, wakeOn };
  }
}
