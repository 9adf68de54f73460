import { type Priority } from './facts.js';
import { type Phase } from './phases.js';
import { promising, retarget } from './retarget.js';
import {
  cancel,
  carry,
  end,
  pause,
  proceed,
  type Retarget,
  type Run,
  settle,
  type TargetOf,
  usedUpAt,
  withPause,
} from './run.js';
import { type StillSince } from './stillness.js';
import { type WorkingTime } from './working-time.js';

/** What a fact, or a turn of what is known, means to one timer. */
export interface Stroke {
  readonly at: number;
  readonly phase: Phase;
  readonly matter: number;
  readonly priority: Priority;
  readonly targetOf: TargetOf;
  /** When the timer stood still since an instant, by what is known now. */
  readonly stillSince: StillSince;
  /** The priority was set by this fact. */
  readonly change?: Retarget;
  /** The user side counts from this earlier instant: the ticket was split from an older one, or one was merged into it. */
  readonly since?: number;
  /** Something was recorded. */
  readonly isTurn: boolean;
  /** Working time as it was known until now, and as it is known from now on. */
  readonly before: WorkingTime;
  readonly time: WorkingTime;
}

/** The runs of one timer, oldest first; only the last one moves. */
export function follow(runs: readonly Run[], stroke: Stroke): readonly Run[] {
  const last = runs.at(-1);
  if (last?.matter !== stroke.matter)
    return starts(stroke.phase) ? [...runs, enter(carried(begin(stroke), stroke), stroke)] : runs;
  const { at, change, targetOf, time } = stroke;
  const settled = settle(last, at, stroke.before);
  const known =
    stroke.isTurn && settled.stoppedAt === null ? settle(relearn(settled, stroke), at, time, 'recorded') : settled;
  const whole = carried(known, stroke);
  const retargeted = change ? retarget(whole, at, change, targetOf, time, stroke.stillSince) : [whole];
  const current = retargeted.at(-1) ?? whole;
  const moved =
    current.stoppedAt !== null && isActive(stroke.phase) ? resume(current, stroke) : [enter(current, stroke)];
  return [...runs.slice(0, -1), ...retargeted.slice(0, -1), ...moved];
}

/** Answered at the phone, a response starts and ends at once. */
function starts(phase: Phase): boolean {
  return isActive(phase) || phase === 'ended';
}

function isActive(phase: Phase): boolean {
  return phase === 'running' || phase === 'paused';
}

function begin({ at, matter, priority, targetOf }: Stroke): Run {
  const run: Run = {
    matter,
    startedAt: at,
    priority,
    targetMinutes: null,
    promises: [],
    clauses: [],
    pauses: [],
    pausedSince: null,
    stoppedAt: null,
    withdrawnAt: null,
    verdict: null,
    isSuperseded: false,
    held: [],
  };
  return promising(run, [{ from: at, priority }], at, targetOf);
}

/** With the time of an earlier ticket: what that uses up is missed now, for before nobody had promised it here. */
function carried(run: Run, { since, at, targetOf, time }: Stroke): Run {
  const whole = since === undefined ? run : carry(run, since);
  if (whole === run || run.verdict) return whole;
  return settle(promising(whole, whole.promises, at, targetOf), at, time, 'carried_over');
}

/**
 * What was recorded counts for a run without verdict from its beginning: the hours, when it stood still, and the target of
 * each promise where it began.
 */
function relearn(run: Run, { at, targetOf, stillSince }: Stroke): Run {
  return run.verdict ? run : promising({ ...run, ...stillSince(run.startedAt) }, run.promises, at, targetOf);
}

function enter(run: Run, { at, phase, time }: Stroke): Run {
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
 * What was recorded while it stood still is found now.
 */
function resume(run: Run, stroke: Stroke): readonly Run[] {
  const { stoppedAt, held } = run;
  if (stoppedAt === null) return [run];
  const { at, targetOf, time } = stroke;
  const isMet = run.verdict?.kind === 'met';
  const again = { ...run, stoppedAt: null, verdict: isMet ? null : run.verdict, held: [] };
  let runs: readonly Run[] = [relearn({ ...again, pauses: withPause(run.pauses, stoppedAt, at) }, stroke)];
  // a run that is superseded on the way is stopped, and moves no more
  for (const change of held)
    runs = runs.flatMap((each) => retarget(each, at, change, targetOf, time, stroke.stillSince));
  const entered = runs.map((each) => enter(settleSince(each, stoppedAt, at, time), stroke));
  return isMet ? [{ ...run, isSuperseded: true }, ...entered] : entered;
}

/** A due instant before the one at which the run had stopped: only a version recorded since can have put it there. */
function settleSince(run: Run, stoppedAt: number, at: number, time: WorkingTime): Run {
  const dueAt = usedUpAt(run, 100, time);
  return dueAt !== null && dueAt < stoppedAt ? settle(run, at, time, 'recorded') : run;
}
