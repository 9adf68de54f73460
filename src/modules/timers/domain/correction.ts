import type { ProviderFact } from './provider-facts.js';
import type { Unit } from './unit.js';

/** Why a verdict that was published is another one now. `settled`: both sides agreed. */
export type CorrectionReason =
  | Exclude<Unit['reason'], null>
  | Exclude<Unit['missCause'], null>
  | 'missed_later'
  | 'met_later'
  | 'delivery_refused'
  | 'return_refused'
  | 'escalated_again'
  | 'settled';

/** What the record changed about a unit whose verdict was published. */
export function correctionReasonOf(unit: Unit, facts: readonly ProviderFact[]): CorrectionReason {
  switch (unit.verdict) {
    case 'missed':
      return unit.missCause ?? 'missed_later';
    case 'met':
      return 'met_later';
    case 'excluded':
      return unit.reason ?? 'no_target';
    case 'open':
      return whyItWentOn(facts);
  }
}

function whyItWentOn(facts: readonly ProviderFact[]): CorrectionReason {
  const escalations = facts.filter((fact) => fact.type === 'escalation');
  const ended = escalations.findLastIndex(({ state }) => ['delivered', 'returned', 'recalled'].includes(state));
  const next = escalations[ended + 1];
  if (next === undefined || next.n !== escalations[ended]?.n) return 'escalated_again';
  return next.state === 'accepted' ? 'delivery_refused' : 'return_refused';
}
