import type { Transaction } from '../../database/index.js';
import type { Colleague } from '../identity/index.js';
import { institutionById, sitesOf } from '../institutions/index.js';

/** In which zone instants are told to a colleague: their own, else their site's, else the institution's. */
export async function zonesOf(tx: Transaction, institutionId: string): Promise<(person: Colleague) => string> {
  const sites = await sitesOf(tx, institutionId);
  const usual = sites.find(({ isDefault }) => isDefault)?.timeZone;
  const zone = usual ?? (await institutionById(tx, institutionId))?.timeZone ?? 'UTC';
  return (person) => person.timeZone ?? sites.find(({ id }) => id === person.siteId)?.timeZone ?? zone;
}
