export { Decidables, type Decidable, type Described, type Said } from './decidables.js';
export { roles, servicesFor, type Permission, type Role } from './domain/permissions.js';
export { sidesOf } from './domain/sides.js';
export { actorOf, NO_INSTITUTION, type SignedInPerson } from './domain/membership.js';
export { IdentityModule } from './identity.module.js';
export { hashPassword, verifyPassword } from './password.js';
export { can } from './domain/permissions.js';
export {
  actorOfColleague,
  colleague,
  colleagueByEmail,
  namesOf,
  peopleWithRole,
  rolesOf,
  staffOfSide,
  type Colleague,
} from './people.store.js';
export { requirePermission, requirePermissionEverywhere } from './require-permission.js';
export { CurrentSession, type Session } from './session.js';
export { SignInService } from './sign-in.service.js';
export { SessionWatch } from './session-watch.js';
export { peopleChanges, type PeopleChange, type StandingPerson, type WantedPerson } from './domain/people-changes.js';
export { keepPeople, peopleEventTypes } from './keeping.js';
export { countPeople, standingPeople } from './keeping.store.js';
export { recordOfAccount } from './account-record.js';
export { Attempts } from './attempts.js';
export { isPasswordToken, linkEnd, passwordToken, type LinkPurpose } from './domain/password-token.js';
export { PasswordsService } from './passwords.service.js';
export { leave, makeLink, PasswordsStore, type Account } from './passwords.store.js';
export { hashToken } from './token.js';
export { TokensService } from './tokens.service.js';
