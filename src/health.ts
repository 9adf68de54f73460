import { Injectable } from '@nestjs/common';
import { UnitOfWork, WorkerUnitOfWork } from './database/index.js';
import type { HealthCheck } from './http/index.js';
import { JobQueue } from './jobs/index.js';

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
  readonly required = true;

  constructor(private readonly queue: JobQueue) {}

  check(): Promise<void> {
    return this.queue.check();
  }
}
