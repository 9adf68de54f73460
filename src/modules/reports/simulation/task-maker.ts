import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { CommitmentsStore } from '../../catalogue/index.js';
import type { Task } from './domain/messages.js';
import type { Started } from './running.store.js';

/** Gathers what the thread has to know beside the units. */
@Injectable()
export class TaskMaker {
  constructor(private readonly commitments: CommitmentsStore) {}

  async of(tx: Transaction, { agreementId, period, terms }: Started, now: Date): Promise<Task> {
    const promised = await this.commitments.ofAgreement(tx, agreementId);
    const [agreement] = await tx.query<{ timeZone: string }>(
      `select l.time_zone as "timeZone"
         from agreement a
         join institution l on l.id = a.lead_provider_id
        where a.id = $1`,
      [agreementId],
    );
    if (!agreement) throw new Error(`agreement ${agreementId} is not visible to who simulates it`);
    return {
      period,
      terms,
      homeZone: agreement.timeZone,
      now: now.getTime(),
      bindings: promised.terms.map(({ number, effectiveFrom, recordedAt, binding }) => ({
        number,
        effectiveFrom: effectiveFrom.getTime(),
        recordedAt: recordedAt.getTime(),
        value: binding,
      })),
    };
  }
}
