import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Clock, notFound, orThrow } from '../../kernel/index.js';
import { holdTermsAlone, recordingAfter, type Advice } from '../service-hours/index.js';
import { AgreementRecord, type AgreementEventType } from './agreement-record.js';
import { admitAcceptance, admitDecision, mayDecide, type Decision, type Open } from './domain/admission.js';
import { actingOf, ownAgreement, ProposalsService, readBack, type VersionAnswer } from './proposals.service.js';
import {
  decide,
  lastOf,
  lockAgreement,
  openAgreement,
  versionByNumber,
  type DatedVersion,
  type OpenAgreement,
} from './versions.store.js';

const outcomes = {
  accept: ['accepted', 'agreement.version_accepted'],
  reject: ['rejected', 'agreement.version_rejected'],
  withdraw: ['withdrawn', 'agreement.version_withdrawn'],
} as const satisfies Record<Decision, [string, AgreementEventType]>;

/** What the sides do with a version that is proposed: accept it, reject it, withdraw it. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly record: AgreementRecord,
    private readonly proposals: ProposalsService,
  ) {}

  decide(
    actor: Actor,
    agreementId: string,
    number: number,
    decision: Decision,
    reason: string | undefined,
  ): Promise<VersionAnswer> {
    return this.work.run(actor, async (tx) => {
      const now = this.clock.now();
      if (!(await openAgreement(tx, agreementId, now))) throw notFound();
      const seen = await versionByNumber(tx, agreementId, number);
      if (!seen) throw notFound();
      const sides = await ownAgreement(tx, agreementId, now);
      orThrow(mayDecide(decision, openOf(seen), sides, actingOf(actor)));

      // first the lock, then the clock: no ticket was moved after this instant without knowing the version
      if (decision === 'accept') await holdTermsAlone(tx, agreementId);
      await lockAgreement(tx, agreementId);
      const version = await readBack(tx, agreementId, number);
      const at = this.clock.now();
      const agreement = await ownAgreement(tx, agreementId, at);
      const last = await lastOf(tx, agreementId);
      orThrow(admitDecision(openOf(version), last.number, decision === 'accept' && agreement.status === 'ended'));
      return {
        warnings: await this.write(tx, agreement, version, { decision, at, last, reason: reason ?? null }),
        version: await readBack(tx, agreementId, number),
      };
    });
  }

  private async write(
    tx: Transaction,
    agreement: OpenAgreement,
    version: DatedVersion,
    made: { decision: Decision; at: Date; last: Awaited<ReturnType<typeof lastOf>>; reason: string | null },
  ): Promise<readonly Advice[]> {
    const { decision, last, reason } = made;
    const isAccepted = decision === 'accept';
    const at = isAccepted ? recordingAfter(last.recordedAt, made.at) : made.at;
    if (isAccepted) orThrow(admitAcceptance(openOf(version), actingOf(tx.actor), made.at));
    const [state, type] = outcomes[decision];
    await decide(tx, { id: version.id, state, at, recordedAt: isAccepted ? at : null, reason });
    const { number, effectiveFrom } = version;
    const data = isAccepted ? { number, effectiveFrom, recordedAt: at } : { number };
    await this.record.append(tx, agreement, at, [{ type, data }]);
    return isAccepted ? this.proposals.advice(tx, agreement, version, at, last.latestEffect) : [];
  }
}

function openOf({ number, state, effectiveFrom, retroactive, proposedByInstitutionId }: DatedVersion): Open {
  return { number, state, effectiveFrom, retroactive, proposedBy: proposedByInstitutionId };
}
