import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

/** Who acknowledged which announcement of a change. */
@Injectable()
export class AcksStore {
  /** In the name of the acting institution and person; false where it was acknowledged already. */
  async acknowledge(
    tx: Transaction,
    { id, institutionId, announcedAt }: { id: string; institutionId: string; announcedAt: Date },
    at: Date,
  ): Promise<boolean> {
    const added = await tx.run(
      `insert into change_ack (institution_id, change_id, announced_at, owner_id, person_id, acknowledged_at)
       values (app_institution(), $1, $2, $3, app_person(), $4)
       on conflict do nothing`,
      [id, announcedAt, institutionId, at],
    );
    return added > 0;
  }
}
