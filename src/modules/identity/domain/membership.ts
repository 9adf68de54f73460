import type { Actor, ServiceScope } from '../../../database/index.js';
import { done, refused, type Outcome } from '../../../kernel/index.js';
import { isRole } from './permissions.js';
import { sidesOf } from './sides.js';

/** A signed-in person, as the session look-up tells it. */
export interface SignedInPerson {
  id: string;
  name: string;
  email: string;
  locale: string;
  isOperator: boolean;
  /** By the institution's code. */
  memberships: Membership[];
}

export interface Membership {
  institution: Actor['institution'];
  siteId: string | null;
  grants: Grant[];
}

/** `serviceIds` null: for every service. */
export interface Grant {
  role: string;
  serviceIds: string[] | null;
}

/** Stands where an institution is needed and there is none: the wall shows it what everybody signed in may see. */
export const NO_INSTITUTION: Actor['institution'] = { id: '00000000-0000-0000-0000-000000000000', code: '-', name: '' };

const CODE = /^[A-Z0-9]{2,12}$/;

/**
 * For which institution somebody acts. `header` is X-Institution as it was sent; it may be left out by whoever has one
 * membership, or none. Refused: a malformed code (400), one of another institution or of nobody (403, the same), none
 * although there are several to choose from (400).
 */
export function chooseInstitution(person: SignedInPerson, header: string | undefined): Outcome<Actor> {
  const { memberships } = person;
  if (header === undefined) {
    if (memberships.length > 1) return institutionRequired;
    return done(actorOf(person, memberships[0]));
  }
  if (!CODE.test(header)) return badInstitution;
  const chosen = memberships.find(({ institution }) => institution.code === header);
  return chosen ? done(actorOf(person, chosen)) : foreignInstitution;
}

const operator: ReadonlyMap<string, ServiceScope> = new Map([['operator', 'all']]);

/** The person in one membership; without it, somebody who acts for no institution: the operator, or without any role. */
export function actorOf(person: SignedInPerson, membership?: Membership): Actor {
  const roles = person.isOperator && !membership ? operator : rolesOfGrants(membership?.grants ?? []);
  const institution = membership?.institution ?? NO_INSTITUTION;
  return { personId: person.id, name: person.name, institution, roles, ...sidesOf(roles) };
}

/** A role that this program does not know gives nothing. */
export function rolesOfGrants(grants: readonly Grant[]): ReadonlyMap<string, ServiceScope> {
  const known = grants.filter(({ role }) => isRole(role));
  return new Map(known.map(({ role, serviceIds }) => [role, scopeOf(serviceIds)]));
}

function scopeOf(serviceIds: readonly string[] | null): ServiceScope {
  if (serviceIds === null) return 'all';
  return serviceIds.length === 0 ? 'none' : serviceIds;
}

const institutionRequired = refused({
  kind: 'malformed',
  code: 'institution_required',
  detail: 'You belong to several institutions: say in X-Institution for which one you act.',
});
const badInstitution = refused({
  kind: 'malformed',
  code: 'bad_institution',
  detail: 'X-Institution must be one code of an institution.',
});
const foreignInstitution = refused({
  kind: 'forbidden',
  code: 'foreign_institution',
  detail: 'You do not belong to this institution.',
});
