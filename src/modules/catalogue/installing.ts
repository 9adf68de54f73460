import type { Side, Transaction } from '../../database/index.js';
import { newId, orThrow } from '../../kernel/index.js';
import type { Keeper } from '../institutions/index.js';
import { holdTermsAlone, recordingAfter } from '../service-hours/index.js';
import type { AgreementEvent } from './agreement-record.js';
import { admitNotice } from './domain/admission.js';
import { type ProposedVersion } from './domain/proposal.js';
import { type ProposeVersionDto } from './dto/propose-version.dto.js';
import { insertAgreement, insertInstalled, type NewAgreement } from './installing.store.js';
import { draftOf, readBack } from './proposals.service.js';
import { addProposal, decide, giveNotice, lastOf, lockAgreement, openAgreement } from './versions.store.js';

/*
 * What an operator's import does with agreements. The first version of one that is new is installed as agreed by both
 * sides: they said so outside the program, and the record says who wrote it down. Afterwards an agreement is what two
 * sides make of it: a change is proposed in the name of the lead provider, and accepted in the name of the user
 * institution only where the file says by what it was signed.
 */

interface Sides {
  id: string;
  institutionId: string;
  leadProviderId: string;
}

/** `signed`: by what both sides agreed, as the file says. */
export async function installAgreement(
  tx: Transaction,
  keeper: Keeper,
  agreement: NewAgreement,
  version: ProposedVersion,
  signed: string | null,
): Promise<void> {
  const { at } = keeper;
  const recordedAt = recordingAfter(null, at);
  const retroactive = version.effectiveFrom < at;
  await insertAgreement(tx, agreement);
  await insertInstalled(tx, { id: newId(at), agreement, version, at, recordedAt, retroactive, signed });
  const { effectiveFrom } = version;
  const data = { number: 1, effectiveFrom, recordedAt, retroactive };
  await speak(tx, keeper, agreement, 'provider', recordedAt, { type: 'agreement.installed', data });
}

/** A further version: proposed by the lead provider, and where it was signed accepted by the user institution. */
export async function changeAgreement(
  tx: Transaction,
  keeper: Keeper,
  sides: Sides,
  said: ProposeVersionDto,
  signed: string | undefined,
): Promise<void> {
  const { id: agreementId } = sides;
  // first the locks, then the clock: no ticket was moved after this instant without knowing the version
  await holdTermsAlone(tx, agreementId);
  await lockAgreement(tx, agreementId);
  const now = keeper.clock.now();
  const agreement = await openAgreement(tx, agreementId, now);
  if (!agreement) throw new Error('an agreement that was there is gone');
  const { version, proposal, last } = await draftOf(tx, agreement, said, now);
  const number = last.number + 1;
  const { effectiveFrom, retroactive, reason = null } = proposal;
  const proposed = { id: newId(now), agreementId, number, version, retroactive, reason, at: now };
  await tx.asOwner(sides.leadProviderId, () => addProposal(tx, proposed), 'provider');
  const data = { number, effectiveFrom, retroactive };
  await speak(tx, keeper, sides, 'provider', now, { type: 'agreement.version_proposed', data });
  if (signed !== undefined) await accept(tx, keeper, sides, number, now, signed);
}

/** The agreement ends on a day that lies ahead, because one of its sides gave notice. */
export async function endAgreement(
  tx: Transaction,
  keeper: Keeper,
  sides: Sides,
  notice: { by: string; endsOn: string; reason: string },
): Promise<void> {
  await lockAgreement(tx, sides.id);
  const now = keeper.clock.now();
  const agreement = await openAgreement(tx, sides.id, now);
  if (!agreement) throw new Error('an agreement that was there is gone');
  const { status, noticeGivenAt, endsOn, today } = agreement;
  orThrow(
    admitNotice({ isEnded: status === 'ended', noticeGiven: noticeGivenAt !== null, endsOn }, notice.endsOn, today),
  );
  const { endsOn: lastDay, reason } = notice;
  await tx.asOwner(notice.by, () => giveNotice(tx, { agreementId: sides.id, endsOn: lastDay, reason, at: now }));
  const side = notice.by === sides.institutionId ? 'user' : 'provider';
  await speak(tx, keeper, sides, side, now, { type: 'agreement.notice_given', data: { endsOn: lastDay } });
}

async function accept(
  tx: Transaction,
  keeper: Keeper,
  sides: Sides,
  number: number,
  now: Date,
  signed: string,
): Promise<void> {
  const version = await readBack(tx, sides.id, number);
  const recordedAt = recordingAfter((await lastOf(tx, sides.id)).recordedAt, now);
  const decision = { id: version.id, state: 'accepted' as const, at: recordedAt, recordedAt, reason: signed };
  await tx.asOwner(sides.institutionId, () => decide(tx, decision));
  const data = { number, effectiveFrom: version.effectiveFrom, recordedAt };
  await speak(tx, keeper, sides, 'user', recordedAt, { type: 'agreement.version_accepted', data });
}

/** As the system of one of the sides. */
async function speak(
  tx: Transaction,
  { events, stamp }: Keeper,
  { id, institutionId, leadProviderId }: Sides,
  side: Side,
  at: Date,
  { type, data }: AgreementEvent,
): Promise<void> {
  const event = { type, audience: 'shared' as const, side, readers: [], data: { ...data, ...stamp } };
  const append = () => events.appendTo(tx, 'agreement', id, at, [event]);
  if (side === 'user') await tx.asOwner(institutionId, append);
  else await tx.asOwner(leadProviderId, append, 'provider');
}
