/**
 * A priority that is set anew, and what it does to a timer's run of today (the last of `runs`).
 */
import { dueBy, endRun, hasPromise, nextRun } from './run.mjs';

/** A run that has ended keeps it for its resumption. */
export function setPriority(world, runs, priority, rule, at) {
  const run = runs.at(-1);
  if (run.endedAt !== null) run.deferred.push({ priority, rule });
  else if (rule === 'raised') raise(world, run, priority, at);
  else correct(world, runs, priority, at);
}

/** Same start and pauses, the target of the new priority, as if it had always been so. */
function correct(world, runs, priority, at) {
  const run = runs.at(-1);
  const corrected = nextRun(run);
  corrected.promises = [{ from: run.start, priority }];
  const due = dueBy(corrected, world, at, at);
  const isPast = due !== null && due < at;
  if (run.verdict) {
    if (isPast || !hasPromise(corrected, world, at)) return;
    run.isSuperseded = true;
    endRun(run, at);
    runs.push(corrected);
    return;
  }
  run.promises = corrected.promises;
  if (isPast) run.verdict = { verdict: 'missed', at, cause: 'reclassified' };
}

/** One promise more, from now on. P1 is the most urgent. */
function raise(world, run, priority, at) {
  if (run.verdict) return;
  const promised = { from: at, priority };
  if (!hasPromise(run, world, at)) run.promises = [promised];
  else if (priority < run.promises.at(-1).priority) {
    const isPromising = hasPromise({ ...run, promises: [promised] }, world, at);
    run.promises = isPromising ? [...run.promises, promised] : [promised];
  }
}
