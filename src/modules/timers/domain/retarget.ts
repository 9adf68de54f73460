import { type Priority } from './facts.js';
import { type Retarget, type Run, settle, supersede } from './run.js';
import { type WorkingTime } from './working-time.js';

const rank: Record<Priority, number> = { P1: 1, P2: 2, P3: 3, P4: 4 };

/**
 * The priority was set anew. The institution that set it may correct it, as if it had always been so: same start, same
 * pauses, new target. The other side, or new facts, can only make it more urgent: what was promised stands, and beside
 * it the new target from now on. A stopped run keeps its verdict; should it go on, it goes on under the new priority.
 * One run in, one or two out: a miss is never deleted, a longer target makes a next run beside it.
 */
export function retarget(run: Run, at: number, change: Retarget, time: WorkingTime): readonly Run[] {
  if (run.stoppedAt !== null) return [{ ...run, held: [...run.held, change] }];
  return change.rule === 'corrected' ? correct(run, at, change, time) : [raise(run, at, change)];
}

function correct(run: Run, at: number, { priority, targetMinutes }: Retarget, time: WorkingTime): readonly Run[] {
  if (targetMinutes === undefined) return [withdraw(run, at)];
  const clauses = [{ from: run.startedAt, targetMinutes }];
  const corrected = { ...run, priority, targetMinutes, clauses, withdrawnAt: null, verdict: null };
  const settled = settle(corrected, at, time, 'reclassified');
  if (!run.verdict) return [settled];
  return settled.verdict ? [run] : [supersede(run, at), settled];
}

function raise(run: Run, at: number, { priority, targetMinutes }: Retarget): Run {
  const isPromised = run.clauses.length > 0;
  if (run.verdict || (isPromised && rank[priority] >= rank[run.priority])) return run;
  if (targetMinutes === undefined) return withdraw(run, at);
  const clauses = [...run.clauses, { from: at, targetMinutes }];
  return { ...run, priority, targetMinutes, clauses, withdrawnAt: null };
}

/** The new priority promises nothing. A miss stays. */
function withdraw(run: Run, at: number): Run {
  if (run.verdict || run.clauses.length === 0) return run;
  return { ...run, clauses: [], withdrawnAt: at };
}
