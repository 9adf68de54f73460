import type { RecordedEvent } from '../../../events/index.js';
import type {
  EscalationState,
  EscalationWait,
  Fact,
  Metric,
  Priority,
  Side,
  TicketState,
  TicketWait,
} from '../../timers/index.js';

/** What a ticket's events say about time, besides ids and codes. Each event carries those that apply. */
export interface TimeData {
  state?: TicketState;
  cause?: TicketWait | null;
  priority?: Priority;
  rule?: 'corrected' | 'raised';
  /** Opened at the phone or the counter. */
  live?: boolean;
  /** The request model's own target for the resolution, in working minutes. */
  targetMinutes?: number;
  /** Since when (ISO 8601) the requester had been waiting on a ticket that this was split from, or that was merged into it. */
  since?: string;
  /** A person of the owner's staff reached the requester. */
  reached?: boolean;
  n?: number;
  escalationState?: EscalationState;
  escalationCause?: EscalationWait | null;
  returnAccepted?: boolean;
  /** With which an escalation was returned, or delivered. */
  code?: string;
  side?: Side;
  metric?: Metric;
  run?: number;
  percent?: number;
}

/** The facts of timers, from the record, in its order. */
export function factsOf(events: readonly Pick<RecordedEvent, 'type' | 'occurredAt' | 'data'>[]): Fact[] {
  return events.flatMap((event): Fact[] => {
    const at = event.occurredAt.getTime();
    const data = event.data as TimeData;
    const since = data.since === undefined ? undefined : { since: Date.parse(data.since) };
    const facts: Fact[] = [];
    if (event.type === 'ticket.opened' && data.priority)
      facts.push({
        type: 'opened',
        at,
        priority: data.priority,
        live: data.live === true,
        ...(data.targetMinutes === undefined ? {} : { resolutionMinutes: data.targetMinutes }),
        ...since,
      });
    if (event.type === 'ticket.merged_in' && since) facts.push({ type: 'carried', at, ...since });
    if (event.type === 'ticket.qualified' && data.priority && data.rule)
      facts.push({ type: 'prioritised', at, priority: data.priority, rule: data.rule });
    if (data.reached) facts.push({ type: 'reached', at });
    if (event.type !== 'ticket.opened' && data.state)
      facts.push({ type: 'ticket', at, state: data.state, ...(data.cause ? { cause: data.cause } : {}) });
    if (data.n !== undefined && data.escalationState) {
      facts.push({
        type: 'escalation',
        at,
        n: data.n,
        state: data.escalationState,
        ...(data.escalationCause ? { cause: data.escalationCause } : {}),
        ...(data.returnAccepted ? { accepted: true } : {}),
        ...(data.escalationState === 'returned' && data.code ? { code: data.code } : {}),
      });
    }
    if (
      event.type.startsWith('timer.') &&
      data.side &&
      data.metric &&
      data.run !== undefined &&
      data.percent !== undefined
    ) {
      facts.push({ type: 'told', at, side: data.side, metric: data.metric, run: data.run, percent: data.percent });
    }
    return facts;
  });
}
