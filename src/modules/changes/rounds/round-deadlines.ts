import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock } from '../../../kernel/index.js';
import { ChangeStores } from '../stores/change-stores.js';
import { RoundClosing } from './round-closing.js';
import { dueRounds, RoundsStore, type DueRound } from './rounds.store.js';

/**
 * Ends rounds at their deadline, or extends them once, and has those reminded who have not voted a working day before. What
 * is due is found by ids alone; each round is then worked out anew from its votes, alone with its change, as the provider
 * side that makes it: a vote that came first has ended it, and what another process did is not done again.
 */
@Injectable()
export class RoundDeadlines implements OnModuleInit {
  private readonly log = new Logger('rounds of votes');

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly stores: ChangeStores,
    private readonly rounds: RoundsStore,
    private readonly closing: RoundClosing,
  ) {}

  onModuleInit(): void {
    this.jobs.register('close-rounds', async () => {
      await this.run();
    });
  }

  /** Everything that is due now; one that fails waits for the next time. Returns how many were looked at. */
  async run(): Promise<number> {
    const left: string[] = [];
    for (;;) {
      const due = await dueRounds(this.work, this.clock.now(), left);
      if (due.length === 0) return left.length;
      for (const one of due) {
        left.push(one.roundId);
        try {
          await this.one(one);
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          this.log.error(`the round ${one.roundId} was not closed: ${reason}`);
        }
      }
    }
  }

  private one({ roundId, changeId, institutionId }: DueRound): Promise<void> {
    return this.work.run(systemActor(institutionId), async (tx) => {
      await this.stores.changes.hold(tx, changeId);
      const reference = await this.rounds.referenceOf(tx, changeId);
      const round = await this.rounds.byId(tx, roundId);
      if (reference === undefined || !round) throw new Error('its owner does not see it');
      const change = await this.stores.changes.byReference(tx, reference);
      // ended, or held, since it was found
      if (round.state !== 'open' || change.heldAt) return this.rounds.still(tx, roundId);
      const parties = await this.stores.changes.parties(tx, changeId);
      const present = this.clock.now();
      const now = present < change.updatedAt ? change.updatedAt : present;
      const { result } = await this.closing.settle({ tx, change, parties, now }, round);
      if (result !== 'open' || !round.remindAt || now < round.remindAt || now >= round.deadline) return;
      await this.rounds.reminded(tx, round);
      await this.stores.record.say(tx, changeId, now, 'change.round_reminded', {
        audience: 'shared',
        roundId,
        kind: round.kind,
        until: round.deadline.toISOString(),
      });
    });
  }
}
