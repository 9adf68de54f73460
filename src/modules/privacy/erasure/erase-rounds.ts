import { Injectable, type OnModuleInit } from '@nestjs/common';
import { WorkerUnitOfWork } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock } from '../../../kernel/index.js';
import { AttachmentStorage } from '../../tickets/index.js';
import * as store from './erasure.store.js';

const LEASE_MS = 60_000;
/** Of 8 kB: a few megabytes of one table, well within what a statement may take. */
const PAGES = 256;
const FILES_AT_ONCE = 100;

/**
 * Goes on with erasures that were asked for: a range of pages of one table after the other, each in a transaction of its own,
 * until a pass over all of them finds nothing. Files are removed from where they are before the row that names them. Where it
 * stands is in rows: whoever is killed leaves a lease that runs out, and the next one goes on from there.
 */
@Injectable()
export class EraseRounds implements OnModuleInit {
  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly storage: AttachmentStorage,
  ) {}

  onModuleInit(): void {
    this.jobs.register('erase-people', () => this.run());
  }

  /** Everything that is due. */
  async run(): Promise<void> {
    for (;;) {
      const personId = await store.claimErasure(this.work, this.clock.now(), this.leaseEnd());
      if (personId === undefined) return;
      while (await this.goOn(personId)) await store.keepErasure(this.work, personId, this.leaseEnd());
    }
  }

  private async goOn(personId: string): Promise<boolean> {
    const left = await store.step(this.work, personId, PAGES, this.clock.now());
    if (left !== 'files') return left === 'more';
    for (const storageKey of await store.filesOf(this.work, personId, FILES_AT_ONCE)) {
      await this.storage.remove(storageKey);
      await store.forgetFile(this.work, storageKey);
    }
    return true;
  }

  private leaseEnd(): Date {
    return new Date(this.clock.now().getTime() + LEASE_MS);
  }
}
