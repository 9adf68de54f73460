import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';

/** What suspends an action: asked by the worker, for the institution whose action it is. */
@Injectable()
export class SuspendingStore {
  /** Held until the transaction ends; false: not of the acting institution, or not published just now. */
  async holdPublished(tx: Transaction, actionId: string): Promise<boolean> {
    const touched = await tx.run(
      `select 1
         from action a
        where a.id = $1
          and a.institution_id = app_institution()
          and a.state = 'published'
          for update`,
      [actionId],
    );
    return touched === 1;
  }

  /** How many runs of the published version made it worse, whoever made them, since it was lifted last. */
  async madeWorse(tx: Transaction, actionId: string): Promise<number> {
    const [row] = await tx.query<{ runs: number }>(
      `select action_made_worse($1, coalesce((select max(e.occurred_at)
                                                from event e
                                               where e.stream_id = $1
                                                 and e.type = 'action.lifted'), '-infinity')) as runs`,
      [actionId],
    );
    return row?.runs ?? 0;
  }
}
