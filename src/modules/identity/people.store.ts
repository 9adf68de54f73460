import type { Actor, ServiceScope, Transaction } from '../../database/index.js';
import { institutionById } from '../institutions/index.js';
import { rolesOfGrants, type Grant } from './domain/membership.js';
import { type Role } from './domain/permissions.js';
import { rolesOnSide, sidesOf } from './domain/sides.js';

/** Somebody of the institution that acts, and still there: the wall shows no others. */
export interface Colleague {
  id: string;
  name: string;
  email: string;
  locale: string;
  /** Undefined: that of their site. */
  timeZone: string | undefined;
  /** Undefined: the default one of the institution. */
  siteId: string | undefined;
}

type Row = Omit<Colleague, 'timeZone' | 'siteId'> & { timeZone: string | null; siteId: string | null };

const toColleague = ({ timeZone, siteId, ...row }: Row): Colleague => ({
  ...row,
  timeZone: timeZone ?? undefined,
  siteId: siteId ?? undefined,
});

const columns = `
  p.id, p.display_name as name, p.email, p.locale, p.time_zone as "timeZone", m.site_id as "siteId"`;

const colleagues = `
  select ${columns}
    from membership m
    join person p on p.id = m.person_id
   where m.institution_id = app_institution()
     and p.left_at is null`;

export async function colleague(tx: Transaction, personId: string): Promise<Colleague | undefined> {
  const [row] = await tx.query<Row>(`${colleagues} and m.person_id = $1`, [personId]);
  return row && toColleague(row);
}

/** By the address of their account, in any case. */
export async function colleagueByEmail(tx: Transaction, email: string): Promise<Colleague | undefined> {
  const [row] = await tx.query<Row>(`${colleagues} and p.email = lower($1)`, [email]);
  return row && toColleague(row);
}

/** Those who hold a role; with a service, those whose role covers it. By name. */
export async function peopleWithRole(tx: Transaction, role: Role, serviceId?: string): Promise<Colleague[]> {
  const rows = await tx.query<Row>(
    `select ${columns}
       from role_grant g
       join membership m on m.institution_id = g.institution_id and m.person_id = g.person_id
       join person p on p.id = g.person_id
      where g.institution_id = app_institution()
        and g.role = $1
        and ($2::uuid is null or g.service_ids is null or $2 = any (g.service_ids))
        and p.left_at is null
      order by p.display_name, p.id`,
    [role, serviceId ?? null],
  );
  return rows.map(toColleague);
}

/** Display names by id, as far as the wall shows them. */
export async function namesOf(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>(
    'select id, display_name as name from person where id = any ($1::uuid[])',
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The roles of a colleague, each with the services it is limited to; none for anybody else. */
export async function rolesOf(tx: Transaction, personId: string): Promise<ReadonlyMap<string, ServiceScope>> {
  const grants = await tx.query<Grant>(
    `select g.role, g.service_ids as "serviceIds"
       from role_grant g
      where g.institution_id = app_institution()
        and g.person_id = $1
      order by g.role`,
    [personId],
  );
  return rolesOfGrants(grants);
}

/** A colleague with the rights that they have now, for what they said by another way than a request of their own. */
export async function actorOfColleague(tx: Transaction, personId: string): Promise<Actor | undefined> {
  const person = await colleague(tx, personId);
  const institution = await institutionById(tx, tx.actor.institution.id);
  if (!person || !institution) return undefined;
  const { id, code, name } = institution;
  const roles = await rolesOf(tx, personId);
  return { personId, name: person.name, institution: { id, code, name }, roles, ...sidesOf(roles) };
}

/** Which of these people are staff of the acting institution on one of its sides, for a service. */
export async function staffOfSide(
  tx: Transaction,
  side: 'user' | 'provider',
  serviceId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select distinct g.person_id as id
       from role_grant g
       join person p on p.id = g.person_id
      where g.institution_id = app_institution()
        and g.person_id = any ($1::uuid[])
        and g.role = any ($2::text[])
        and (g.service_ids is null or $3 = any (g.service_ids))
        and p.left_at is null`,
    [ids, rolesOnSide[side], serviceId],
  );
  return rows.map(({ id }) => id);
}
