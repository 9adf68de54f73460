import { randomUUID } from 'node:crypto';
import { SYSTEM_PERSON } from '../kernel/index.js';
import { idOf, NOW, type Settings, type World } from './wall.spec-support.js';

/** Somebody for whom a transaction acts, and how a test names them. */
export interface Somebody {
  name: string;
  settings: Settings & { now?: string; refreshing?: string; erasing?: string };
}

/** A function of the session: what follows in the transaction is done as somebody, in a role of the database. */
export const became = `
  create function pg_temp.became(who jsonb, role text) returns void language plpgsql as $$
  begin
    perform set_config('app.' || name, coalesce(who ->> name, ''), true)
       from unnest(array['institution', 'person', 'scope', 'user_services', 'provider_services', 'now', 'refreshing', 'erasing']) name;
    perform set_config('role', role, true);
  end $$;`;

/**
 * Everybody for whom a transaction can act in this world: nobody; then each member of each institution at level 1, on the
 * provider's side, as who asks, and for services that are none of these; then the system on each side.
 */
export async function everybody(world: World): Promise<Somebody[]> {
  const { rows } = await world.admin.query<{ code: string; institution: string; person: string; email: string }>(
    `select i.code, m.institution_id as institution, m.person_id as person, p.email
       from membership m join institution i on i.id = m.institution_id join person p on p.id = m.person_id
      -- those who have most to do with one another first
      order by i.code not in ('ULCO', 'FUN'), i.code desc, p.email`,
  );
  const codes = new Map(rows.map(({ code, institution }) => [code, institution]));
  const systems = [...codes].map(([code, institution]) => ({
    code,
    institution,
    person: SYSTEM_PERSON,
    email: 'the system',
  }));
  return [
    { name: 'nobody', settings: {} },
    ...[...rows, ...systems].flatMap(({ code, institution, person, email }) => {
      const who = `${email.split('@')[0]} at ${code}`;
      const staff = { institution, person, scope: 'staff', now: NOW };
      const elsewhere = randomUUID();
      return [
        { name: `${who}, level 1`, settings: { ...staff, user_services: '*' } },
        { name: `${who}, provider`, settings: { ...staff, provider_services: '*' } },
        { name: `${who}, who asks`, settings: { ...staff, scope: 'requester' } },
        {
          name: `${who}, for another service`,
          settings: { ...staff, user_services: elsewhere, provider_services: elsewhere },
        },
      ];
    }),
    // what keeps the words of a ticket for the search says which ticket it is at
    { name: 'the search, at a ticket of ULCO', settings: { refreshing: idOf(world.id, 'ticket ULCO') } },
    // what rewrites what was said of somebody says who it is
    { name: 'the erasure of somebody', settings: { erasing: idOf(world.id, 'requester UJM') } },
  ];
}
