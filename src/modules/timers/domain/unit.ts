import { replay, runsAt } from './evaluate.js';
import type { Metric } from './facts.js';
import type { ProviderFact } from './provider-facts.js';
import { type MissCause, type Run, usedUpAt } from './run.js';
import type { Situation } from './situation.js';
import type { Commitment } from './terms.js';
import { stateOf } from './timer-run.js';
import { type Decided, heldOf, lateQuestionsOf } from './unit-measures.js';
import type { WorkingTime } from './working-time.js';

/*
 * What "handled in time" counts: one ticket that was escalated, with one verdict. The definition, for everybody to count
 * again, is docs/handled-in-time.md. This is its first half; the figures of many units are the second, in the reports.
 */

export type UnitVerdict = 'met' | 'missed' | 'open' | 'excluded';
export type ExclusionReason = 'cancelled' | 'merged' | 'out_of_scope' | 'returned' | 'recalled' | 'no_target';

export interface Unit {
  verdict: UnitVerdict;
  /** When the verdict fell; null while it is open. */
  at: number | null;
  /** When the deciding run was due. Of an open unit: when it will be missed if nobody moves, null while it is paused. */
  dueAt: number | null;
  missCause: MissCause | null;
  /** Why it is excluded. */
  reason: ExclusionReason | null;
  /** Whether it counts for the SLA, and in which local month; of an open unit, as its miss will. Null: not known yet. */
  binding: boolean | null;
  month: string | null;
  response: 'met' | 'missed' | null;
  /** When a response that was not given yet will be missed. */
  responseDueAt: number | null;
  /** Of an open unit, this and what was held are as they will be when it is missed. */
  lateQuestions: number;
  returns: number;
  /** Working time of the deciding run up to its verdict, by the escalation that was the newest; those with any. */
  held: { n: number; ms: number }[];
}

type Verdict = Pick<Unit, 'verdict' | 'at' | 'dueAt' | 'missCause' | 'reason'>;

/**
 * The unit of a ticket at `now`; undefined when it was not escalated by then.
 *
 * @param facts what `providerFacts` makes of the record
 * @param commitment what the agreement promised, in all its versions
 * @param homeZone the lead provider's time zone, for what is dated before any hours are in effect
 */
export function unitOf(
  facts: readonly ProviderFact[],
  commitment: Commitment,
  homeZone: string,
  now: number,
): Unit | undefined {
  const past = facts.filter((fact) => fact.at <= now);
  const situations = replay(past, commitment);
  const runsOf = (metric: Metric) => runsAt({ side: 'provider', metric, commitment }, past, situations, now);
  const runsAfter = (index: number) => {
    const until = past.slice(0, index + 1);
    const timer = { side: 'provider', metric: 'resolution', commitment } as const;
    return runsAt(timer, until, situations, until.at(-1)?.at ?? now);
  };
  const runs = runsOf('resolution');
  const situation = situations.at(-1);
  if (runs.length === 0 || !situation) return undefined;
  const deciding = decidingOf(runs);
  const verdict = deciding ? decided(deciding) : undecided(runs, past, situation, commitment.knownAt(now).time);
  const measured = deciding ?? willMiss(runs.at(-1), verdict);
  return {
    ...verdict,
    ...placeOf(verdict.at ?? verdict.dueAt, commitment, homeZone),
    ...responseOf(runsOf('response'), commitment.knownAt(now).time),
    lateQuestions: measured ? lateQuestionsOf(measured, past, situations, runsAfter, commitment) : 0,
    returns: past.filter((fact) => fact.type === 'escalation' && fact.state === 'returned' && !fact.accepted).length,
    held: measured ? heldOf(measured, past, situations, commitment) : [],
  };
}

/** The earliest miss, else the earliest met, of what is not superseded. */
function decidingOf(runs: readonly Run[]): Decided | undefined {
  const standing = runs.filter((run): run is Decided => run.verdict !== null && !run.isSuperseded);
  const ordered = standing.toSorted((a, b) => a.verdict.at - b.verdict.at);
  return ordered.find(({ verdict }) => verdict.kind === 'missed') ?? ordered[0];
}

function decided({ verdict: { kind, at, dueAt, missCause } }: Decided): Verdict {
  return { verdict: kind, at, dueAt, missCause, reason: null };
}

function undecided(
  runs: readonly Run[],
  facts: readonly ProviderFact[],
  situation: Situation,
  time: WorkingTime,
): Verdict {
  const last = runs.at(-1);
  const none = { dueAt: null, missCause: null, reason: null };
  if (last && ['running', 'paused'].includes(stateOf(last))) {
    return { ...none, verdict: 'open', at: null, dueAt: usedUpAt(last, 100, time) };
  }
  const reason = reasonOf(facts, situation);
  const wasPromised = runs.some(({ targetMinutes }) => targetMinutes !== null);
  const endedAt = last?.withdrawnAt ?? last?.stoppedAt ?? null;
  const at = reason === 'no_target' && !wasPromised ? null : endedAt;
  return { ...none, verdict: 'excluded', at: at ?? facts[0]?.at ?? null, reason };
}

/** An open run as it will stand when it is missed: what is stored says so already, and holds when that instant has come. */
function willMiss(run: Run | undefined, { dueAt }: Verdict): Decided | undefined {
  if (!run || dueAt === null) return undefined;
  return { ...run, verdict: { kind: 'missed', at: dueAt, dueAt, missCause: null } };
}

/** The first that holds. */
function reasonOf(facts: readonly ProviderFact[], { ticket, escalation }: Situation): ExclusionReason {
  if (ticket.state === 'cancelled' || ticket.state === 'merged') return ticket.state;
  const isResolved = ticket.state === 'resolved' || ticket.state === 'closed';
  if (escalation?.state === 'returned' && (escalation.isReturnConfirmed || isResolved)) {
    const returned = facts.findLast((fact) => fact.type === 'escalation' && fact.n === escalation.n && !fact.accepted);
    const code = returned?.type === 'escalation' ? returned.code : undefined;
    return escalation.isReturnConfirmed && code === 'out_of_scope' ? 'out_of_scope' : 'returned';
  }
  return escalation?.state === 'recalled' ? 'recalled' : 'no_target';
}

/** A verdict uses what was recorded when it fell. */
function placeOf(at: number | null, { knownAt }: Commitment, homeZone: string): Pick<Unit, 'binding' | 'month'> {
  if (at === null) return { binding: null, month: null };
  const { termsAt, zoneAt } = knownAt(at);
  return { binding: termsAt(at)?.binding ?? false, month: localMonth(at, zoneAt(at) ?? homeZone) };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `2026-03` */
export function localMonth(at: number, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(zone, format);
  }
  return format.format(at).slice(0, 7);
}

function responseOf(runs: readonly Run[], time: WorkingTime): Pick<Unit, 'response' | 'responseDueAt'> {
  const verdicts = runs.flatMap(({ isSuperseded, verdict }) => (verdict && !isSuperseded ? [verdict.kind] : []));
  const response = verdicts.includes('missed') ? 'missed' : (verdicts[0] ?? null);
  const last = runs.at(-1);
  const isRunning = last !== undefined && stateOf(last) === 'running';
  return { response, responseDueAt: isRunning ? usedUpAt(last, 100, time) : null };
}
