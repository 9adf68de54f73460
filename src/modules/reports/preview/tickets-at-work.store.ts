import type { Transaction } from '../../../database/index.js';

/** A ticket of the own institution with its record, as far as it says what time does. */
export interface TicketAtWork {
  ticketId: string;
  reference: string;
  siteId: string;
  kind: 'incident' | 'request';
  events: { type: string; occurredAt: Date; data: Record<string, unknown> }[];
}

/** The sites of the acting institution that work in these hours. */
export async function sitesWith(tx: Transaction, hoursId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'select s.id from site s where s.service_hours_id = $1 and s.institution_id = app_institution()',
    [hoursId],
  );
  return rows.map(({ id }) => id);
}

/** Own tickets that are neither closed nor cancelled nor merged, in the order of ids; of some sites only, if they are given. */
export async function ticketsAtWork(
  tx: Transaction,
  siteIds: readonly string[] | undefined,
  after: string | undefined,
  limit: number,
): Promise<TicketAtWork[]> {
  const tickets = await tx.query<Omit<TicketAtWork, 'events'>>(
    `select t.id as "ticketId", t.reference, t.site_id as "siteId", t.kind
       from ticket_party p
       join ticket t on t.id = p.ticket_id
      where p.institution_id = app_institution()
        and p.side = 'user'
        and p.state in ('new', 'in_progress', 'waiting', 'resolved')
        and ($1::uuid[] is null or t.site_id = any ($1))
        and ($2::uuid is null or p.ticket_id > $2)
      order by p.ticket_id
      limit ${String(limit)}`,
    [siteIds ?? null, after ?? null],
  );
  const events = await tx.query<TicketAtWork['events'][number] & { streamId: string }>(
    `select stream_id as "streamId", type, occurred_at as "occurredAt", data
       from event
      where stream_id = any ($1::uuid[])
      order by stream_id, number`,
    [tickets.map(({ ticketId }) => ticketId)],
  );
  const byTicket = new Map(tickets.map((ticket) => [ticket.ticketId, { ...ticket, events: [] as typeof events }]));
  for (const event of events) byTicket.get(event.streamId)?.events.push(event);
  return [...byTicket.values()];
}
