import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../database/index.js';

/** Who works on what, as their own side knows it; `escalationN` 0 is the ticket itself at level 1. */
export interface Assignment {
  side: Side;
  escalationN: number;
  personId: string;
  name: string;
}

@Injectable()
export class AssignmentsStore {
  async ofTicket(tx: Transaction, ticketId: string): Promise<Assignment[]> {
    return tx.query<Assignment>(
      `select a.side, a.escalation_n as "escalationN", a.person_id as "personId", p.display_name as name
         from assignment a join person p on p.id = a.person_id
        where a.ticket_id = $1`,
      [ticketId],
    );
  }

  /** Assigns, assigns anew, or with `personId` null takes the assignment away. */
  async set(
    tx: Transaction,
    ticketId: string,
    side: Side,
    escalationN: number,
    personId: string | null,
    at: Date,
  ): Promise<void> {
    const key = [ticketId, tx.actor.institution.id, side, escalationN];
    if (personId === null) {
      await tx.run(
        `delete from assignment where ticket_id = $1 and institution_id = $2 and side = $3 and escalation_n = $4`,
        key,
      );
      return;
    }
    await tx.run(
      `insert into assignment (ticket_id, institution_id, side, escalation_n, person_id, assigned_at)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (ticket_id, institution_id, side, escalation_n) do update
          set person_id = excluded.person_id, assigned_at = excluded.assigned_at`,
      [...key, personId, at],
    );
  }
}
