import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { JobsOptions, Queue, Worker } from 'bullmq';
import type { Connections } from '../database/index.js';
import { adderTo } from './add-jobs.js';
import { Complaints } from '../kernel/index.js';
import { deadJobs, retryDead, type DeadJob } from './dead-jobs.js';
import { jobFigures, type JobFigures } from './job-figures.js';
import { JobHandlers } from './job-handlers.js';
import { QUEUE, rhythm, type JobName, type Jobs } from './names.js';
import { JOBS_BACKEND, JobsOptionsToken } from './options.js';
import type { JobsBackend } from './place.js';

const KEPT: JobsOptions = {
  removeOnComplete: true,
  removeOnFail: { age: 7 * 86_400 },
  attempts: 1_000_000,
  backoff: { type: 'fixed', delay: 5000 },
};

/** How often a worker looks whether the queue still knows the schedule: a server that was emptied has forgotten it. */
const LOOK_MS = 5000;
/** Planned later than its rhythm by more than this: by a worker whose clock was ahead. */
const MOST_AHEAD_MS = 5000;
/** How long a stop waits for jobs that are being done; one that is cut off is done again by another worker. */
const LONGEST_STOP_MS = 7000;

/** BullMQ, wherever jobs are kept: adds jobs, and does them where this process works. */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly log = new Logger(JobQueue.name);
  private readonly complaints = new Complaints((line) => {
    this.log.warn(line);
  });
  private readonly queue: Queue;
  private readonly addAll: ReturnType<typeof adderTo>;
  private worker?: Worker;
  private looking?: NodeJS.Timeout;
  /** What has to be over before it goes on. */
  private readonly reasons = new Set<string>();

  constructor(
    @Inject(JobsOptionsToken) private readonly options: JobsOptionsToken,
    @Inject(JOBS_BACKEND) private readonly backend: JobsBackend,
    private readonly handlers: JobHandlers,
  ) {
    this.queue = backend.openQueue(QUEUE, { defaultJobOptions: KEPT });
    this.queue.on('error', (error) => {
      this.complaints.about('queue', error.message);
    });
    this.addAll = adderTo(this.queue, this.complaints);
  }

  /** Whether this process does jobs, not only adds them. */
  get works(): boolean {
    return this.options.works;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.waitUntilReady();
    if (!this.options.works) return;
    this.handlers.assertComplete();
    await this.schedule();
    this.worker = this.backend.openWorker(
      QUEUE,
      async (job) => {
        if (await this.handlers.handle(job.name, job.data)) this.log.verbose(`job ${job.name} is done`);
      },
      { concurrency: 4, maxStalledCount: 1_000_000 },
    );
    this.worker.on('error', (error) => {
      this.complaints.about('worker', error.message);
    });
    this.worker.on('failed', (job, error) => {
      this.complaints.about(`job ${job?.name ?? '?'}`, error.message);
    });
    await this.worker.waitUntilReady();
    this.looking = setInterval(() => void this.keepSchedule(), LOOK_MS);
  }

  /** Nothing new is begun at the moment: the clock is wrong, or the disk is full. */
  get isPaused(): boolean {
    return this.reasons.size > 0;
  }

  /** Begins nothing new until `resume` was said for each reason: what is being done is finished. */
  async pause(reason: string): Promise<void> {
    this.reasons.add(reason);
    await this.worker?.pause();
    // over meanwhile
    if (!this.isPaused) void this.worker?.resume();
  }

  resume(reason: string): void {
    this.reasons.delete(reason);
    if (!this.isPaused) void this.worker?.resume();
  }

  /** Before anything else ends: what is being done is finished, and nothing new is begun. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.looking);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LONGEST_STOP_MS);
    });
    await Promise.race([this.worker?.close(), enough]);
    clearTimeout(timer);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close().catch((error: unknown) => {
      this.complaints.about('queue', error instanceof Error ? error.message : String(error));
    });
    await this.backend.close();
  }

  /** Adds jobs; one with an `id` that is still waiting is not added twice. */
  add<N extends JobName>(name: N, jobs: readonly { id: string; data: Jobs[N] }[]): Promise<void> {
    return this.addAll(name, jobs);
  }

  /** Jobs that failed for good: the newest thousand, and how many there are. */
  dead(): Promise<{ jobs: DeadJob[]; count: number }> {
    return deadJobs(this.queue);
  }

  /** Lets one of them be done again, or all. Returns how many. */
  retryDead(id?: string): Promise<number> {
    return retryDead(this.queue, id);
  }

  readonly name = QUEUE;

  figures(): Promise<JobFigures> {
    return jobFigures(this.queue);
  }

  /** Those to PostgreSQL; undefined where jobs are kept elsewhere. */
  get connections(): Connections | undefined {
    return this.backend.connections?.();
  }

  /** For readiness: throws when the queue cannot be reached. */
  check(): Promise<void> {
    return this.backend.check();
  }

  private async keepSchedule(): Promise<void> {
    if (this.isPaused) return;
    try {
      const known = new Map((await this.queue.getJobSchedulers(0, -1)).map(({ key, next }) => [key, next]));
      const names = Object.keys(rhythm) as JobName[];
      const late = names.filter((name) => (known.get(name) ?? 0) > Date.now() + (rhythm[name] ?? 0) + MOST_AHEAD_MS);
      if (late.length === 0 && names.every((name) => known.has(name))) return;
      for (const name of late) await this.queue.removeJobScheduler(name);
      await this.schedule();
      const why = late.length > 0 ? 'planned its schedule too late' : 'forgotten its schedule';
      this.log.warn(`the queue had ${why}, which is set again`);
    } catch (error) {
      this.complaints.about('schedule', error instanceof Error ? error.message : String(error));
    }
  }

  private async schedule(): Promise<void> {
    for (const [name, every] of Object.entries(rhythm)) {
      await this.queue.upsertJobScheduler(
        name,
        { every },
        { name, data: {}, opts: { removeOnComplete: true, removeOnFail: true, attempts: 1 } },
      );
    }
  }
}
