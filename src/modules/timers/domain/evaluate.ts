import { type Fact, type Metric, type Side } from './facts.js';
import { phaseOf } from './phases.js';
import { type Retarget, type Run, settle } from './run.js';
import { follow, type Stroke } from './runs.js';
import { after, opening, type Situation } from './situation.js';
import { type Commitment } from './targets.js';
import { tellingOf } from './telling.js';
import { type Announcement, measure, stateOf, type TimerRun } from './timer-run.js';
import { type WorkingTime } from './working-time.js';

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
 * Then each run is read at `now`: `timer-run.ts` measures it, `telling.ts` finds what is to be told.
 *
 * An instant counts as late only after the due instant, never at it: ended at the due instant is met.
 */

export interface Commitments {
  user?: Commitment<WorkingTime>;
  provider?: Commitment<WorkingTime>;
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

interface Timer {
  readonly side: Side;
  readonly metric: Metric;
  readonly commitment: Commitment<WorkingTime>;
}

/** The situation after each fact; empty for a record that does not begin with the opening. */
function replay(facts: readonly Fact[], provider: Commitment<WorkingTime> | undefined): readonly Situation[] {
  const matterUntil = (endedAt: number) => provider?.schedule.endOfWorkingDay(endedAt, sameMatterDays);
  const situations: Situation[] = [];
  let situation: Situation | undefined;
  for (const fact of facts) {
    if (situation) situation = after(situation, fact, matterUntil);
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
  const time = timer.commitment.schedule;
  let runs: readonly Run[] = [];
  facts.forEach((fact, index) => {
    const situation = situations[index];
    if (situation && fact.type !== 'told') runs = follow(runs, strokeOf(timer, fact, situation), time);
  });
  // a run that never promised anything is no timer; it cannot become one once another has followed
  const reports = runs
    .flatMap((run) => (run.targetMinutes === null ? [] : [{ ...run, targetMinutes: run.targetMinutes }]))
    .map((run, index) => report(timer, settle(run, now, time), run.targetMinutes, index + 1, facts, now));
  return { runs: reports.map(({ run }) => run), announcements: reports.flatMap(({ announcement }) => announcement) };
}

function strokeOf({ side, metric, commitment }: Timer, fact: Fact, situation: Situation): Stroke {
  const targetMinutes = commitment.targets[situation.priority]?.[metric];
  const promise: Stroke['promise'] = { priority: situation.priority, targetMinutes };
  const change: Retarget | undefined = fact.type === 'prioritised' ? { ...promise, rule: fact.rule } : undefined;
  return {
    at: fact.at,
    phase: phaseOf(side, metric, situation, commitment.alsoPauses),
    matter: side === 'user' ? 1 : situation.matter,
    promise,
    change,
  };
}

function report(
  { side, metric, commitment }: Timer,
  run: Run,
  targetMinutes: number,
  number: number,
  facts: readonly Fact[],
  now: number,
): { run: TimerRun; announcement: Announcement[] } {
  const time = commitment.schedule;
  const toldPercent = facts.reduce((highest, fact) => {
    const isOurs = fact.type === 'told' && fact.side === side && fact.metric === metric && fact.run === number;
    return isOurs ? Math.max(highest, fact.percent) : highest;
  }, 0);
  const { owed, wakeAt } = tellingOf(run, commitment.warnings[run.priority] ?? [], toldPercent, now, time);
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
      wakeAt,
    },
    announcement: owed === null ? [] : [{ side, metric, run: number, percent: owed }],
  };
}
