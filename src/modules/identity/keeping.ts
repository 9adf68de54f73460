import type { Transaction } from '../../database/index.js';
import type { NewEvent } from '../../events/index.js';
import { ofInstitution, type Keeper } from '../institutions/index.js';
import type { PeopleChange } from './domain/people-changes.js';
import { grantRoles, insertMembers, insertPeople, takeRole, updateMember, updatePerson } from './keeping.store.js';

/**
 * The one place where people and their roles are made and changed. Rows first, all of a kind in one statement; then each
 * institution's own stream says what became of its people: ids, roles and the names of fields, never a name or an address.
 *
 * A role that is taken away is gone with the commit: every request asks the database anew what its person holds, and
 * streams that stay open are looked at again every half minute (`SessionWatch`).
 */
export async function keepPeople(tx: Transaction, keeper: Keeper, changes: readonly PeopleChange[]): Promise<void> {
  const of = <K extends PeopleChange['kind']>(...kinds: K[]) =>
    changes.filter((one): one is Extract<PeopleChange, { kind: K }> => (kinds as string[]).includes(one.kind));
  await insertPeople(tx, of('person_added'));
  for (const change of of('person_changed')) await updatePerson(tx, change);
  await insertMembers(tx, of('member_added'));
  for (const change of of('member_changed')) await updateMember(tx, change);
  for (const change of of('role_taken')) await takeRole(tx, change);
  await grantRoles(tx, of('role_granted', 'role_changed'));
  for (const [institutionId, events] of peopleEvents(changes, keeper))
    await tx.asOwner(institutionId, () => keeper.events.appendTo(tx, 'institution', institutionId, keeper.at, events));
}

/** What each institution's stream says of it, in the order in which it was done. */
function peopleEvents(changes: readonly PeopleChange[], keeper: Keeper): Map<string, NewEvent[]> {
  const byInstitution = new Map<string, NewEvent[]>();
  const say = (institutionId: string, type: PeopleEventType, data: object) => {
    const events = byInstitution.get(institutionId) ?? [];
    byInstitution.set(institutionId, [...events, ofInstitution(institutionId, keeper, type, data)]);
  };
  for (const change of changes) {
    if (change.kind === 'person_added') continue;
    const { personId } = change;
    if (change.kind === 'person_changed') {
      const fields = change.fields.map(({ field }) => field);
      for (const institutionId of change.institutionIds) say(institutionId, 'person.changed', { personId, fields });
      continue;
    }
    const { institutionId } = change;
    if (change.kind === 'member_added') say(institutionId, 'person.added', { personId });
    else if (change.kind === 'member_changed') say(institutionId, 'person.changed', { personId, fields: ['site'] });
    else if (change.kind === 'role_taken') say(institutionId, 'role.taken', { personId, role: change.role });
    else {
      const { role, serviceIds } = change;
      say(institutionId, change.kind === 'role_granted' ? 'role.granted' : 'role.changed', {
        personId,
        role,
        serviceIds,
      });
    }
  }
  return byInstitution;
}

/** Everything that is recorded of people and roles, in the stream of their institution. */
export const peopleEventTypes = [
  'person.added',
  'person.changed',
  'role.granted',
  'role.changed',
  'role.taken',
] as const;
type PeopleEventType = (typeof peopleEventTypes)[number];
