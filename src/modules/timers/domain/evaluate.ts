import { type Fact, type Metric, type Side } from './facts.js';
import { phaseOf } from './phases.js';
import { type Run, settle } from './run.js';
import { follow, type Stroke } from './runs.js';
import { stillness } from './stillness.js';
import { after, opening, type Situation } from './situation.js';
import { type Commitment, type Known } from './terms.js';
import { tellingOf } from './telling.js';
import { type Announcement, measure, stateOf, type TimerRun } from './timer-run.js';

/*
 * A timer is a pure function of the record, of what was promised, and of now. Nothing is kept between two calls: the
 * whole history is replayed each time, which is why what is stored can always be computed again and compared.
 *
 * The replay goes in three steps, a file each.
 *   1. `situation.ts`: fact by fact, where do the ticket and its newest escalation stand?
 *   2. `phases.ts`: what does a timer do in that situation: run, pause, end, be cancelled? Four timers, two on the
 *      user's side (response, resolution), two on the provider's. All that differs between them is here.
 *   3. `runs.ts`: what does the change from one phase to the next mean for the timer's runs? A timer usually has one
 *      run. It gets a next one when a run with a verdict has to go on (reopened, delivery refused, a longer target after
 *      a miss), because verdicts are kept, and when a new matter starts afresh. `run.ts` has the arithmetic,
 *      `retarget.ts` what a new priority does.
 * What was promised comes in versions (`terms.ts`). The replay stops also where one is recorded or begins to hold, and
 * what lies before such a turn has been judged by what was known until then.
 *
 * Then each run is read at `now`: `timer-run.ts` measures it, `telling.ts` finds what is to be told.
 *
 * An instant counts as late only after the due instant, never at it: ended at the due instant is met.
 */

export interface Commitments {
  user?: Commitment;
  provider?: Commitment;
}

export interface Evaluation {
  /** In the order user response, user resolution, provider response, provider resolution; of each the oldest first. */
  runs: TimerRun[];
  announcements: Announcement[];
}

const metrics: readonly Metric[] = ['response', 'resolution'];

/** A matter is the same one when it is escalated again within this many working days of its end. */
const sameMatterDays = 10;

/**
 * The timers of one ticket at `now`. Never throws; a side without commitment, or a priority without target, has no
 * timer. The rules: docs/architecture.md, "Timers".
 *
 * @param facts the ticket's record, in its order, from `opened` on; facts later than `now` are left out
 * @param commitments what each side promised, with the working time in which it is counted
 * @param now milliseconds since 1970 (UTC)
 */
export function evaluate(facts: readonly Fact[], commitments: Commitments, now: number): Evaluation {
  const past = facts.filter((fact) => fact.at <= now);
  const situations = replay(past, commitments.provider);
  const evaluation: Evaluation = { runs: [], announcements: [] };
  for (const side of ['user', 'provider'] as const) {
    const commitment = commitments[side];
    if (!commitment) continue;
    for (const metric of metrics) {
      const { runs, announcements } = evaluateTimer({ side, metric, commitment }, past, situations, now);
      evaluation.runs.push(...runs);
      evaluation.announcements.push(...announcements);
    }
  }
  return evaluation;
}

export interface Timer {
  readonly side: Side;
  readonly metric: Metric;
  readonly commitment: Commitment;
}

/** The situation after each fact; empty for a record that does not begin with the opening. */
export function replay(facts: readonly Fact[], provider: Commitment | undefined): readonly Situation[] {
  const situations: Situation[] = [];
  let situation: Situation | undefined;
  for (const fact of facts) {
    const time = provider?.knownAt(fact.at).time;
    if (situation) situation = after(situation, fact, (endedAt) => time?.endOfWorkingDay(endedAt, sameMatterDays));
    else if (fact.type === 'opened') situation = opening(fact);
    else return [];
    situations.push(situation);
  }
  return situations;
}

function evaluateTimer(
  timer: Timer,
  facts: readonly Fact[],
  situations: readonly Situation[],
  now: number,
): { runs: TimerRun[]; announcements: Announcement[] } {
  // a run that never promised anything is no timer; it cannot become one once another has followed
  const reports = runsAt(timer, facts, situations, now)
    .flatMap((run) => (run.targetMinutes === null ? [] : [{ ...run, targetMinutes: run.targetMinutes }]))
    .map((run, index) => report(timer, run, run.targetMinutes, index + 1, facts, situations.at(-1), now));
  return { runs: reports.map(({ run }) => run), announcements: reports.flatMap(({ announcement }) => announcement) };
}

/** The runs of one timer at `now`, settled. */
export function runsAt(
  timer: Timer,
  facts: readonly Fact[],
  situations: readonly Situation[],
  now: number,
): readonly Run[] {
  const { turns, knownAt } = timer.commitment;
  const ownTarget = ownTargetOf(timer, facts[0]);
  let runs: readonly Run[] = [];
  let next = turns.findIndex((turn) => turn > (facts[0]?.at ?? Infinity));
  const turnUntil = (until: number, situation: Situation | undefined): void => {
    for (let turn = turns[next]; situation && turn !== undefined && turn <= until; turn = turns[next]) {
      const still = stillnessOf(timer, facts, situations, turn);
      runs = follow(runs, strokeOf(timer, ownTarget, turn, situation, knownAt(turn - 1), knownAt(turn), still));
      next += 1;
    }
  };
  facts.forEach((fact, index) => {
    if (next >= 0) turnUntil(fact.at, situations[index - 1]);
    const situation = situations[index];
    if (!situation || fact.type === 'told') return;
    const known = knownAt(fact.at);
    const still = stillnessOf(timer, facts, situations.slice(0, index), fact.at);
    runs = follow(runs, strokeOf(timer, ownTarget, fact.at, situation, known, known, still, fact));
  });
  if (next >= 0) turnUntil(now, situations.at(-1));
  return runs.map((run) => settle(run, now, knownAt(now).time));
}

/** The target that a request has of its own: from its model, for the user side's resolution. */
export function ownTargetOf({ side, metric }: Pick<Timer, 'side' | 'metric'>, opened: Fact | undefined) {
  return side === 'user' && metric === 'resolution' && opened?.type === 'opened' ? opened.resolutionMinutes : undefined;
}

/** What a fact is to a timer; without one it is a turn of what is known. */
function strokeOf(
  { side, metric }: Pick<Timer, 'side' | 'metric'>,
  ownTarget: number | undefined,
  at: number,
  situation: Situation,
  before: Known,
  known: Known,
  stillSince: Stroke['stillSince'],
  fact?: Fact,
): Stroke {
  return {
    at,
    phase: phaseOf(side, metric, situation, known.termsAt(at)?.alsoPauses ?? []),
    matter: side === 'user' ? 1 : situation.matter,
    priority: situation.priority,
    targetOf: (priority, instant) => ownTarget ?? known.termsAt(instant)?.targets[priority]?.[metric],
    stillSince,
    ...(fact?.type === 'prioritised' ? { change: { priority: fact.priority, rule: fact.rule } } : {}),
    ...(side === 'user' && (fact?.type === 'opened' || fact?.type === 'carried') ? { since: fact.since } : {}),
    isTurn: fact === undefined,
    before: before.time,
    time: known.time,
  };
}

function stillnessOf(
  { side, metric, commitment }: Timer,
  facts: readonly Fact[],
  situations: readonly Situation[],
  at: number,
): Stroke['stillSince'] {
  const { termsAt } = commitment.knownAt(at);
  return (from) =>
    stillness(facts, situations, commitment.turns, [from, at], (situation, instant) =>
      phaseOf(side, metric, situation, termsAt(instant)?.alsoPauses ?? []),
    );
}

/**
 * A run that was decided, or is over, is told of with what was known then; any other with what is known at `now`. So what
 * is over stays as it is, whatever is recorded later.
 */
export function knownFor(run: Run, commitment: Commitment, now: number): Known {
  return commitment.knownAt(run.verdict?.at ?? run.stoppedAt ?? now);
}

/** When the terms known at `now` begin or end a pause, if nothing else happens. */
function nextTurnOf({ side, metric, commitment }: Timer, situation: Situation, now: number): number {
  const { termsAt } = commitment.knownAt(now);
  const phaseAt = (instant: number) => phaseOf(side, metric, situation, termsAt(instant)?.alsoPauses ?? []);
  return commitment.turns.find((turn) => turn > now && phaseAt(turn) !== phaseAt(now)) ?? Infinity;
}

function report(
  timer: Timer,
  run: Run,
  targetMinutes: number,
  number: number,
  facts: readonly Fact[],
  situation: Situation | undefined,
  now: number,
): { run: TimerRun; announcement: Announcement[] } {
  const { side, metric, commitment } = timer;
  const { time, termsAt } = knownFor(run, commitment, now);
  const toldPercent = facts.reduce((highest, fact) => {
    const isOurs = fact.type === 'told' && fact.side === side && fact.metric === metric && fact.run === number;
    return isOurs ? Math.max(highest, fact.percent) : highest;
  }, 0);
  const warnings = termsAt(run.startedAt)?.warnings[run.priority] ?? [];
  const { owed, wakeAt } = tellingOf(run, warnings, toldPercent, now, time);
  const turn = situation && run.stoppedAt === null ? nextTurnOf(timer, situation, now) : Infinity;
  const earliest = Math.min(wakeAt ?? Infinity, turn);
  return {
    run: {
      side,
      metric,
      run: number,
      state: stateOf(run),
      verdict: run.verdict?.kind ?? null,
      verdictAt: run.verdict?.at ?? null,
      missCause: run.verdict?.missCause ?? null,
      targetMinutes,
      priority: run.priority,
      startedAt: run.startedAt,
      ...measure(run, now, time),
      wakeAt: Number.isFinite(earliest) ? earliest : null,
    },
    announcement: owed === null ? [] : [{ side, metric, run: number, percent: owed }],
  };
}
