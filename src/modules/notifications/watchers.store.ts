import type { Transaction } from '../../database/index.js';
import { colleague, type Colleague } from '../identity/index.js';
import type { Part } from './domain/recipients.js';

/** Those of the acting institution who watch a ticket, by part: still there, and in a role that shows it to them. */
export async function watchersOf(tx: Transaction, ticketId: string): Promise<Partial<Record<Part, Colleague[]>>> {
  const rows = await tx.query<{ personId: string; side: 'user' | 'provider' }>(
    `select w.person_id as "personId", w.side
       from watcher w
       join ticket_party p on p.ticket_id = w.ticket_id and p.institution_id = w.institution_id and p.side = w.side
      where w.ticket_id = $1 and p.until is null
        and exists (select 1 from role_grant g
                     where g.institution_id = w.institution_id and g.person_id = w.person_id
                       and g.role = any (case w.side when 'user' then array['agent', 'spoc', 'manager', 'auditor']
                                                     else array['engineer', 'change_manager', 'manager', 'auditor'] end)
                       and (g.service_ids is null or p.service_id = any (g.service_ids)))
      order by w.since, w.person_id`,
    [ticketId],
  );
  const watchers: Partial<Record<Part, Colleague[]>> = {};
  for (const { personId, side } of rows) {
    const person = await colleague(tx, personId);
    if (person) (watchers[side === 'user' ? 'home' : 'provider'] ??= []).push(person);
  }
  return watchers;
}
