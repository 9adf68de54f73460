import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../database/index.js';
import { Clock, forbidden, newId, notFound, orThrow } from '../../kernel/index.js';
import { peopleWithRole, requirePermission, servicesFor } from '../identity/index.js';
import { adviceOnEffect, adviceOnHolidays, type Advice } from '../service-hours/index.js';
import { AgreementRecord } from './agreement-record.js';
import { admitNotice, admitProposal, isSide, type Acting } from './domain/admission.js';
import { proposedVersion, type ProposedVersion } from './domain/proposal.js';
import { type GiveNoticeDto, type ProposeVersionDto } from './dto/propose-version.dto.js';
import {
  addProposal,
  giveNotice,
  lastOf,
  lockAgreement,
  openAgreement,
  replaceOpen,
  startingPoint,
  versionByNumber,
  type DatedVersion,
  type OpenAgreement,
} from './versions.store.js';

const FEWEST_SPOCS = 2;

/** What a move on an agreement says: the version as it stands now, and what to think about. */
export interface VersionAnswer {
  version: DatedVersion;
  warnings: readonly Advice[];
}

/** A side proposes another version of an agreement, or gives notice. */
@Injectable()
export class ProposalsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly record: AgreementRecord,
  ) {}

  propose(actor: Actor, agreementId: string, body: ProposeVersionDto): Promise<VersionAnswer> {
    return this.work.run(actor, async (tx) => {
      await ownAgreement(tx, agreementId, this.clock.now());
      await lockAgreement(tx, agreementId);
      const now = this.clock.now();
      const agreement = await ownAgreement(tx, agreementId, now);
      const { version, proposal, last } = await draftOf(tx, agreement, body, now);
      const replaced = await replaceOpen(tx, agreementId, now);
      const number = last.number + 1;
      const { retroactive, reason = null } = proposal;
      await addProposal(tx, { id: newId(now), agreementId, number, version, retroactive, reason, at: now });
      await this.record.append(tx, agreement, now, [
        ...(replaced === undefined
          ? []
          : [{ type: 'agreement.version_replaced' as const, data: { number: replaced, by: number } }]),
        {
          type: 'agreement.version_proposed',
          data: { number, effectiveFrom: version.effectiveFrom, retroactive },
        },
      ]);
      const warnings = await this.advice(tx, agreement, version, now, last.latestEffect);
      return { version: await readBack(tx, agreementId, number), warnings };
    });
  }

  notice(actor: Actor, agreementId: string, { endsOn, reason }: GiveNoticeDto): Promise<void> {
    return this.work.run(actor, async (tx) => {
      await ownAgreement(tx, agreementId, this.clock.now());
      await lockAgreement(tx, agreementId);
      const now = this.clock.now();
      const agreement = await ownAgreement(tx, agreementId, now);
      const standing = {
        isEnded: agreement.status === 'ended',
        noticeGiven: agreement.noticeGivenAt !== null,
        endsOn: agreement.endsOn,
      };
      orThrow(admitNotice(standing, endsOn, agreement.today));
      await giveNotice(tx, { agreementId, endsOn, reason, at: now });
      await this.record.append(tx, agreement, now, [{ type: 'agreement.notice_given', data: { endsOn } }]);
    });
  }

  /** What is said beside a proposal and an acceptance. How many SPOCs there are, only their own institution sees. */
  async advice(
    tx: Transaction,
    agreement: OpenAgreement,
    version: Pick<ProposedVersion, 'hours' | 'effectiveFrom'>,
    now: Date,
    latestEffect: Date | null,
  ): Promise<Advice[]> {
    const from = Math.max(version.effectiveFrom.getTime(), now.getTime());
    const isHome = agreement.institutionId === tx.actor.institution.id;
    const spocs = isHome ? (await peopleWithRole(tx, 'spoc', agreement.serviceId)).length : FEWEST_SPOCS;
    return [
      ...adviceOnHolidays(version.hours, from).map((advice) => ({ ...advice, pointer: '/hours/holidays' })),
      ...adviceOnEffect(version.effectiveFrom, latestEffect),
      ...(spocs < FEWEST_SPOCS
        ? [{ code: 'few_spocs', message: 'An agreement takes at least two single points of contact.' }]
        : []),
    ];
  }
}

/** What a proposal would be at this instant, all of it checked; nothing is written. */
export async function draftOf(tx: Transaction, agreement: OpenAgreement, body: ProposeVersionDto, now: Date) {
  const version = orThrow(proposedVersion(body, await startingPoint(tx, agreement.id, now), now));
  const proposal = {
    effectiveFrom: version.effectiveFrom,
    retroactive: body.retroactive === true,
    reason: body.reason ?? undefined,
  };
  orThrow(admitProposal(agreement.status === 'ended', proposal, actingOf(tx.actor), now));
  return { version, proposal, last: await lastOf(tx, agreement.id) };
}

/** The agreement, if the actor sees it (404), may speak about it (403) and is one of its sides (403). */
export async function ownAgreement(tx: Transaction, id: string, at: Date): Promise<OpenAgreement> {
  const agreement = await openAgreement(tx, id, at);
  if (!agreement) throw notFound();
  requirePermission(tx.actor, 'agreement.propose', agreement.serviceId);
  if (!isSide(agreement, tx.actor.institution.id)) throw forbidden('Your institution is no side of this agreement.');
  return agreement;
}

export function actingOf(actor: Actor): Acting {
  return { institutionId: actor.institution.id, mayBackdate: servicesFor(actor, 'agreement.backdate') === 'all' };
}

export async function readBack(tx: Transaction, agreementId: string, number: number): Promise<DatedVersion> {
  const version = await versionByNumber(tx, agreementId, number);
  if (!version) throw new Error('a version that was just written is gone');
  return version;
}
