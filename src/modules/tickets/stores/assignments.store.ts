import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../database/index.js';

/** Who works on what, and in which queue it lies, as their own side knows it; `escalationN` 0 is the ticket itself. */
export interface Assignment {
  side: Side;
  escalationN: number;
  personId: string | null;
  name: string | null;
  teamId: string | null;
  teamName: string | null;
}

/** What is left out stays as it is. */
export interface AssignTo {
  personId?: string | null | undefined;
  teamId?: string | null | undefined;
}

@Injectable()
export class AssignmentsStore {
  async ofTicket(tx: Transaction, ticketId: string): Promise<Assignment[]> {
    return tx.query<Assignment>(
      `select a.side, a.escalation_n as "escalationN", a.person_id as "personId", p.display_name as name,
              a.team_id as "teamId", t.name as "teamName"
         from assignment a
         left join person p on p.id = a.person_id
         left join team t on t.id = a.team_id
        where a.ticket_id = $1`,
      [ticketId],
    );
  }

  /**
   * Gives a locked ticket or escalation to somebody or to a queue; with neither left it is nobody's. Returns who had it.
   */
  async set(
    tx: Transaction,
    ticketId: string,
    side: Side,
    escalationN: number,
    to: AssignTo,
    at: Date,
  ): Promise<string | null> {
    const key = [ticketId, tx.actor.institution.id, side, escalationN];
    const [was] = await tx.query<{ personId: string | null; teamId: string | null }>(
      `select person_id as "personId", team_id as "teamId" from assignment
        where ticket_id = $1 and institution_id = $2 and side = $3 and escalation_n = $4`,
      key,
    );
    const personId = to.personId === undefined ? (was?.personId ?? null) : to.personId;
    const teamId = to.teamId === undefined ? (was?.teamId ?? null) : to.teamId;
    if (personId === null && teamId === null) {
      await tx.run(
        `delete from assignment where ticket_id = $1 and institution_id = $2 and side = $3 and escalation_n = $4`,
        key,
      );
      return was?.personId ?? null;
    }
    await tx.run(
      `insert into assignment (ticket_id, institution_id, side, escalation_n, person_id, assigned_at, team_id)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (ticket_id, institution_id, side, escalation_n) do update
          set person_id = excluded.person_id, assigned_at = excluded.assigned_at, team_id = excluded.team_id`,
      [...key, personId, at, teamId],
    );
    return was?.personId ?? null;
  }
}
