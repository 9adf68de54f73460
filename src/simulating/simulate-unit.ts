import type { Outcome, Pair } from '../modules/reports/simulation/domain/comparison.js';
import type {
  BindingVersion,
  CountedUnit,
  SimulatedTerms,
  Task,
} from '../modules/reports/simulation/domain/messages.js';
import { parseSchedule } from '../modules/service-hours/domain/schedule.js';
import { timelineOf } from '../modules/service-hours/domain/timeline.js';
import { workingTimeIn } from '../modules/service-hours/domain/working-time-in.js';
import type { ProviderFact } from '../modules/timers/domain/provider-facts.js';
import { providerFactsFrom, type StoredFact } from '../modules/timers/domain/stored-facts.js';
import type { Commitment, Known, Terms } from '../modules/timers/domain/terms.js';
import { unitOf } from '../modules/timers/domain/unit.js';

/**
 * Counts a unit again, under terms that were always known and in effect. Whether a verdict binds stays as it was agreed:
 * a pilot that is simulated is a pilot. What both sides settled counts as they settled it, under any terms.
 */
export function simulator({ terms, bindings, homeZone, now }: Task): (unit: CountedUnit) => Pair {
  const commitments = {
    incident: commitmentOf(terms, bindings, 'incident'),
    request: commitmentOf(terms, bindings, 'request'),
  };
  return ({ reference, kind, facts: json, counted, isSettled }) => {
    const facts = providerFactsFrom(JSON.parse(json) as StoredFact[]);
    const unit = isSettled ? undefined : unitOf(facts, commitments[kind], homeZone, now);
    const simulated: Outcome = unit ?? counted;
    return { reference, kind, priority: lastPriority(facts), counted, simulated };
  };
}

function commitmentOf(
  { targets, alsoPauses, hours }: SimulatedTerms,
  bindings: readonly BindingVersion[],
  kind: CountedUnit['kind'],
): Commitment {
  const parsed = parseSchedule(hours);
  if (!parsed.ok) throw new Error(`these hours cannot be used: ${parsed.refusal.detail}`);
  const time = workingTimeIn(timelineOf([{ number: 1, from: -Infinity, schedule: parsed.value }]));
  const promised = { targets: targets[kind] ?? {}, alsoPauses, warnings: {} } as Omit<Terms, 'binding'>;
  // asked for at every fact of every unit: nothing is made anew there
  const [binding, measured] = [true, false].map((binds) => ({ ...promised, binding: binds })) as [Terms, Terms];
  const known: Known = {
    time,
    termsAt: (instant) => (bindsAt(bindings, instant) ? binding : measured),
    zoneAt: () => hours.timeZone,
  };
  return { turns: [], knownAt: () => known };
}

/** By what was recorded then; before anything was, by what was agreed first. */
function bindsAt(bindings: readonly BindingVersion[], instant: number): boolean {
  let holding: BindingVersion | undefined;
  for (const version of bindings) {
    const isKnown = version.recordedAt <= instant && version.effectiveFrom <= instant;
    if (isKnown && (!holding || version.number > holding.number)) holding = version;
  }
  return (holding ?? bindings[0])?.value ?? false;
}

function lastPriority(facts: readonly ProviderFact[]): string {
  const set = facts.findLast(({ type }) => type === 'opened' || type === 'prioritised');
  return set?.type === 'opened' || set?.type === 'prioritised' ? set.priority : '';
}
