import type { ProviderFact } from './provider-facts.js';
import type { Run, Verdict } from './run.js';
import type { Situation } from './situation.js';
import type { Commitment } from './terms.js';
import type { Pause } from './working-time.js';

/** A run with a verdict. */
export type Decided = Run & { readonly verdict: Verdict };

const LATE_SHARE = 0.9;
const MINUTE_MS = 60_000;

/**
 * Questions to the SPOC in the deciding run, up to its verdict, when nine tenths of the last target promised until then
 * were used up.
 *
 * @param runsAfter the runs as they stood after a fact
 */
export function lateQuestionsOf(
  deciding: Decided,
  facts: readonly ProviderFact[],
  situations: readonly Situation[],
  runsAfter: (index: number) => readonly Run[],
  { knownAt }: Commitment,
): number {
  return facts.filter((fact, index) => {
    if (fact.type !== 'escalation' || fact.state !== 'waiting' || fact.cause !== 'spoc') return false;
    const situation = situations[index];
    const isInRun = situation?.matter === deciding.matter && situation.escalation?.n === fact.n;
    if (!isInRun || fact.at > deciding.verdict.at) return false;
    const run = runsAfter(index).at(-1);
    const promise = run?.clauses.at(-1);
    if (!run || !promise) return false;
    const used = knownAt(fact.at).time.elapsed(promise.from, fact.at, pausesUpTo(run, fact.at));
    return used >= LATE_SHARE * promise.targetMinutes * MINUTE_MS;
  }).length;
}

/** Working time from the start of a run to its verdict, outside its pauses, by the newest escalation at each instant; those with any. */
export function heldOf(
  run: Decided,
  facts: readonly ProviderFact[],
  situations: readonly Situation[],
  { knownAt }: Commitment,
): { n: number; ms: number }[] {
  const end = run.verdict.at;
  const { time } = knownAt(end);
  const pauses = pausesUpTo(run, end);
  const held = new Map<number, number>();
  situations.forEach(({ escalation }, index) => {
    const from = Math.max(facts[index]?.at ?? end, run.startedAt);
    const to = Math.min(facts[index + 1]?.at ?? end, end);
    if (!escalation || from >= to) return;
    held.set(escalation.n, (held.get(escalation.n) ?? 0) + time.elapsed(from, to, pauses));
  });
  return [...held].flatMap(([n, ms]) => (ms > 0 ? [{ n, ms }] : []));
}

/** A pause that goes on, up to an instant; others are closed. */
function pausesUpTo({ pauses, pausedSince }: Run, at: number): readonly Pause[] {
  return pausedSince !== null && pausedSince < at ? [...pauses, [pausedSince, at]] : pauses;
}
