import type { Job, Queue } from 'bullmq';

/** How many of those that wait are looked at to tell whom they would wake. */
const LOOKED_AT = 200;
const states = ['waiting', 'active', 'delayed', 'failed'] as const;

export interface JobFigures {
  /** How many jobs there are in each state; those that are done are not kept. */
  states: Map<string, number>;
  /** By the clock of the system, which writes down when a job came. */
  oldestWaitingSeconds: number;
  /** Of the oldest that wait: how many would wake a consumer, and how long the first has waited. */
  wakes: Map<string, { count: number; oldestSeconds: number }>;
}

export async function jobFigures(queue: Queue): Promise<JobFigures> {
  const found = await queue.getJobCounts(...states);
  const oldest = (await queue.getJobs(['waiting'], 0, LOOKED_AT - 1, true)) as Job<{ consumer?: string } | undefined>[];
  const wakes: JobFigures['wakes'] = new Map();
  let oldestWaitingSeconds = 0;
  for (const { name, data, timestamp } of oldest) {
    const seconds = Math.max(0, (Date.now() - timestamp) / 1000);
    oldestWaitingSeconds = Math.max(oldestWaitingSeconds, seconds);
    if (name !== 'wake-consumer' || data?.consumer === undefined) continue;
    const { count, oldestSeconds } = wakes.get(data.consumer) ?? { count: 0, oldestSeconds: 0 };
    wakes.set(data.consumer, { count: count + 1, oldestSeconds: Math.max(oldestSeconds, seconds) });
  }
  return { states: new Map(states.map((state) => [state, found[state] ?? 0])), oldestWaitingSeconds, wakes };
}
