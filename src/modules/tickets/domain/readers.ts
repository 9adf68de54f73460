import { readerKey } from '../../../events/index.js';
import type { Side } from '../../../database/index.js';
import type { Escalation, Ticket } from './ticket.js';

type Owner = Pick<Ticket, 'institutionId'>;
type Part = Pick<Escalation, 'holderId' | 'state' | 'returnSettledAt'>;

/**
 * The provider that is a party now: the holder of the open escalation, or of a return that is not settled yet. A later
 * escalation settles a return, so only the last escalation counts.
 */
export function currentHolder(escalations: readonly Part[]): string | undefined {
  const last = escalations.at(-1);
  if (!last) return undefined;
  const isParty =
    ['offered', 'accepted', 'waiting', 'delivered'].includes(last.state) ||
    (last.state === 'returned' && !last.returnSettledAt);
  return isParty ? last.holderId : undefined;
}

/** Staff of every institution that is a party now: who reads what is `shared`, and what is said to the requester. */
export function partiesNow(ticket: Owner, escalations: readonly Part[]): string[] {
  const holder = currentHolder(escalations);
  return [readerKey(ticket.institutionId, 'user'), ...(holder ? [readerKey(holder, 'provider')] : [])];
}

/** Staff of one institution on one side: who reads what is `internal`. */
export function insideOf(institutionId: string, side: Side): string[] {
  return [readerKey(institutionId, side)];
}
