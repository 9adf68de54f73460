import type { Transaction } from '../../../database/index.js';

/** A ticket at work with what its provider side is made of. */
export interface UnitAtWork {
  ticketId: string;
  reference: string;
  kind: 'incident' | 'request';
  facts: { type: string; at: string }[];
}

/** Escalated tickets under an agreement that are neither closed nor cancelled nor merged, in the order of ids. */
export function unitsAtWork(
  tx: Transaction,
  agreementId: string,
  after: string | undefined,
  limit: number,
): Promise<UnitAtWork[]> {
  return tx.query<UnitAtWork>(
    `select u.ticket_id as "ticketId", u.reference, u.kind, u.facts
       from handled_unit u
      where u.agreement_id = $1
        and not (u.facts @> '[{"type": "ticket", "state": "closed"}]')
        and not (u.facts @> '[{"type": "ticket", "state": "cancelled"}]')
        and not (u.facts @> '[{"type": "ticket", "state": "merged"}]')
        and ($2::uuid is null or u.ticket_id > $2)
      order by u.ticket_id
      limit ${String(limit)}`,
    [agreementId, after ?? null],
  );
}
