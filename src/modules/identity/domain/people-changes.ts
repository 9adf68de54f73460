import { changedFields, isSame, type FieldChange } from '../../../kernel/index.js';
import type { Role } from './permissions.js';

/** A person as they are to stand, known by their address; what is undefined stays as it is. */
export interface WantedPerson {
  /** In lower case. */
  email: string;
  name: string;
  locale: string | undefined;
  timeZone: string | undefined;
  memberships: readonly WantedMembership[];
}

/** All the roles that are to be held at an institution; one that stands and is not here is taken away. */
export interface WantedMembership {
  institutionId: string;
  siteId: string | undefined;
  /** Each with the services it is limited to, or null. */
  roles: ReadonlyMap<Role, readonly string[] | null>;
}

export interface StandingPerson {
  id: string;
  email: string;
  name: string;
  locale: string;
  timeZone: string | null;
  leftAt: Date | null;
  memberships: readonly {
    institutionId: string;
    siteId: string | null;
    grants: readonly { role: string; serviceIds: readonly string[] | null }[];
  }[];
}

type OfMember<T> = T & { personId: string; institutionId: string };

export type PeopleChange =
  | {
      kind: 'person_added';
      person: { id: string; email: string; name: string; locale: string; timeZone: string | null };
    }
  | { kind: 'person_changed'; personId: string; institutionIds: readonly string[]; fields: readonly FieldChange[] }
  | OfMember<{ kind: 'member_added'; siteId: string | null }>
  | OfMember<{ kind: 'member_changed'; siteId: string; from: string | null }>
  | OfMember<{ kind: 'role_granted'; role: Role; serviceIds: readonly string[] | null }>
  | OfMember<{
      kind: 'role_changed';
      role: Role;
      serviceIds: readonly string[] | null;
      from: readonly string[] | null;
    }>
  | OfMember<{ kind: 'role_taken'; role: string }>;

/**
 * What is to be done until a person stands as wanted; nothing when they do. Memberships that are not named are left alone.
 *
 * @param id of a person who is new
 * @param locale of a new person of whom none is said
 */
export function peopleChanges(
  wanted: WantedPerson,
  standing: StandingPerson | undefined,
  { id, locale }: { id: string; locale: string },
): PeopleChange[] {
  const personId = standing?.id ?? id;
  return [
    ...ofPerson(wanted, standing, { id: personId, locale }),
    ...wanted.memberships.flatMap((membership) => ofMembership(membership, standing, personId)),
  ];
}

function ofPerson(
  { email, name, locale, timeZone }: WantedPerson,
  standing: StandingPerson | undefined,
  made: { id: string; locale: string },
): PeopleChange[] {
  if (!standing) {
    const person = { id: made.id, email, name, locale: locale ?? made.locale, timeZone: timeZone ?? null };
    return [{ kind: 'person_added', person }];
  }
  const fields = changedFields<Pick<StandingPerson, 'name' | 'locale' | 'timeZone'>>(standing, {
    name,
    locale,
    timeZone,
  });
  const institutionIds = standing.memberships.map(({ institutionId }) => institutionId);
  return fields.length === 0 ? [] : [{ kind: 'person_changed', personId: standing.id, institutionIds, fields }];
}

function ofMembership(
  { institutionId, siteId, roles }: WantedMembership,
  standing: StandingPerson | undefined,
  personId: string,
): PeopleChange[] {
  const member = { personId, institutionId };
  const before = standing?.memberships.find((one) => one.institutionId === institutionId);
  const changes: PeopleChange[] = [];
  if (!before) changes.push({ kind: 'member_added', ...member, siteId: siteId ?? null });
  else if (siteId !== undefined && siteId !== before.siteId)
    changes.push({ kind: 'member_changed', ...member, siteId, from: before.siteId });
  for (const [role, serviceIds] of roles) {
    const held = before?.grants.find((grant) => grant.role === role);
    if (!held) changes.push({ kind: 'role_granted', ...member, role, serviceIds });
    else if (!isSame(sorted(held.serviceIds), sorted(serviceIds)))
      changes.push({ kind: 'role_changed', ...member, role, serviceIds, from: held.serviceIds });
  }
  for (const { role } of before?.grants ?? [])
    if (!roles.has(role as Role)) changes.push({ kind: 'role_taken', ...member, role });
  return changes;
}

function sorted(ids: readonly string[] | null): readonly string[] | null {
  return ids === null ? null : [...ids].sort();
}
