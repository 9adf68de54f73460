import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

/** What a change is told of the action that it follows. */
@Injectable()
export class RunFactsStore {
  /** Those of these components that the service has. */
  async components(tx: Transaction, serviceId: string, codes: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ code: string }>(
      `select k.code
         from component k
        where k.service_id = $1
          and k.code = any ($2::text[])
        order by k.code`,
      [serviceId, codes],
    );
    return rows.map(({ code }) => code);
  }

  /** Whether it worked on this service before. */
  async hasWorked(tx: Transaction, actionId: string, serviceId: string): Promise<boolean> {
    const [row] = await tx.query<{ has: boolean }>(
      `select coalesce(bool_or(o.worked > 0), false) as has
         from action_outcomes(array[$1::uuid]) o
        where o.service_id = $2`,
      [actionId, serviceId],
    );
    return row?.has === true;
  }
}
