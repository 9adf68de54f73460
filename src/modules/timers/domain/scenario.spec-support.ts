import { type Commitments, evaluate } from './evaluate.js';
import { type EscalationState, type EscalationWait, type Fact, type Metric, type Priority } from './facts.js';
import { type Side, type TicketState, type TicketWait } from './facts.js';
import { officeHours, on, spell } from './office-hours.spec-support.js';
import { type Targets, type Warnings } from './targets.js';
import { constant } from './terms.js';
import { type TimerRun } from './timer-run.js';

/*
 * A history in words, and the timers that come of it with their instants in the same words (see office-hours). What is
 * promised, in working hours of a day of ten:
 *
 *                      P1      P2      P3      P4
 *   user response     0.5       1       4       -
 *   user resolution     4       8      40       -
 *   provider response   1       2      10       -
 *   provider resolution 4      10      50       -
 *   warnings       50, 75      75      75
 */
const hours = (response: number, resolution: number) => ({ response: response * 60, resolution: resolution * 60 });

export const userTargets: Targets = { P1: hours(0.5, 4), P2: hours(1, 8), P3: hours(4, 40) };
export const providerTargets: Targets = { P1: hours(1, 4), P2: hours(2, 10), P3: hours(10, 50) };
export const warnings: Warnings = { P1: [50, 75], P2: [75], P3: [75] };

export function promised(alsoPauses: readonly (TicketWait | EscalationWait)[] = []): Required<Commitments> {
  const terms = { warnings, alsoPauses };
  return {
    user: constant({ ...terms, targets: userTargets }, officeHours),
    provider: constant({ ...terms, targets: providerTargets }, officeHours),
  };
}

export const opened = (words: string, priority: Priority, live = false): Fact => ({
  type: 'opened',
  at: on(words),
  priority,
  live,
});
export const reached = (words: string): Fact => ({ type: 'reached', at: on(words) });
export const corrected = (words: string, priority: Priority): Fact => ({
  type: 'prioritised',
  at: on(words),
  priority,
  rule: 'corrected',
});
export const raised = (words: string, priority: Priority): Fact => ({
  type: 'prioritised',
  at: on(words),
  priority,
  rule: 'raised',
});
export const ticket = (words: string, state: TicketState, cause?: TicketWait): Fact => ({
  type: 'ticket',
  at: on(words),
  state,
  cause,
});
export const escalation = (words: string, state: EscalationState, n = 1, cause?: EscalationWait): Fact => ({
  type: 'escalation',
  at: on(words),
  n,
  state,
  cause,
});
export const returnConfirmed = (words: string, n = 1): Fact => ({
  type: 'escalation',
  at: on(words),
  n,
  state: 'returned',
  accepted: true,
});
export const told = (words: string, side: Side, metric: Metric, percent: number, run = 1): Fact => ({
  type: 'told',
  at: on(words),
  side,
  metric,
  run,
  percent,
});

type InWords = ReturnType<typeof inWords>;

/** The runs of one timer at an instant, their own instants in words and their working time in minutes. */
export function runsOf(
  side: Side,
  metric: Metric,
  facts: readonly Fact[],
  now: string,
  commitments: Commitments = promised(),
): InWords[] {
  const { runs } = evaluate(facts, commitments, on(now));
  return runs.filter((run) => run.side === side && run.metric === metric).map(inWords);
}

/** What is to be told at an instant, as `side metric run percent`. */
export function announcedAt(facts: readonly Fact[], now: string, commitments: Commitments = promised()): string[] {
  const { announcements } = evaluate(facts, commitments, on(now));
  return announcements.map(({ side, metric, run, percent }) => `${side} ${metric} ${run} ${percent}`);
}

function inWords(run: TimerRun) {
  const word = (instant: number | null) => (instant === null ? null : spell(instant));
  const { consumedMs, remainingMs, ...rest } = run;
  return {
    ...rest,
    verdictAt: word(run.verdictAt),
    startedAt: spell(run.startedAt),
    dueAt: word(run.dueAt),
    pausedSince: word(run.pausedSince),
    endedAt: word(run.endedAt),
    wakeAt: word(run.wakeAt),
    consumedMinutes: consumedMs / 60_000,
    remainingMinutes: remainingMs === null ? null : remainingMs / 60_000,
  };
}
