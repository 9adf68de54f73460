import { type Commitments, evaluate } from './evaluate.js';
import { type Fact } from './facts.js';
import { type Expected } from './oracle.spec-support.js';
import { type TimerRun } from './timer-run.js';

export const nameOf = ({ side, metric, run }: Pick<TimerRun, 'side' | 'metric' | 'run'>) => `${side} ${metric} ${run}`;

/** What the oracle knows of a run, in the order in which it knows it. */
export function comparable(facts: readonly Fact[], commitments: Commitments, now: number): Expected[] {
  const { runs, announcements } = evaluate(facts, commitments, now);
  const owed = new Map(announcements.map((announcement) => [nameOf(announcement), announcement.percent]));
  return runs.map((run) => ({
    side: run.side,
    metric: run.metric,
    run: run.run,
    state: run.state,
    verdict: run.verdict,
    verdictAt: run.verdictAt,
    missCause: run.missCause,
    priority: run.priority,
    targetMinutes: run.targetMinutes,
    startedAt: run.startedAt,
    dueAt: run.dueAt,
    endedAt: run.endedAt,
    consumedMs: run.consumedMs,
    owed: owed.get(nameOf(run)) ?? null,
  }));
}
