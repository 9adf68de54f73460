import type { Transaction } from '../../database/index.js';
import { readerKey, type Events, type NewEvent } from '../../events/index.js';
import type { Clock, FieldChange } from '../../kernel/index.js';
import { insertInstitution, insertSite, updateInstitution, updateSite } from './keeping.store.js';

/*
 * The one place where institutions and their sites are made and changed. It is done as the owner of the database, for the
 * operator; what was done stands in the institution's own stream of the record, read by its staff.
 */

/** An institution as it is to stand, without what tells it from others. */
export interface InstitutionFields {
  name: string;
  domain: string;
  timeZone: string;
  holidayRegion: string;
  locale: string;
}

export interface SiteFields {
  timeZone: string;
  holidayRegion: string;
  isDefault: boolean;
}

export type NewInstitution = InstitutionFields & { id: string; code: string };
export type NewSite = SiteFields & { id: string; institutionId: string; code: string; serviceHoursId: string | null };

/** Whom an act is written down for beside the actor of the transaction: the command, and which of its runs. */
export type Stamp = Readonly<Record<string, string>>;

/** What writes the record for it, and when: `at` for everything that is done at once. */
export interface Keeper {
  events: Events;
  clock: Clock;
  at: Date;
  stamp: Stamp;
}

export async function addInstitution(tx: Transaction, keeper: Keeper, institution: NewInstitution): Promise<void> {
  await insertInstitution(tx, institution);
  await record(tx, keeper, institution.id, 'institution.added', {});
}

export async function changeInstitution(
  tx: Transaction,
  keeper: Keeper,
  id: string,
  changes: readonly FieldChange[],
): Promise<void> {
  await updateInstitution(tx, id, valuesOf(changes));
  await record(tx, keeper, id, 'institution.changed', { fields: changes.map(({ field }) => field) });
}

export async function addSite(tx: Transaction, keeper: Keeper, site: NewSite): Promise<void> {
  await insertSite(tx, site);
  await record(tx, keeper, site.institutionId, 'site.added', { siteId: site.id });
}

export async function changeSite(
  tx: Transaction,
  keeper: Keeper,
  site: { id: string; institutionId: string },
  changes: readonly FieldChange[],
): Promise<void> {
  await updateSite(tx, site.id, valuesOf(changes));
  await record(tx, keeper, site.institutionId, 'site.changed', {
    siteId: site.id,
    fields: changes.map(({ field }) => field),
  });
}

/** An event of an institution's own stream. Names of fields, never what they hold: texts stand in the rows. */
export function ofInstitution(institutionId: string, { stamp }: Keeper, type: string, data: object): NewEvent {
  return {
    type,
    audience: 'internal',
    side: 'user',
    readers: [readerKey(institutionId, 'user')],
    data: { ...data, ...stamp },
  };
}

async function record(
  tx: Transaction,
  keeper: Keeper,
  institutionId: string,
  type: string,
  data: object,
): Promise<void> {
  const event = ofInstitution(institutionId, keeper, type, data);
  await tx.asOwner(institutionId, () => keeper.events.appendTo(tx, 'institution', institutionId, keeper.at, [event]));
}

function valuesOf(changes: readonly FieldChange[]): Record<string, unknown> {
  return Object.fromEntries(changes.map(({ field, to }) => [field, to]));
}
