import type { Transaction } from '../../database/index.js';
import type { PeopleChange, StandingPerson } from './domain/people-changes.js';

type Of<K extends PeopleChange['kind']> = Extract<PeopleChange, { kind: K }>;

/** Everybody with these addresses, with what they hold everywhere. Read as the owner of the database. */
export function standingPeople(tx: Transaction, emails: readonly string[]): Promise<StandingPerson[]> {
  return tx.query<StandingPerson>(
    `select p.id, p.email, p.display_name as name, p.locale, p.time_zone as "timeZone", p.left_at as "leftAt",
            coalesce((select json_agg(json_build_object(
                               'institutionId', m.institution_id, 'siteId', m.site_id,
                               'grants', coalesce((select json_agg(json_build_object('role', g.role, 'serviceIds', g.service_ids)
                                                          order by g.role)
                                                     from role_grant g
                                                    where g.person_id = m.person_id
                                                      and g.institution_id = m.institution_id), '[]')))
                        from membership m
                       where m.person_id = p.id), '[]') as memberships
       from person p
      where p.email = any ($1::text[])
      order by p.email`,
    [emails],
  );
}

/** How many people and memberships there are, but for those that are told apart. */
export async function countPeople(tx: Transaction): Promise<{ people: number; memberships: number }> {
  const [row] = await tx.query<{ people: number; memberships: number }>(
    `select (select count(*)::integer from person where left_at is null) as people,
            (select count(*)::integer
               from membership m
               join person p on p.id = m.person_id
              where p.left_at is null) as memberships`,
  );
  return row ?? { people: 0, memberships: 0 };
}

export async function insertPeople(tx: Transaction, added: readonly Of<'person_added'>[]): Promise<void> {
  await tx.run(
    `insert into person (id, email, display_name, locale, time_zone)
     select id, email, name, locale, "timeZone"
       from jsonb_to_recordset($1::jsonb) as x (id uuid, email text, name text, locale text, "timeZone" text)`,
    [JSON.stringify(added.map(({ person }) => person))],
  );
}

export async function updatePerson(tx: Transaction, { personId, fields }: Of<'person_changed'>): Promise<void> {
  const to = (name: string) => fields.find(({ field }) => field === name)?.to ?? null;
  await tx.run(
    `update person
        set display_name = coalesce($2, display_name),
            locale = coalesce($3, locale),
            time_zone = coalesce($4, time_zone)
      where id = $1`,
    [personId, to('name'), to('locale'), to('timeZone')],
  );
}

export async function insertMembers(tx: Transaction, added: readonly Of<'member_added'>[]): Promise<void> {
  await tx.run(
    `insert into membership (person_id, institution_id, site_id)
     select "personId", "institutionId", "siteId"
       from jsonb_to_recordset($1::jsonb) as x ("personId" uuid, "institutionId" uuid, "siteId" uuid)`,
    [JSON.stringify(added)],
  );
}

export async function updateMember(tx: Transaction, changed: Of<'member_changed'>): Promise<void> {
  await tx.run(
    `update membership
        set site_id = $3
      where person_id = $1
        and institution_id = $2`,
    [changed.personId, changed.institutionId, changed.siteId],
  );
}

/** Also over what stood: a role that was granted with other services. */
export async function grantRoles(
  tx: Transaction,
  granted: readonly (Of<'role_granted'> | Of<'role_changed'>)[],
): Promise<void> {
  await tx.run(
    `insert into role_grant (institution_id, person_id, role, service_ids)
     select "institutionId", "personId", role, "serviceIds"
       from jsonb_to_recordset($1::jsonb)
            as x ("institutionId" uuid, "personId" uuid, role text, "serviceIds" uuid[])
     on conflict (institution_id, person_id, role) do update set service_ids = excluded.service_ids`,
    [JSON.stringify(granted)],
  );
}

export async function takeRole(tx: Transaction, { institutionId, personId, role }: Of<'role_taken'>): Promise<void> {
  await tx.run(
    `delete from role_grant
      where institution_id = $1
        and person_id = $2
        and role = $3`,
    [institutionId, personId, role],
  );
}
