import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

export interface TimeSpent {
  id: string;
  personId: string;
  personName: string | null;
  minutes: number;
  /** A local date. */
  spentOn: string;
  note: string | null;
  enteredAt: Date;
  withdrawnAt: Date | null;
  side: 'user' | 'provider';
}

const selected = `
  select e.id, e.person_id as "personId", p.display_name as "personName", e.minutes, e.spent_on::text as "spentOn",
         e.note, e.entered_at as "enteredAt", e.withdrawn_at as "withdrawnAt", e.side
    from time_spent e
    left join person p on p.id = e.person_id`;

/** Time that people say they spent on a ticket: the inside of a side. */
@Injectable()
export class TimeSpentStore {
  ofTicket(
    tx: Transaction,
    ticketId: string,
    limit: number,
    after?: { enteredAt: string; id: string },
  ): Promise<TimeSpent[]> {
    return tx.query<TimeSpent>(
      `${selected}
        where e.ticket_id = $1
          and (e.entered_at, e.id) > ($2::timestamptz, $3::uuid)
        order by e.entered_at, e.id
        limit $4`,
      [ticketId, after?.enteredAt ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', limit],
    );
  }

  /** The whole that the actor's sides spent. */
  async total(tx: Transaction, ticketId: string): Promise<number> {
    const [row] = await tx.query<{ total: number }>(
      `select coalesce(sum(minutes), 0)::integer as total
         from time_spent
        where ticket_id = $1 and withdrawn_at is null`,
      [ticketId],
    );
    return row?.total ?? 0;
  }

  async one(tx: Transaction, ticketId: string, id: string): Promise<TimeSpent | undefined> {
    const [entry] = await tx.query<TimeSpent>(`${selected} where e.ticket_id = $1 and e.id = $2`, [ticketId, id]);
    return entry;
  }

  async add(
    tx: Transaction,
    ticketId: string,
    entry: Pick<TimeSpent, 'id' | 'side' | 'minutes' | 'spentOn' | 'note' | 'enteredAt'>,
  ): Promise<void> {
    await tx.run(
      `insert into time_spent (id, institution_id, side, ticket_id, person_id, minutes, spent_on, note, entered_at)
       values ($1, app_institution(), $2, $3, app_person(), $4, $5, $6, $7)`,
      [entry.id, entry.side, ticketId, entry.minutes, entry.spentOn, entry.note, entry.enteredAt],
    );
  }

  /** Takes one's own entry back. False when it was taken back already. */
  async withdraw(tx: Transaction, id: string, at: Date): Promise<boolean> {
    const touched = await tx.run(
      'update time_spent set withdrawn_at = $2 where id = $1 and person_id = app_person() and withdrawn_at is null',
      [id, at],
    );
    return touched === 1;
  }
}
