import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { createPostgresBackend, Queue, Worker, type JobsOptions } from 'bullmq';
import type pg from 'pg';
import { JOBS_SCHEMA } from '../database/index.js';
import { JobHandlers } from './job-handlers.js';
import { QUEUE, rhythm, type JobName, type Jobs } from './names.js';
import { patientPool } from './patient-pool.js';

export abstract class JobsOptionsToken {
  /** Database of the jobs role. */
  abstract readonly url: string;
  /** Whether this process works; else it only adds. */
  abstract readonly works: boolean;
}

const KEPT: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: { age: 7 * 86_400 },
  attempts: 1_000_000,
  backoff: { type: 'fixed', delay: 5000 },
};

/**
 * BullMQ on PostgreSQL. One pool is shared by queue and worker (each would open its own otherwise); the search path
 * selects the schema, which is all the role of this pool may touch.
 */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly log = new Logger(JobQueue.name);
  private readonly pool: pg.Pool;
  private readonly queue: Queue;
  private worker?: Worker;
  private lastComplaint = '';

  constructor(
    @Inject(JobsOptionsToken) private readonly options: JobsOptionsToken,
    private readonly handlers: JobHandlers,
  ) {
    this.pool = patientPool({
      connectionString: options.url,
      max: 6,
      keepAlive: true,
      options: `-c search_path=${JOBS_SCHEMA}`,
      application_name: 'guichet jobs',
    });
    this.pool.on('error', (error) => {
      this.complain(error);
    });
    this.queue = new Queue(QUEUE, { connection: this.pool, defaultJobOptions: KEPT }, createPostgresBackend as never);
    this.queue.on('error', (error) => {
      this.complain(error);
    });
  }

  /** Whether this process does jobs, not only adds them. */
  get works(): boolean {
    return this.options.works;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.waitUntilReady();
    if (!this.options.works) return;
    this.handlers.assertComplete();
    for (const [name, every] of Object.entries(rhythm)) {
      await this.queue.upsertJobScheduler(
        name,
        { every },
        { name, data: {}, opts: { removeOnComplete: true, removeOnFail: true, attempts: 1 } },
      );
    }
    this.worker = new Worker(
      QUEUE,
      (job) => this.handlers.handle(job.name, job.data),
      { connection: this.pool, concurrency: 4, maxStalledCount: 1_000_000 },
      createPostgresBackend as never,
    );
    this.worker.on('error', (error) => {
      this.complain(error);
    });
    this.worker.on('failed', (job, error) => {
      this.complain(error, job?.name);
    });
    await this.worker.waitUntilReady();
  }

  /** Before anything else ends: what is being done is finished, and nothing new is begun. */
  async onModuleDestroy(): Promise<void> {
    await this.worker?.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
    await this.pool.end();
  }

  /** Adds many jobs at once; one with an `id` that is still waiting is not added twice. */
  async add<N extends JobName>(name: N, jobs: readonly { id: string; data: Jobs[N] }[]): Promise<void> {
    for (const job of jobs) await this.queue.add(name, job.data, { jobId: job.id });
  }

  /** For readiness: throws when the queue cannot be reached. */
  async check(): Promise<void> {
    await this.pool.query('select 1');
  }

  /** A database that is away makes every poll fail: say it once, not a thousand times a second. */
  private complain(error: Error, job?: string): void {
    const complaint = `${job ? `job ${job}: ` : ''}${error.message}`;
    if (complaint === this.lastComplaint) return;
    this.lastComplaint = complaint;
    this.log.warn(complaint);
  }
}
