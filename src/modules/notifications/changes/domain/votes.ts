import type { RecordedEvent } from '../../../../events/index.js';
import type { Vote } from '../../../mail/index.js';

const rules = ['anyone', 'unanimous', 'majority', 'percent', 'n_of'] as const;

/** What an event about a round of votes says of it; undefined: it is about none. */
export function voteIn({ data }: Pick<RecordedEvent, 'data'>): Vote | undefined {
  if (typeof data.roundId !== 'string') return undefined;
  const until = data.until ?? data.deadline;
  return {
    until: typeof until === 'string' ? new Date(until) : undefined,
    rule: ruleIn(data.rule),
    quorumPercent: numberIn(data.quorumPercent),
  };
}

function ruleIn(said: unknown): Vote['rule'] {
  if (typeof said !== 'object' || said === null) return undefined;
  const { kind, percent, approvals } = said as Record<string, unknown>;
  const known = rules.find((one) => one === kind);
  return known && { kind: known, percent: numberIn(percent), approvals: numberIn(approvals) };
}

const numberIn = (said: unknown): number | undefined => (typeof said === 'number' ? said : undefined);
