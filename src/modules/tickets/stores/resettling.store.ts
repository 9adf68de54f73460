import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

/** The tickets whose timers are to be worked out anew. Written and emptied by the worker, in the owner's name. */
@Injectable()
export class ResettlingStore {
  /** The owner's tickets that are not over: all of them, or those under one agreement. */
  async putDown(tx: Transaction, institutionId: string, agreementId: string | null, since: Date): Promise<void> {
    await tx.run(
      `insert into resettling (ticket_id, institution_id, since)
       select t.id, t.institution_id, $3
         from ticket t
        where t.institution_id = $1
          and ($2::uuid is null or t.agreement_id = $2)
          and t.state not in ('closed', 'cancelled', 'merged')
       on conflict (ticket_id) do update set since = greatest(resettling.since, excluded.since)`,
      [institutionId, agreementId, since],
    );
  }

  async done(tx: Transaction, ticketId: string): Promise<void> {
    await tx.run('delete from resettling where ticket_id = $1', [ticketId]);
  }
}
