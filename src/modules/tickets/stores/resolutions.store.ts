import type { Transaction } from '../../../database/index.js';
import type { TicketState } from '../../timers/index.js';

/** The last time that a ticket was resolved, and what was recorded after it that answers whether it is settled. */
export interface LastResolution {
  eventId: string;
  reference: string;
  requesterId: string;
  state: TicketState;
  answers: { type: string; at: Date }[];
}

/** Undefined where the actor sees no such ticket, or it was never resolved. */
export async function lastResolution(tx: Transaction, ticketId: string): Promise<LastResolution | undefined> {
  const [row] = await tx.query<Omit<LastResolution, 'answers'> & { number: number }>(
    `select e.id as "eventId", e.number, t.reference, t.requester_id as "requesterId", t.state
       from ticket t
       join event e on e.stream_id = t.id and e.type = 'ticket.resolved'
      where t.id = $1
      order by e.number desc
      limit 1`,
    [ticketId],
  );
  if (!row) return undefined;
  const { number, ...resolution } = row;
  const answers = await tx.query<{ type: string; at: Date }>(
    `select type, occurred_at as at
       from event
      where stream_id = $1 and number > $2 and type in ('ticket.settled', 'ticket.reopened')
      order by number`,
    [ticketId, number],
  );
  return { ...resolution, answers };
}
