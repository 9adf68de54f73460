import type { Queue } from 'bullmq';
import type { Complaints } from '../kernel/index.js';

/** One with an `id` that is still there is not added twice. */
export interface JobToAdd {
  readonly id: string;
  readonly data: object;
}

/**
 * From so many on they are added in one transaction. On PostgreSQL that makes two temporary tables, for which a few jobs are
 * not worth it (`docs/performance.md`).
 */
const MANY = 8;
const MAY_NOT = '42501';

/** Adds jobs to a queue, many at once where its role may make temporary tables, else each in a transaction of its own. */
export function adderTo(queue: Queue, complaints: Complaints) {
  let mayAtOnce = true;
  return async (name: string, jobs: readonly JobToAdd[]): Promise<void> => {
    if (mayAtOnce && jobs.length >= MANY) {
      try {
        await queue.addBulk(jobs.map(({ id, data }) => ({ name, data, opts: { jobId: id } })));
        return;
      } catch (error) {
        if ((error as { code?: unknown }).code !== MAY_NOT) throw error;
        mayAtOnce = false;
        complaints.about(
          'jobs',
          'the role of the jobs may not make temporary tables (grant temporary on database): they are added one by one',
        );
      }
    }
    for (const { id, data } of jobs) await queue.add(name, data, { jobId: id });
  };
}
