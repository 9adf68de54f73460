import type { RecordedEvent } from '../../../../events/index.js';
import { priorityOf, type Level } from '../../domain/priority.js';

type Told = Pick<RecordedEvent, 'id' | 'type' | 'occurredAt' | 'actorInstitutionId' | 'data'>;

export interface Valued {
  impact: Level;
  urgency: Level;
  priority: string;
}

/** A priority that a provider held to be wrong: what was held, what was asked, and what became of it. */
export interface DisputeTold {
  n: number;
  at: Date;
  institutionId: string;
  /** Undefined where the record does not say: it was disputed before both values were kept in one place. */
  held: Valued | undefined;
  asked: Valued;
  messageId: string | undefined;
  /** `replaced`: by another one of the same escalation; `lapsed`: the escalation ended first. */
  state: 'open' | 'answered' | 'replaced' | 'lapsed';
  answer?: { at: Date; institutionId: string; given: Valued; isAgreed: boolean; messageId: string | undefined };
}

/**
 * The disputes of a ticket, from its record as somebody may read it, in their order.
 *
 * @param openN number of the escalation that is open, undefined when none is
 */
export function disputesIn(events: readonly Told[], openN: number | undefined): DisputeTold[] {
  const disputes: DisputeTold[] = [];
  for (const { type, occurredAt, actorInstitutionId: institutionId, data } of events) {
    const waiting = disputes.findLast(({ state }) => state === 'open');
    const values = valuesOf(data.impact, data.urgency);
    const messageId = typeof data.messageId === 'string' ? data.messageId : undefined;
    if (type === 'escalation.disputed' && values && typeof data.n === 'number') {
      if (waiting) waiting.state = waiting.n === data.n ? 'replaced' : 'lapsed';
      const held = valuesOf(data.heldImpact, data.heldUrgency);
      disputes.push({ n: data.n, at: occurredAt, institutionId, held, asked: values, messageId, state: 'open' });
    }
    if (type === 'ticket.qualified' && data.answersDispute === true && values && waiting) {
      waiting.state = 'answered';
      const isAgreed = values.priority === waiting.asked.priority;
      waiting.answer = { at: occurredAt, institutionId, given: values, isAgreed, messageId };
    }
  }
  const last = disputes.findLast(({ state }) => state === 'open');
  if (last && last.n !== openN) last.state = 'lapsed';
  return disputes;
}

function valuesOf(impact: unknown, urgency: unknown): Valued | undefined {
  if (!isLevel(impact) || !isLevel(urgency)) return undefined;
  return { impact, urgency, priority: priorityOf(impact, urgency) };
}

function isLevel(value: unknown): value is Level {
  return value === 'high' || value === 'medium' || value === 'low';
}
