import type { Transaction } from '../../../database/index.js';

/** The action for which a plan opened this ticket; undefined for any other ticket, and for whoever does not see the plan. */
export async function plannedOn(tx: Transaction, ticketId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ actionId: string }>(
    `select p.action_id as "actionId"
       from plan_occurrence o
       join action_plan p on p.id = o.plan_id
      where o.ticket_id = $1 and o.outcome = 'opened'`,
    [ticketId],
  );
  return row?.actionId;
}
