import { type Metric, type Priority, type Side } from './facts.js';
import { type MissCause, type Run, usedUpAt } from './run.js';
import { type WorkingTime } from './working-time.js';

/** One measured run of a target, as it is stored and shown. Instants and durations in milliseconds. */
export interface TimerRun {
  side: Side;
  metric: Metric;
  /** 1, 2, ... within its side and metric. */
  run: number;
  state: 'running' | 'paused' | 'met' | 'missed' | 'superseded' | 'cancelled';
  /** Stays when a later run supersedes this one. */
  verdict: 'met' | 'missed' | null;
  /** Met: when it ended. Missed: the due instant, or, with a cause, when what caused it happened. */
  verdictAt: number | null;
  /** What put the due instant into the past: `reclassified`, a corrected priority; `recorded`, a version recorded late; `carried_over`, the time of an earlier ticket. */
  missCause: MissCause | null;
  targetMinutes: number;
  priority: Priority;
  startedAt: number;
  /** Null while paused (nobody can know it), when cancelled, and over 100 years ahead. */
  dueAt: number | null;
  /** A run that was missed and then paused stays `missed`; this says that it is also paused. */
  pausedSince: number | null;
  endedAt: number | null;
  /** Working time since `startedAt` outside the pauses, up to now or to its end. */
  consumedMs: number;
  /** Working time left until it is due, 0 once missed; null when it is over. */
  remainingMs: number | null;
  /**
   * When to look again: something untold is to be told (a warning or the miss), or the terms begin or end a pause. In the
   * past when something is owed already, so that a sweep over `wakeAt <= now` finds it; null when nothing can come without
   * a new fact.
   */
  wakeAt: number | null;
}

/** A share of the target was reached, or the target missed (100), and nobody was told yet. */
export interface Announcement {
  side: Side;
  metric: Metric;
  run: number;
  percent: number;
}

export function stateOf(run: Run): TimerRun['state'] {
  if (run.isSuperseded) return 'superseded';
  if (run.verdict) return run.verdict.kind;
  if (run.stoppedAt !== null || run.clauses.length === 0) return 'cancelled';
  return run.pausedSince === null ? 'running' : 'paused';
}

/** The measures of a settled run at `now`. */
export function measure(run: Run, now: number, time: WorkingTime) {
  const isOver = run.stoppedAt !== null || run.clauses.length === 0;
  const until = Math.min(now, run.stoppedAt ?? now, run.withdrawnAt ?? now, run.pausedSince ?? now);
  return {
    dueAt: run.verdict || isOver ? (run.verdict?.dueAt ?? null) : usedUpAt(run, 100, time),
    pausedSince: run.pausedSince,
    endedAt: run.withdrawnAt ?? run.stoppedAt,
    consumedMs: time.elapsed(run.startedAt, until, run.pauses),
    remainingMs: isOver ? null : remaining(run, until, time),
  };
}

function remaining(run: Run, until: number, time: WorkingTime): number {
  const left = run.clauses.map(
    (clause) => clause.targetMinutes * 60_000 - time.elapsed(clause.from, until, run.pauses),
  );
  return Math.max(0, Math.min(...left));
}
