import type { Transaction } from '../../database/index.js';
import { newId } from '../../kernel/index.js';
import { ofInstitution, type Keeper } from '../institutions/index.js';
import { recordingAfter } from './domain/effect.js';
import { type StoredHours } from './domain/stored-hours.js';
import { type RecordHoursDto } from './dto/hours-input.dto.js';
import { draftOfHours } from './own-hours.service.js';
import { addVersion, type OwnHoursVersion } from './own-hours.store.js';
import { insertHours } from './keeping.store.js';
import { holdTermsAlone } from './terms-lock.js';

/** Service hours that are new, with their first version; it may hold for a time that has passed: nothing was promised in it. */
export async function installHours(
  tx: Transaction,
  keeper: Keeper,
  hours: { id: string; institutionId: string; name: string },
  first: { stored: StoredHours; effectiveFrom: Date; reason: string | null },
): Promise<void> {
  const recordedAt = recordingAfter(null, keeper.at);
  const { stored, effectiveFrom, reason } = first;
  await insertHours(tx, hours);
  await record(tx, keeper, hours, { ...stored, number: 1, effectiveFrom, recordedAt, reason });
}

/** A further version, by the same rules as a manager's. */
export async function changeHours(
  tx: Transaction,
  keeper: Keeper,
  hours: { id: string; institutionId: string },
  said: RecordHoursDto,
): Promise<void> {
  await holdTermsAlone(tx, hours.institutionId);
  const { version } = await draftOfHours(tx, hours.id, said, keeper.clock.now());
  await record(tx, keeper, hours, version);
}

async function record(
  tx: Transaction,
  keeper: Keeper,
  { id: serviceHoursId, institutionId }: { id: string; institutionId: string },
  version: OwnHoursVersion,
): Promise<void> {
  const { number, effectiveFrom, recordedAt } = version;
  const data = { serviceHoursId, number, effectiveFrom, recordedAt };
  const event = ofInstitution(institutionId, keeper, 'institution.hours_recorded', data);
  await tx.asOwner(institutionId, async () => {
    await addVersion(tx, { id: newId(recordedAt), hoursId: serviceHoursId, version });
    await keeper.events.appendTo(tx, 'institution', institutionId, recordedAt, [event]);
  });
}
