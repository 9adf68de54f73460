import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { CommitmentsStore } from '../catalogue/index.js';
import { workingTimeOf } from '../timers/index.js';
import { CONTEST_DAYS, type AgreementSide } from './domain/contest.js';
import type { ContestedUnit } from './stores/contests.store.js';

/** What contests leave in the agreement's record, and until when its hours let a verdict be contested. */
@Injectable()
export class VerdictRecord {
  constructor(
    private readonly promises: CommitmentsStore,
    private readonly events: Events,
  ) {}

  async contestableUntil(tx: Transaction, agreementId: string, fellAt: Date): Promise<number | undefined> {
    const { hours } = await this.promises.ofAgreement(tx, agreementId);
    return workingTimeOf(hours).endOfWorkingDay(fellAt.getTime(), CONTEST_DAYS);
  }

  async append(
    tx: Transaction,
    { agreementId }: ContestedUnit,
    side: AgreementSide,
    at: Date,
    type: 'verdict.contested' | 'verdict.settled',
    data: Record<string, unknown>,
  ): Promise<void> {
    await this.events.appendTo(tx, 'agreement', agreementId, at, [
      { type, audience: 'shared', side, readers: [], data },
    ]);
  }
}
