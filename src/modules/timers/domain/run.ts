import { type Priority } from './facts.js';
import { type Pause, type WorkingTime } from './working-time.js';

/**
 * One run of a timer while its history is replayed. What is promised stands in `clauses`: the run is due at the
 * earliest instant at which one of them is used up, all counted with the same pauses. Without a clause nothing is
 * promised (the priority has no target). A verdict, once there, is never taken back.
 */
export interface Run {
  readonly matter: number;
  readonly startedAt: number;
  readonly priority: Priority;
  /** The target last promised; null when the run never promised anything, and then nobody hears of it. */
  readonly targetMinutes: number | null;
  /** What was promised, whether or not there is a target for it. */
  readonly promises: readonly Promised[];
  /** The promises that have a target, by what is known. */
  readonly clauses: readonly Clause[];
  /** Closed pauses, in order, none empty, none touching another's inside. */
  readonly pauses: readonly Pause[];
  readonly pausedSince: number | null;
  /** Ended or cancelled: without a verdict, cancelled. */
  readonly stoppedAt: number | null;
  /** Since when it promises nothing although it did. */
  readonly withdrawnAt: number | null;
  readonly verdict: Verdict | null;
  readonly isSuperseded: boolean;
  /** Priorities set while it was stopped; they take effect if it ever goes on. */
  readonly held: readonly Retarget[];
}

export interface Promised {
  readonly from: number;
  readonly priority: Priority;
}

export interface Clause extends Promised {
  readonly targetMinutes: number;
}

export interface Verdict {
  readonly kind: 'met' | 'missed';
  /** Met: when it ended. Missed: the due instant; with a cause, when what caused it happened. */
  readonly at: number;
  /** Null where the due instant lay over 100 years ahead. */
  readonly dueAt: number | null;
  readonly missCause: MissCause | null;
}

/**
 * Why a due instant lies in the past all at once: a correction of the priority, a version recorded now that holds since
 * before, or the time of an earlier ticket that counts here (merged into this one, or this one was split from it).
 */
export type MissCause = 'reclassified' | 'recorded' | 'carried_over';

/** A priority set anew. What it promises is for the terms in effect to say, where the promise begins. */
export interface Retarget {
  readonly priority: Priority;
  readonly rule: 'corrected' | 'raised';
}

/** The target (working minutes) of a priority for this timer, by the terms in effect at an instant; undefined: none. */
export type TargetOf = (priority: Priority, at: number) => number | undefined;

/**
 * When a share (100: all) of what is promised is used up; null when nothing is promised, when it is over 100 years
 * ahead, or when it is unknown because the run is paused. Used up exactly where the pause begins: then.
 */
export function usedUpAt(run: Run, percent: number, time: WorkingTime): number | null {
  let earliest: number | null = null;
  for (const clause of run.clauses) {
    const instant = time.due(clause.from, clause.targetMinutes * 600 * percent, run.pauses);
    if (instant !== undefined && (earliest === null || instant < earliest)) earliest = instant;
  }
  const isUnknown = run.pausedSince !== null && earliest !== null && earliest > run.pausedSince;
  return isUnknown ? null : earliest;
}

/** The run as it stands when `at` is reached: missed once `at` lies after the due instant, not at it. */
export function settle(run: Run, at: number, time: WorkingTime, missCause: MissCause | null = null): Run {
  if (run.verdict || run.stoppedAt !== null) return run;
  const dueAt = usedUpAt(run, 100, time);
  if (dueAt === null || dueAt >= at) return run;
  return { ...run, verdict: { kind: 'missed', at: missCause ? at : dueAt, dueAt, missCause } };
}

export function pause(run: Run, at: number): Run {
  return run.pausedSince === null ? { ...run, pausedSince: at } : run;
}

export function proceed(run: Run, at: number): Run {
  if (run.pausedSince === null) return run;
  return { ...run, pauses: withPause(run.pauses, run.pausedSince, at), pausedSince: null };
}

/** Met, unless missed before. */
export function end(run: Run, at: number, time: WorkingTime): Run {
  const stopped = cancel(run, at);
  if (run.verdict || run.clauses.length === 0) return stopped;
  const dueAt = usedUpAt(stopped, 100, time);
  return { ...stopped, verdict: { kind: 'met', at, dueAt, missCause: null } };
}

export function cancel(run: Run, at: number): Run {
  return { ...proceed(run, at), stoppedAt: at };
}

/** It stays in the history with its verdict; the next run goes on in its place. */
export function supersede(run: Run, at: number): Run {
  return { ...(run.stoppedAt === null ? cancel(run, at) : run), isSuperseded: true };
}

/**
 * The time since an earlier instant counts too: what was promised at the start was promised then. A verdict stays; a run
 * that is over is not touched.
 */
export function carry(run: Run, since: number): Run {
  if (run.stoppedAt !== null || since >= run.startedAt) return run;
  const promises = run.promises.map((promise) =>
    promise.from === run.startedAt ? { ...promise, from: since } : promise,
  );
  return { ...run, startedAt: since, promises };
}

export function withPause(pauses: readonly Pause[], from: number, to: number): readonly Pause[] {
  return from < to ? [...pauses, [from, to]] : pauses;
}
