import type { Transaction } from '../../../database/index.js';
import {
  actorOfColleague,
  can,
  colleague,
  peopleWithRole,
  type Colleague,
  type Permission,
  type Role,
} from '../../identity/index.js';
import type { ActionReader } from '../../mail/index.js';

/** Somebody who is told, and why. */
export interface Heard {
  person: Colleague;
  reader: ActionReader;
}

/** Whoever answers for it, as long as they are here and may read it for one of its services. */
export async function ownerOf(
  tx: Transaction,
  ownerId: string,
  permission: Permission,
  serviceIds: readonly string[],
): Promise<Heard[]> {
  const actor = await actorOfColleague(tx, ownerId);
  const person = actor && (await colleague(tx, ownerId));
  if (!person || !serviceIds.some((serviceId) => can(actor, permission, serviceId))) return [];
  return [{ person, reader: 'owner' }];
}

/** Those who hold one of these roles now, for one of these services. */
export async function holding(
  tx: Transaction,
  roles: readonly Role[],
  serviceIds: readonly string[],
  reader: ActionReader,
): Promise<Heard[]> {
  const found: Heard[] = [];
  for (const role of roles)
    for (const serviceId of serviceIds)
      for (const person of await peopleWithRole(tx, role, serviceId)) found.push({ person, reader });
  return found;
}

/** Each once, for the first reason; without those who know it already, and those who have no address. */
export function each(heard: readonly Heard[], knowing: readonly (string | null)[] = []): Heard[] {
  const told = new Set(knowing);
  return heard.filter(({ person }) => {
    if (told.has(person.id) || person.email === '') return false;
    told.add(person.id);
    return true;
  });
}
