import { Injectable, type OnModuleInit } from '@nestjs/common';
import { WorkerUnitOfWork } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock } from '../../../kernel/index.js';
import { clearContent } from './inbox.store.js';
import { InboundService } from './inbound.service.js';

const KEPT_MILLISECONDS = 90 * 86_400_000;
const AT_ONCE = 200;

/** What happens to mail that came in by itself: what was begun is ended, what is old is forgotten. */
@Injectable()
export class InboxRounds implements OnModuleInit {
  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly inbound: InboundService,
  ) {}

  onModuleInit(): void {
    this.jobs.register('read-mail', async () => {
      await this.inbound.takeUpDue();
    });
    this.jobs.register('clear-mail-in', () => this.clear());
  }

  /** Contents of mails that were dealt with ninety days ago: all of them, some at a time. */
  async clear(): Promise<void> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - KEPT_MILLISECONDS);
    while ((await clearContent(this.work, before, now, AT_ONCE)) === AT_ONCE);
  }
}
