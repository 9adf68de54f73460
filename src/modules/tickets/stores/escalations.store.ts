import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Escalation } from '../domain/ticket.js';

const columns = `
  id, ticket_id as "ticketId", n, "function", holder_id as "holderId", state, waiting_cause as "waitingCause",
  follow_up_at as "followUpAt", is_own as "isOwn", summary_id as "summaryId", requester_name as "requesterName",
  offered_at as "offeredAt", accepted_at as "acceptedAt", delivered_at as "deliveredAt", ended_at as "endedAt",
  return_code as "returnCode", return_confirmed_at as "returnConfirmedAt",
  return_settled_at as "returnSettledAt", delivery_code as "deliveryCode",
  delivery_id as "deliveryId", disputed_impact as "disputedImpact", disputed_urgency as "disputedUrgency",
  disputed_at as "disputedAt", external_name as "externalName", external_reference as "externalReference", readers`;

@Injectable()
export class EscalationsStore {
  /** The escalations of a ticket that the actor may see, in order. */
  async ofTicket(tx: Transaction, ticketId: string): Promise<Escalation[]> {
    return tx.query<Escalation>(`select ${columns} from escalation where ticket_id = $1 order by n`, [ticketId]);
  }

  async add(tx: Transaction, escalation: Escalation): Promise<void> {
    await tx.run(
      `insert into escalation (id, ticket_id, n, "function", holder_id, state, is_own, summary_id, requester_name,
              offered_at, readers, waiting_cause, follow_up_at, external_name)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        escalation.id,
        escalation.ticketId,
        escalation.n,
        escalation.function,
        escalation.holderId,
        escalation.state,
        escalation.isOwn,
        escalation.summaryId,
        escalation.requesterName,
        escalation.offeredAt,
        escalation.readers,
        escalation.waitingCause,
        escalation.followUpAt,
        escalation.externalName,
      ],
    );
  }

  /** Where somebody outside is written to; read by the institution that follows them up. */
  async addContact(tx: Transaction, { ticketId, n, holderId }: Escalation, address: string): Promise<void> {
    await tx.run('insert into external_contact (institution_id, ticket_id, n, address) values ($1, $2, $3, $4)', [
      holderId,
      ticketId,
      n,
      address,
    ]);
  }

  /** Addresses of those outside, by escalation; empty for everybody but the institution that follows them up. */
  async contactsOf(tx: Transaction, ticketId: string): Promise<ReadonlyMap<number, string>> {
    const rows = await tx.query<{ n: number; address: string }>(
      'select n, address from external_contact where ticket_id = $1',
      [ticketId],
    );
    return new Map(rows.map(({ n, address }) => [n, address]));
  }

  async save(tx: Transaction, escalation: Escalation): Promise<void> {
    const touched = await tx.run(
      `update escalation
          set state = $2, waiting_cause = $3, follow_up_at = $4, accepted_at = $5, delivered_at = $6, ended_at = $7,
              return_code = $8, return_confirmed_at = $9, delivery_code = $10, delivery_id = $11,
              disputed_impact = $12, disputed_urgency = $13, disputed_at = $14, return_settled_at = $15,
              external_reference = $16
        where id = $1`,
      [
        escalation.id,
        escalation.state,
        escalation.waitingCause,
        escalation.followUpAt,
        escalation.acceptedAt,
        escalation.deliveredAt,
        escalation.endedAt,
        escalation.returnCode,
        escalation.returnConfirmedAt,
        escalation.deliveryCode,
        escalation.deliveryId,
        escalation.disputedImpact,
        escalation.disputedUrgency,
        escalation.disputedAt,
        escalation.returnSettledAt,
        escalation.externalReference,
      ],
    );
    if (touched !== 1) throw new Error('an escalation of a locked ticket is gone');
  }
}
