import { type Phase } from './phases.js';
import { retarget } from './retarget.js';
import { cancel, end, pause, proceed, type Retarget, type Run, settle, withPause } from './run.js';
import { type WorkingTime } from './working-time.js';

/** What a fact means to one timer. `promise` is what a run that starts here would start with. */
export interface Stroke {
  readonly at: number;
  readonly phase: Phase;
  readonly matter: number;
  readonly promise: Omit<Retarget, 'rule'>;
  /** The priority was set by this fact. */
  readonly change?: Retarget;
}

/** The runs of one timer, oldest first; only the last one moves. */
export function follow(runs: readonly Run[], stroke: Stroke, time: WorkingTime): readonly Run[] {
  const last = runs.at(-1);
  if (last?.matter !== stroke.matter) {
    return starts(stroke.phase) ? [...runs, enter(begin(stroke), stroke, time)] : runs;
  }
  const settled = settle(last, stroke.at, time);
  const retargeted = stroke.change ? retarget(settled, stroke.at, stroke.change, time) : [settled];
  const current = retargeted.at(-1) ?? settled;
  const moved =
    current.stoppedAt !== null && isActive(stroke.phase)
      ? resume(current, stroke, time)
      : [enter(current, stroke, time)];
  return [...runs.slice(0, -1), ...retargeted.slice(0, -1), ...moved];
}

/** Answered at the phone, a response starts and ends at once. */
function starts(phase: Phase): boolean {
  return isActive(phase) || phase === 'ended';
}

function isActive(phase: Phase): boolean {
  return phase === 'running' || phase === 'paused';
}

function begin({ at, matter, promise: { priority, targetMinutes } }: Stroke): Run {
  return {
    matter,
    startedAt: at,
    priority,
    targetMinutes: targetMinutes ?? null,
    clauses: targetMinutes === undefined ? [] : [{ from: at, targetMinutes }],
    pauses: [],
    pausedSince: null,
    stoppedAt: null,
    withdrawnAt: null,
    verdict: null,
    isSuperseded: false,
    held: [],
  };
}

function enter(run: Run, { at, phase }: Stroke, time: WorkingTime): Run {
  if (run.stoppedAt !== null) return run;
  switch (phase) {
    case 'none':
      return run;
    case 'running':
      return proceed(run, at);
    case 'paused':
      return pause(run, at);
    case 'ended':
      return end(run, at, time);
    case 'cancelled':
      return cancel(run, at);
  }
}

/**
 * Reopened, delivery refused, escalated again: it goes on with what was consumed, and the gap does not count. A run
 * that was met stays so in the history and a next one goes on; one that was missed, or had no verdict, goes on itself.
 */
function resume(run: Run, stroke: Stroke, time: WorkingTime): readonly Run[] {
  const { stoppedAt, held } = run;
  if (stoppedAt === null) return [run];
  const isMet = run.verdict?.kind === 'met';
  let runs: readonly Run[] = [
    {
      ...run,
      pauses: withPause(run.pauses, stoppedAt, stroke.at),
      stoppedAt: null,
      verdict: isMet ? null : run.verdict,
      held: [],
    },
  ];
  // a run that is superseded on the way is stopped, and moves no more
  for (const change of held) runs = runs.flatMap((each) => retarget(each, stroke.at, change, time));
  const entered = runs.map((each) => enter(each, stroke, time));
  return isMet ? [{ ...run, isSuperseded: true }, ...entered] : entered;
}
