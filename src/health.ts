import { Injectable } from '@nestjs/common';
import { UnitOfWork, WorkerUnitOfWork } from './database/index.js';
import type { HealthCheck } from './http/index.js';
import { JobQueue } from './jobs/index.js';
import { MailSender } from './modules/mail/index.js';

@Injectable()
export class DatabaseHealth implements HealthCheck {
  readonly name = 'database';
  readonly required = true;

  constructor(
    private readonly api: UnitOfWork,
    private readonly worker: WorkerUnitOfWork,
  ) {}

  async check(): Promise<void> {
    await this.api.outside('select 1');
    await this.worker.outside('select 1');
  }
}

@Injectable()
export class JobsHealth implements HealthCheck {
  readonly name = 'jobs';

  constructor(private readonly queue: JobQueue) {}

  /** Reported only where no jobs are done: requests are answered all the same, and what follows from them waits in rows. */
  get required(): boolean {
    return this.queue.works;
  }

  check(): Promise<void> {
    return this.queue.check();
  }
}

/** Reported only: without a mail server everything else goes on, and mail waits. */
@Injectable()
export class MailHealth implements HealthCheck {
  readonly name = 'mail';
  readonly required = false;

  constructor(private readonly sender: MailSender) {}

  check(): Promise<void> {
    return this.sender.check();
  }
}
