import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { WorkerUnitOfWork } from '../database/index.js';
import { JobHandlers } from '../jobs/index.js';
import { Clock } from '../kernel/index.js';
import { KEPT_MS } from './idempotency.interceptor.js';

/** Removes answers under an `Idempotency-Key` once nobody can ask for them again. */
@Injectable()
export class IdempotentAnswers implements OnModuleInit {
  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.register('clear-answers', () => this.clear());
  }

  /** By the index on their instants alone: the worker sees neither keys nor answers. */
  async clear(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS);
    await this.work.outside('delete from idempotent_answer where kept_at <= $1', [before]);
  }
}

@Module({ providers: [IdempotentAnswers], exports: [IdempotentAnswers] })
export class IdempotencyModule {}
