import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

/** Which services an institution runs: those that it leads, or of which it holds a function. */
@Injectable()
export class RunServices {
  async isRunBy(tx: Transaction, serviceId: string): Promise<boolean> {
    const [row] = await tx.query<{ is: boolean }>('select $1::uuid in (select run_services()) as is', [serviceId]);
    return row?.is === true;
  }
}
