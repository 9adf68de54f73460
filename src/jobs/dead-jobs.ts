import type { Job, Queue } from 'bullmq';

/** Of so many is told, the newest. */
const MOST_SHOWN = 1000;
const AT_ONCE = 200;

/** A job that failed for good: which, when, after how many attempts, and what the error is called. */
export interface DeadJob {
  id: string;
  name: string;
  failedAt: Date;
  attempts: number;
  errorKind: string;
}

export async function deadJobs(queue: Queue): Promise<{ jobs: DeadJob[]; count: number }> {
  const [found, count] = await Promise.all([queue.getFailed(0, MOST_SHOWN - 1), queue.getFailedCount()]);
  return { jobs: found.map(described), count };
}

/** Lets one be done again, or all of them. Returns how many; none when it is not (or no longer) among the dead. */
export async function retryDead(queue: Queue, id?: string): Promise<number> {
  if (id !== undefined) {
    const job = (await queue.getJob(id)) as Job | undefined;
    return job === undefined ? 0 : retried(job);
  }
  let done = 0;
  // what fails again meanwhile is not waited for
  for (let left = await queue.getFailedCount(); left > 0; left -= AT_ONCE) {
    // the oldest first: new ones come in behind them
    for (const job of await queue.getJobs(['failed'], 0, Math.min(left, AT_ONCE) - 1, true)) done += await retried(job);
  }
  return done;
}

async function retried(job: Job): Promise<number> {
  if (!(await job.isFailed())) return 0;
  await job.retry('failed');
  return 1;
}

function described({ id, name, finishedOn, attemptsMade, stacktrace }: Job): DeadJob {
  return {
    id: id ?? '?',
    name,
    failedAt: new Date(finishedOn ?? 0),
    attempts: attemptsMade,
    errorKind: kindIn(stacktrace),
  };
}

/** The first word of a stack is the error's name; what follows it may repeat what somebody wrote. */
function kindIn(stacktrace: string[] | null): string {
  return /^(\w{1,60}(?: \[\w{2,40}\])?)(?::|\n|$)/.exec(stacktrace?.at(-1) ?? '')?.[1] ?? '?';
}
