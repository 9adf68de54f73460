import { type Priority } from './facts.js';
import { type Promised, type Retarget, type Run, settle, supersede, type TargetOf } from './run.js';
import { type StillSince } from './stillness.js';
import { type WorkingTime } from './working-time.js';

const rank: Record<Priority, number> = { P1: 1, P2: 2, P3: 3, P4: 4 };

/**
 * The priority was set anew. The institution that set it may correct it, as if it had always been so: same start, same
 * pauses, new target. The other side, or new facts, can only make it more urgent: what was promised stands, and beside
 * it the new target from now on. A stopped run keeps its verdict; should it go on, it goes on under the new priority.
 * One run in, one or two out: a miss is never deleted, a longer target makes a next run beside it.
 */
export function retarget(
  run: Run,
  at: number,
  change: Retarget,
  targetOf: TargetOf,
  time: WorkingTime,
  stillSince: StillSince = () => run,
): readonly Run[] {
  if (run.stoppedAt !== null) return [{ ...run, held: [...run.held, change] }];
  if (change.rule === 'raised') return [raise(run, at, change.priority, targetOf)];
  return correct(run, at, change.priority, targetOf, time, stillSince);
}

function correct(
  run: Run,
  at: number,
  priority: Priority,
  targetOf: TargetOf,
  time: WorkingTime,
  stillSince: StillSince,
): readonly Run[] {
  // beside a miss it is a run of its own, looked at with all that is known now
  const undecided = run.verdict ? { ...run, ...stillSince(run.startedAt), verdict: null } : run;
  const corrected = promising(undecided, [{ from: run.startedAt, priority }], at, targetOf);
  if (corrected.clauses.length === 0) return [run.verdict ? run : corrected];
  const settled = settle(corrected, at, time, 'reclassified');
  if (!run.verdict) return [settled];
  return settled.verdict ? [run] : [supersede(run, at), settled];
}

function raise(run: Run, at: number, priority: Priority, targetOf: TargetOf): Run {
  const last = run.clauses.length > 0 ? run.promises.at(-1) : undefined;
  if (run.verdict || (last && rank[priority] >= rank[last.priority])) return run;
  const raised = { from: at, priority };
  const isBeside = last !== undefined && targetOf(priority, at) !== undefined;
  return promising(run, isBeside ? [...run.promises, raised] : [raised], at, targetOf);
}

/**
 * The run with these promises and the targets that are known for them. Without any it promises nothing from `at` on, until
 * a priority is set, or a version recorded, that gives it one.
 */
export function promising(run: Run, promises: readonly Promised[], at: number, targetOf: TargetOf): Run {
  const clauses = promises.flatMap((promise) => {
    const targetMinutes = targetOf(promise.priority, promise.from);
    return targetMinutes === undefined ? [] : [{ ...promise, targetMinutes }];
  });
  const last = clauses.at(-1);
  if (!last) return { ...run, promises, clauses, withdrawnAt: run.clauses.length > 0 ? at : run.withdrawnAt };
  const { priority, targetMinutes } = last;
  return { ...run, promises, clauses, priority, targetMinutes, withdrawnAt: null };
}
