import type { Job, Queue } from 'bullmq';

/** The oldest is looked for among so many that come first: one that waits again after a failure stands behind younger ones. */
const LOOKED_AT = 200;
const states = ['waiting', 'active', 'delayed', 'failed'] as const;

export interface JobFigures {
  /** How many jobs there are in each state; those that are done are not kept. */
  states: Map<string, number>;
  /** By the clock of the system, which writes down when a job came. */
  oldestWaitingSeconds: number;
}

export async function jobFigures(queue: Queue): Promise<JobFigures> {
  const found = await queue.getJobCounts(...states);
  const first = (await queue.getJobs(['waiting'], 0, LOOKED_AT - 1, true)) as Job[];
  const oldest = Math.min(Date.now(), ...first.map(({ timestamp }) => timestamp));
  return {
    states: new Map(states.map((state) => [state, found[state] ?? 0])),
    oldestWaitingSeconds: (Date.now() - oldest) / 1000,
  };
}
