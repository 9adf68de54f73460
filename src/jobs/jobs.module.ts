import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { WorkerUnitOfWork } from '../database/index.js';
import { Complaints } from '../kernel/index.js';
import { JobHandlers } from './job-handlers.js';
import { JobQueue } from './job-queue.js';
import { jobsOnPostgres } from './on-postgres.js';
import { jobsOnRedis } from './on-redis.js';
import { JOBS_BACKEND, JobsOptionsToken } from './options.js';
import type { JobsBackend } from './place.js';

@Module({})
export class JobsModule {
  static with(options: JobsOptionsToken): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      providers: [
        { provide: JobsOptionsToken, useValue: options },
        {
          provide: JOBS_BACKEND,
          inject: [WorkerUnitOfWork],
          useFactory: (work: WorkerUnitOfWork) => openBackend(options, work),
        },
        JobHandlers,
        JobQueue,
      ],
      exports: [JobHandlers, JobQueue],
    };
  }
}

async function openBackend({ place }: JobsOptionsToken, work: WorkerUnitOfWork): Promise<JobsBackend> {
  const log = new Logger(JobQueue.name);
  const complaints = new Complaints((line) => {
    log.warn(line);
  });
  if (place.kind === 'postgres') return jobsOnPostgres(place.url, complaints);
  return jobsOnRedis(place.url, await prefixOf(work), complaints);
}

/**
 * All processes on one database share their jobs, however they reach it, and nobody else does: several installations, or
 * many tests, may share one Redis server.
 */
async function prefixOf(work: WorkerUnitOfWork): Promise<string> {
  const [row] = await work.outside<{ id: string }>(
    `select left(md5(system_identifier || '/' || d.oid), 12) as id
       from pg_control_system(), pg_database d
      where d.datname = current_database()`,
  );
  return `guichet-${row?.id ?? ''}`;
}
