import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock } from '../../../kernel/index.js';
import { ChangeStores } from '../stores/change-stores.js';
import { mostLate } from '../domain/lateness.js';

/**
 * Says in the record that a change takes too long: at the point of no return, and at its planned end. What is due stands in
 * `change_late` and is found by ids alone; each is looked at again alone with its change, in the name of the institution
 * that makes it, and the event is one commit with the row that says so: told once, whoever looks and whoever is killed.
 */
@Injectable()
export class LateRounds implements OnModuleInit {
  private readonly log = new Logger('late changes');

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly stores: ChangeStores,
  ) {}

  onModuleInit(): void {
    this.jobs.register('tell-late-changes', async () => {
      await this.run();
    });
  }

  /** Everything that is due now; one that fails keeps no other waiting. Returns how many were told. */
  async run(): Promise<number> {
    const seen: string[] = [];
    let told = 0;
    for (;;) {
      const due = await this.stores.late.due(this.work, this.clock.now(), seen);
      if (due.length === 0) return told;
      for (const { changeId, institutionId } of due) {
        if (seen.includes(changeId)) continue;
        seen.push(changeId);
        try {
          if (await this.work.run(systemActor(institutionId), (tx) => this.one(tx, changeId))) told += 1;
        } catch (error) {
          this.log.error(`change ${changeId}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    }
  }

  private async one(tx: Transaction, changeId: string): Promise<boolean> {
    await this.stores.changes.hold(tx, changeId);
    const change = await this.stores.changes.byId(tx, changeId);
    if (change?.state !== 'in_progress') {
      await this.stores.late.forget(tx, changeId);
      return false;
    }
    const present = this.clock.now();
    const now = present < change.updatedAt ? change.updatedAt : present;
    const what = mostLate(await this.stores.late.untold(tx, changeId), now.getTime());
    if (!what) return false;
    await this.stores.late.told(tx, changeId, now);
    await this.stores.record.say(tx, changeId, now, 'change.late', {
      audience: 'internal',
      what,
      to: change.windowTo?.toISOString(),
    });
    return true;
  }
}
