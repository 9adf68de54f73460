import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acting, outcomeOf, staffOf, type World } from './wall.spec-support.js';
import { openWholeWorld } from './whole-world.spec-support.js';

// What each role may do before any policy is asked, read from the catalogue over every table and column.

let world: World;
beforeAll(async () => {
  world = await openWholeWorld();
});
afterAll(() => world.close());

const application = ['api', 'worker', 'jobs'] as const;
const places = async (text: string, values: unknown[] = []) =>
  (await world.admin.query<{ place: string }>(text, values)).rows.map(({ place }) => place);

const ours = `c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_migration'`;

it('leaves to no role whose it is, what it is called and who asked for it, of anything that has a reference', async () => {
  const changeable = await places(
    `select format('%s.%s: %s', c.relname, a.attname, r.name) as place
       from pg_class c join pg_attribute a on a.attrelid = c.oid
      cross join unnest(array['guichet_api', 'guichet_worker', 'guichet_jobs', 'guichet_maintenance']) r (name)
      where ${ours} and a.attnum > 0 and not a.attisdropped
        and a.attname in ('institution_id', 'reference', 'requester_id')
        and exists (select 1 from pg_attribute b where b.attrelid = c.oid and b.attname = 'reference')
        and has_column_privilege(r.name, c.oid, a.attnum, 'update') order by 1`,
  );
  expect(changeable).toEqual([]);
});

it('lets no role but the owner create, or become another', async () => {
  const able = await places(
    `select r.rolname || ': ' || w.what as place
       from pg_roles r
      cross join lateral (values
        ('creates in public', has_schema_privilege(r.oid, 'public', 'create')),
        ('creates schemas', has_database_privilege(r.oid, current_database(), 'create')),
        ('is a member of the owner', pg_has_role(r.oid, 'guichet_owner', 'member'))) w (what, is_so)
      where r.rolname like 'guichet%' and r.rolname <> 'guichet_owner' and w.is_so
        and not r.rolsuper order by 1`,
  );
  expect(able).toEqual([]);
});

describe('a table that is closed to requests altogether', () => {
  it('is refused to a foreign institution in every way, whoever asks: each of them', async () => {
    const closed = await places(
      `select c.relname as place from pg_class c
        where ${ours} and not has_any_column_privilege('guichet_api', c.oid, 'select, insert, update')
          and not has_table_privilege('guichet_api', c.oid, 'delete') order by 1`,
    );
    expect(closed.length).toBeGreaterThan(5);
    const ways = (table: string) => [
      `select from ${table}`,
      `select count(*) from ${table}`,
      `insert into ${table} default values`,
      `delete from ${table}`,
      `select from ${table} for update`,
    ];
    const admitted: string[] = [];
    for (const table of closed)
      for (const statement of ways(table)) {
        const outcome = await acting(world.connections.api, staffOf(world, 'UJM'), (client) =>
          outcomeOf(client, statement),
        );
        if (!('refused' in outcome) || outcome.refused !== '42501') admitted.push(statement);
      }
    expect(admitted).toEqual([]);
  });
});

it('names an institution in no table that requests may read without a policy for them', async () => {
  const open = await places(
    `select format('%s: %s', c.relname, r.name) as place
       from pg_class c cross join unnest($1::text[]) r (name)
      where ${ours}
        and exists (select 1 from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
                       and a.attname ~ '(institution|holder|provider|owner)_id$')
        and has_any_column_privilege(r.name, c.oid, 'select, insert, update')
        and not exists (select 1 from pg_policy p where p.polrelid = c.oid and r.name::regrole::oid = any (p.polroles))`,
    [application.map((role) => `guichet_${role}`)],
  );
  expect(open).toEqual([]);
});
