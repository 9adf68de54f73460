import type { Priority } from '../../timers/index.js';

export type Level = 'high' | 'medium' | 'low';
export const levels = ['high', 'medium', 'low'] as const satisfies readonly Level[];

/** What a ticket is worth before level 1 has looked at it. */
export const UNQUALIFIED = { impact: 'low', urgency: 'medium' } as const satisfies { impact: Level; urgency: Level };

/** Impact by urgency, one matrix for the consortium. */
const matrix: Record<Level, Record<Level, Priority>> = {
  high: { high: 'P1', medium: 'P2', low: 'P3' },
  medium: { high: 'P2', medium: 'P3', low: 'P3' },
  low: { high: 'P3', medium: 'P3', low: 'P4' },
};

export function priorityOf(impact: Level, urgency: Level): Priority {
  return matrix[impact][urgency];
}

export interface Dispute {
  impact: Level;
  urgency: Level;
}

/**
 * How a new priority moves a timer. The institution that set the old one corrects it: same start, new target. The other
 * side raised it (an open dispute asked for just this, and it is more urgent), or new facts came: the due instant moves
 * to the earlier of the old one and now + the new target.
 */
export function ruleOf(
  old: Priority,
  next: Priority,
  dispute: Dispute | undefined,
  newFacts: boolean,
): 'corrected' | 'raised' {
  const more = next < old;
  const asked = dispute !== undefined && priorityOf(dispute.impact, dispute.urgency) === next;
  return more && (asked || newFacts) ? 'raised' : 'corrected';
}
