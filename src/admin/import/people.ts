import type { Transaction } from '../../database/index.js';
import {
  countPeople,
  keepPeople,
  peopleChanges,
  standingPeople,
  type PeopleChange,
  type Role,
  type StandingPerson,
} from '../../modules/identity/index.js';
import { findZone } from '../../modules/service-hours/index.js';
import type { GrantDto, PersonDto } from './people.dto.js';
import { count } from './institutions.js';
import { inWords, type Plan } from './plan.js';

type At = readonly (string | number)[];

/** People by their address, with the roles they hold; all of it is written in one step. */
export async function planPeople(tx: Transaction, plan: Plan): Promise<void> {
  const seen = new Set<string>();
  const entries = plan
    .entries('people')
    .map(({ entry, at }) => ({ entry: Object.assign(entry, { email: entry.email.toLowerCase() }), at }))
    .filter(({ entry, at }) => plan.once(seen, entry.email, [...at, 'email'], 'person'));
  const standing = new Map((await standingPeople(tx, [...seen])).map((person) => [person.email, person]));
  const names = namesOf(plan);
  const locales = new Map((plan.file.institutions ?? []).map(({ code, locale }) => [code, locale]));
  const changes: PeopleChange[] = [];
  const lines: string[] = [];
  let memberships = 0;
  for (const { entry, at } of entries) {
    const before = standing.get(entry.email);
    const wanted = wantedOf(plan, entry, at);
    if (before?.leftAt) plan.tell(at, `${entry.email} has left: take them out of the file`);
    const made = { id: plan.id(), locale: locales.get(entry.memberships[0]?.institution ?? '') ?? 'fr' };
    const found = peopleChanges(wanted, before, made);
    if (found.length === 0) plan.same('people');
    changes.push(...found);
    lines.push(...found.flatMap((change) => linesOf(change, entry.email, names)));
    const named = new Set(wanted.memberships.map(({ institutionId }) => institutionId));
    memberships += before?.memberships.filter(({ institutionId }) => !named.has(institutionId)).length ?? 0;
  }
  if (changes.length > 0) plan.add(lines, (within, keeper) => keepPeople(within, keeper, changes));
  const all = await countPeople(tx);
  count(plan, 'people', all.people - [...standing.values()].filter(({ leftAt }) => leftAt === null).length);
  count(plan, 'memberships of people in the file', memberships);
}

function wantedOf(plan: Plan, entry: PersonDto, at: At) {
  const { email, name, locale, timeZone } = entry;
  if (timeZone !== undefined && !findZone(timeZone))
    plan.tell([...at, 'timeZone'], `${timeZone} is no time zone, as Europe/Paris is`);
  const seen = new Set<string>();
  const memberships = entry.memberships.flatMap((said, index) => {
    const here = [...at, 'memberships', index];
    if (!plan.once(seen, said.institution, [...here, 'institution'], 'membership at')) return [];
    const institutionId = plan.find(plan.institutions, said.institution, [...here, 'institution'], 'institution');
    const siteId =
      said.site === undefined || institutionId === undefined
        ? undefined
        : plan.find(plan.sites, `${said.institution}/${said.site}`, [...here, 'site'], 'site');
    const roles = rolesOf(plan, said.roles, [...here, 'roles']);
    return institutionId === undefined ? [] : [{ institutionId, siteId, roles }];
  });
  return { email, name, locale, timeZone, memberships };
}

function rolesOf(plan: Plan, said: readonly GrantDto[], at: At): Map<Role, string[] | null> {
  const seen = new Set<string>();
  const roles = new Map<Role, string[] | null>();
  said.forEach(({ role, services }, index) => {
    if (!plan.once(seen, role, [...at, index], 'role')) return;
    const ids = services?.flatMap((code, n) => {
      const id = plan.find(plan.services, code, [...at, index, 'services', n], 'service');
      return id === undefined ? [] : [id];
    });
    roles.set(role, ids ? [...new Set(ids)] : null);
  });
  return roles;
}

type Names = ReadonlyMap<string, string>;

/** Codes by id. */
function namesOf(plan: Plan): Names {
  const all = [...plan.institutions, ...plan.sites, ...plan.services];
  return new Map(all.map(([code, id]) => [id, code]));
}

function linesOf(change: PeopleChange, email: string, names: Names): string[] {
  if (change.kind === 'person_added') return [`+ person ${email}: ${change.person.name}`];
  if (change.kind === 'person_changed') return inWords(`person ${email}`, change.fields);
  const what = `${email} at ${names.get(change.institutionId) ?? ''}`;
  const within = (ids: StandingPerson['memberships'][number]['grants'][number]['serviceIds']) =>
    ids === null ? 'all services' : ids.map((id) => names.get(id) ?? id).join(', ');
  switch (change.kind) {
    case 'member_added':
      return [`+ ${what}`];
    case 'member_changed':
      return inWords(what, [{ field: 'site', from: names.get(change.from ?? ''), to: names.get(change.siteId) }]);
    case 'role_granted':
      return [`+ ${what}: ${change.role}${change.serviceIds === null ? '' : ` for ${within(change.serviceIds)}`}`];
    case 'role_changed':
      return inWords(what, [{ field: change.role, from: within(change.from), to: within(change.serviceIds) }]);
    case 'role_taken':
      return [`- ${what}: ${change.role}`];
  }
}
