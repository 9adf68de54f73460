import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { TextsStore } from './texts.store.js';

/** How a ticket was settled. */
export interface Ending {
  code: string | null;
  text: string | null;
}

@Injectable()
export class AlikeStore {
  constructor(private readonly texts: TextsStore) {}

  /** Of an institution whose part has ended the code stays hidden: it was given later, perhaps. */
  async endings(tx: Transaction, ticketIds: readonly string[]): Promise<Map<string, Ending>> {
    const texts = await this.texts.endings(tx, ticketIds);
    const codes = await tx.query<{ id: string; code: string | null }>(
      `select t.id, t.resolution_code as code
         from ticket t
        where t.id = any ($1::uuid[])
          and exists (select 1 from ticket_party p where p.ticket_id = t.id and p.until is null)`,
      [ticketIds],
    );
    return new Map(
      ticketIds.map((id) => [
        id,
        {
          code: codes.find((one) => one.id === id)?.code ?? null,
          text: texts.find((one) => one.ticketId === id)?.body ?? null,
        },
      ]),
    );
  }

  /** What somebody of the own institution has open on a service, the newest first. */
  async openOf(tx: Transaction, requesterId: string, serviceId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `select p.ticket_id as id
         from ticket_party p
        where p.institution_id = app_institution()
          and p.side = 'user'
          and p.requester_id = $1
          and p.service_id = $2
          and p.state in ('new', 'in_progress', 'waiting')
        order by p.opened_at desc, p.ticket_id desc
        limit 20`,
      [requesterId, serviceId],
    );
    return rows.map(({ id }) => id);
  }
}
