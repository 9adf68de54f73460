import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock, DomainError } from '../../../kernel/index.js';
import { actorOfColleague, can } from '../../identity/index.js';
import { RecurringOpening } from './recurring-opening.js';
import { RecurringRecord } from './recurring-record.js';
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
    private readonly opening: RecurringOpening,
    private readonly record: RecurringRecord,
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
      return await this.work.run(maker, (tx) => this.opening.open(tx, id, this.clock.now()));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.pause(id, institutionId, 'refused', error.refusal.code);
    }
  }

  private pause(id: string, institutionId: string, reason: Pause, code?: string): Promise<number> {
    return this.work.run(systemActor(institutionId), async (tx) => {
      const one = await this.store.lockIfFree(tx, id);
      const now = this.clock.now();
      if (one?.state !== 'running' || one.nextAt === null || one.nextAt > now) return 0;
      const paused = { state: 'paused' as const, pausedReason: reason, nextOn: null, nextAt: null };
      await this.store.move(tx, { ...one, ...paused }, now);
      await this.record.say(tx, 'recurring.paused', one, now, {
        why: reason,
        date: one.nextOn,
        ...(code ? { code } : {}),
      });
      return 0;
    });
  }
}

/** Whoever made it, with the rights that they have now; or why they cannot open it. */
async function makerOf(tx: Transaction, { makerId, serviceId }: Recurring): Promise<Actor | Pause> {
  const maker = await actorOfColleague(tx, makerId);
  if (!maker) return 'maker_left';
  return can(maker, 'recurring.keep', serviceId) ? maker : 'rights_lost';
}
