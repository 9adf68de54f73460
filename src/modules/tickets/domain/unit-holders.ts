import type { RecordedEvent } from '../../../events/index.js';
import type { UnitHolder } from '../../timers/index.js';
import type { TimeData } from './facts.js';

type Said = TimeData & { holderId?: string };

const open: readonly (string | undefined)[] = ['offered', 'accepted', 'waiting', 'delivered'];
const ended: readonly (string | undefined)[] = ['resolved', 'closed', 'cancelled', 'merged'];

/**
 * Who held each escalation of a ticket, from its whole record, and whether it still sees the unit: it holds the ticket now
 * (a return that nobody has answered included), or its delivery was confirmed. Whoever made a move may not have seen every
 * escalation; the record has.
 */
export function holdersIn(events: readonly Pick<RecordedEvent, 'type' | 'data'>[]): UnitHolder[] {
  const holders = new Map<number, { holderId: string; state?: string | undefined }>();
  for (const { type, data } of events) {
    const { n, escalationState, returnAccepted, holderId, state } = data as Said;
    if (type === 'ticket.escalated' && n !== undefined && holderId) holders.set(n, { holderId });
    const escalation = n === undefined ? undefined : holders.get(n);
    if (escalation && escalationState) escalation.state = returnAccepted ? 'return_settled' : escalationState;
    // a return that nobody answered is settled by the end of the ticket
    const last = [...holders.values()].at(-1);
    if (ended.includes(state) && last?.state === 'returned') last.state = 'return_settled';
  }
  const last = [...holders.values()].at(-1);
  const current = open.includes(last?.state) || last?.state === 'returned' ? last?.holderId : undefined;
  const newest = Math.max(...holders.keys());
  return [...holders].map(([n, { holderId, state }]) => ({
    n,
    holderId,
    // a former holder keeps the figure of what it delivered, until somebody else is called
    isShown: holderId === current || (state === 'confirmed' && n === newest),
  }));
}
