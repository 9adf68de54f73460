import type { Transaction } from '../../database/index.js';
import { newId } from '../../kernel/index.js';
import { ofInstitution, type Keeper } from '../institutions/index.js';
import { holdTermsAlone, recordingAfter } from '../service-hours/index.js';
import { type RecordTargetsDto } from './dto/targets.dto.js';
import { draftOfTargets } from './targets.service.js';
import { addTargets, ownTargets, type TargetsVersion } from './targets.store.js';

/** What an institution first promises its people; it may hold for a time that has passed: nothing was promised in it. */
export async function installTargets(
  tx: Transaction,
  keeper: Keeper,
  institutionId: string,
  first: Omit<TargetsVersion, 'number' | 'recordedAt'>,
): Promise<void> {
  await record(tx, keeper, institutionId, { ...first, number: 1, recordedAt: recordingAfter(null, keeper.at) });
}

/** A further version, by the same rules as a manager's. */
export async function changeTargets(
  tx: Transaction,
  keeper: Keeper,
  institutionId: string,
  said: RecordTargetsDto,
): Promise<void> {
  await holdTermsAlone(tx, institutionId);
  const { version } = await tx.asOwner(institutionId, () => draftOfTargets(tx, said, keeper.clock.now()));
  await record(tx, keeper, institutionId, version);
}

/** The newest version of each of these institutions, if it has one. */
export async function standingTargets(
  tx: Transaction,
  institutionIds: readonly string[],
): Promise<ReadonlyMap<string, TargetsVersion>> {
  const newest = new Map<string, TargetsVersion>();
  for (const id of institutionIds) {
    const version = (await tx.asOwner(id, () => ownTargets(tx))).at(-1);
    if (version) newest.set(id, version);
  }
  return newest;
}

async function record(tx: Transaction, keeper: Keeper, institutionId: string, version: TargetsVersion): Promise<void> {
  const { number, effectiveFrom, recordedAt } = version;
  const data = { number, effectiveFrom, recordedAt };
  const event = ofInstitution(institutionId, keeper, 'institution.targets_recorded', data);
  await tx.asOwner(institutionId, async () => {
    await addTargets(tx, newId(recordedAt), version);
    await keeper.events.appendTo(tx, 'institution', institutionId, recordedAt, [event]);
  });
}
