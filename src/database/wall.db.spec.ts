import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWholeWorld } from './whole-world.spec-support.js';
import {
  acting,
  crossings,
  outcomeOf,
  requesterOf,
  roleNames,
  set,
  staffOf,
  visible,
  type DatabaseRole,
  type Settings,
  type World,
} from './wall.spec-support.js';

const NOBODY = '00000000-0000-0000-0000-000000000000';

let world: World;
/** Every table of the program, as the catalogue lists them. A table that somebody adds is in every test below. */
let tables: string[];

beforeAll(async () => {
  world = await openWholeWorld();
  const { rows } = await world.admin.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm', 'v', 'f')
        -- the names of migrations, which every process compares with its own
        and relname <> 'schema_migration' order by 1`,
  );
  tables = rows.map(({ name }) => name);
});
afterAll(() => world.close());

/** What each role sees with these settings: the tables of which it sees anything, and how many rows. */
async function seen(role: DatabaseRole, settings: Settings): Promise<Record<string, number>> {
  return acting(world.connections[role], settings, async (client) => {
    const found: Record<string, number> = {};
    for (const table of tables) {
      const count = await visible(client, table);
      if (count !== 'denied' && count !== 0) found[table] = count;
    }
    return found;
  });
}

/** What belongs to tickets. */
const ofTickets = [
  'assignment',
  'attachment',
  'escalation',
  'escalation_draft',
  'event',
  'live_event',
  'mail',
  'message',
  'message_version',
  'reference_counter',
  'ticket',
  'ticket_party',
];

describe('the tables', () => {
  it('each hold a row here: what sees nothing of them is the wall', async () => {
    const empty: string[] = [];
    for (const table of tables) {
      const { rows } = await world.admin.query<{ count: number }>(`select count(*)::integer as count from ${table}`);
      if (rows[0]?.count === 0) empty.push(table);
    }
    expect(empty).toEqual([]);
    expect(tables.length).toBeGreaterThan(30);
  });

  it('have row-level security enabled and forced, all but the list of migrations', async () => {
    const { rows } = await world.admin.query<{ name: string }>(
      `select relname as name from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
          and not (relrowsecurity and relforcerowsecurity)`,
    );
    expect(rows).toEqual([{ name: 'schema_migration' }]);
  });

  it('are owned by the owner, who alone owns anything', async () => {
    const { rows } = await world.admin.query<{ owner: string; kind: string }>(
      `select distinct pg_get_userbyid(relowner) as owner, 'relation' as kind
         from pg_class where relnamespace = 'public'::regnamespace
       union select distinct pg_get_userbyid(proowner), 'function'
         from pg_proc where pronamespace = 'public'::regnamespace`,
    );
    expect(rows.map(({ owner }) => owner)).toEqual(['guichet_owner', 'guichet_owner']);
  });

  it('are of no role that could pass over the wall', async () => {
    const { rows } = await world.admin.query(
      `select rolname from pg_roles
        where rolname like 'guichet%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,
    );
    expect(rows).toEqual([]);
    const members = await world.admin.query(
      `select m.member::regrole::text from pg_auth_members m where m.member::regrole::text like 'guichet%'`,
    );
    expect(members.rows).toEqual([]);
  });
});

describe('with no settings at all', () => {
  it('the api sees nothing', async () => {
    expect(await seen('api', {})).toEqual({});
  });

  it('the worker sees its crossings, which hold no text', async () => {
    expect(Object.keys(await seen('worker', {}))).toEqual(crossings);
  });

  it('the role of the jobs sees nothing', async () => {
    expect(await seen('jobs', {})).toEqual({});
  });

  it('the maintenance sees every row of every table', async () => {
    const whole = await acting(world.admin, {}, async (client) => {
      const counts: Record<string, number> = {};
      for (const table of tables) counts[table] = (await visible(client, table)) as number;
      return counts;
    });
    delete whole['schema_migration'];
    expect(await seen('maintenance', {})).toEqual(whole);
  });

  it('the owner sees no text of a ticket', async () => {
    const owners = Object.keys(await seen('owner', {}));
    const texts = ['message', 'mail', 'escalation', 'escalation_draft', 'assignment', 'consumer_cursor', 'mail_queue'];
    texts.push(
      'mail_in_content',
      'mail_in',
      'mail_suppression',
      'attachment',
      'attachment_upload',
      'attachment_scan',
      'message_version',
      'message_draft',
    );
    expect(owners.filter((table) => texts.includes(table))).toEqual([]);
  });
});

const malformed: Record<string, (right: string) => string> = {
  empty: () => '',
  'a letter': () => 'x',
  'with a quote': (right) => `${right}'`,
  'with a newline behind': (right) => `${right}\n`,
  'with a space before': (right) => ` ${right}`,
  'twice, with a comma': (right) => `${right},${right}`,
  'a star': () => '*',
  'a percent sign': () => '%',
  'the word null': () => 'null',
};

describe.each(['api', 'worker'] as const)('the %s', (role) => {
  const beyondCrossings = async (settings: Settings) => {
    const found = await seen(role, settings);
    if (role === 'worker') for (const table of crossings) Reflect.deleteProperty(found, table);
    return found;
  };

  it('sees something with the right settings', async () => {
    const found = Object.keys(await seen(role, staffOf(world, 'ULCO')));
    expect(found).toEqual(expect.arrayContaining(ofTickets.filter((table) => role === 'worker' || table !== 'mail')));
  });

  for (const name of ['institution', 'person', 'scope'] as const) {
    it(`sees nothing when the ${name} is missing`, async () => {
      const { [name]: left, ...others } = staffOf(world, 'ULCO');
      expect(left).toBeDefined();
      expect(await beyondCrossings(others)).toEqual({});
    });

    it.each(Object.keys(malformed))(`sees nothing when the ${name} is malformed: %s`, async (how) => {
      const right = staffOf(world, 'ULCO');
      expect(await beyondCrossings({ ...right, [name]: malformed[how]?.(right[name] ?? '') })).toEqual({});
    });
  }

  it.each(['STAFF', 'operator', 'staff,requester', "staff' or '1'='1"])(
    'sees nothing in the scope %p',
    async (scope) => {
      expect(await beyondCrossings({ ...staffOf(world, 'ULCO'), scope })).toEqual({});
    },
  );

  it.each([
    '',
    'x',
    ',',
    '**',
    '*,*',
    ' *',
    "*'",
    'all',
    '00000000-0000-0000-0000-00000000000',
    `${NOBODY},x`,
    `${NOBODY} ,${NOBODY}`,
  ])('sees no ticket when the services are %p', async (services) => {
    const settings = { ...staffOf(world, 'ULCO'), user_services: services, provider_services: services };
    const found = Object.keys(await seen(role, settings));
    const own = ['reference_counter', 'mail', ...(role === 'worker' ? crossings : [])];
    expect(
      found.filter((table) => [...ofTickets, 'appointment', 'timer'].includes(table) && !own.includes(table)),
    ).toEqual([]);
  });

  it('sees what the settings say at each instant of a transaction, also through a prepared statement', async () => {
    const references = { name: 'references', text: 'select reference from ticket order by 1' };
    const said = await acting(world.connections[role], {}, async (client) => {
      const told: string[] = [];
      // more than five times: from then on PostgreSQL may keep one plan for all
      for (const code of ['ULCO', 'UPHF', 'UJM', 'ULCO', 'UPHF', 'UJM', 'UPHF', 'ULCO', 'UJM', 'ULCO']) {
        await set(client, staffOf(world, code));
        const { rows } = await client.query<{ reference: string }>(references);
        told.push(`${code}: ${rows.map(({ reference }) => reference).join()}`);
      }
      await set(client, { institution: '' });
      told.push(String((await client.query(references)).rowCount));
      return told;
    });
    const [ulco, uphf, ujm] = ['ULCO: ULCO-2026-00001,ULCO-2026-00002', 'UPHF: UPHF-2026-00001', 'UJM: '];
    expect(said).toEqual([ulco, uphf, ujm, ulco, uphf, ujm, uphf, ulco, ujm, ulco, '0']);
  });

  it('goes back to what it saw with the savepoint it goes back to', async () => {
    const count = await acting(world.connections[role], staffOf(world, 'UJM'), async (client) => {
      await client.query('savepoint before');
      await set(client, staffOf(world, 'ULCO'));
      await client.query('rollback to savepoint before');
      return visible(client, 'ticket');
    });
    expect(count).toBe(0);
  });

  it.each([
    'set role guichet_owner',
    'set role guichet_maintenance',
    'set session authorization guichet_owner',
    'set session_replication_role = replica',
    'alter role current_user bypassrls',
    'alter role current_user superuser',
    'alter table message disable row level security',
    'alter table message no force row level security',
    'alter table message disable trigger all',
    'create policy all_of_it on message using (true)',
    'drop policy audience on message',
    'drop trigger ticket_guard on ticket',
    'truncate message',
    'truncate event',
    'drop table message',
    'grant select on credential to public',
    'create function app_institution() returns text language sql as $$ select 1 $$',
    'create or replace function app_institution() returns uuid language sql as $$ select gen_random_uuid() $$',
    'create table public.mine (id integer)',
    'create view public.mine as select * from message',
    'create schema mine',
    'select password_hash from credential',
    'select * from session',
    `copy message to program 'cat'`,
    `select pg_read_file('postgresql.conf')`,
  ])('may not: %s', async (statement) => {
    const outcome = await acting(world.connections[role], staffOf(world, 'UJM'), (client) =>
      outcomeOf(client, statement),
    );
    expect(outcome).toEqual({ refused: '42501' });
  });

  it('gets an error, not the rows, with row_security off', async () => {
    for (const table of tables.filter((name) => name !== 'schema_migration')) {
      const outcome = await acting(world.connections[role], staffOf(world, 'ULCO'), async (client) => {
        await client.query('set local row_security = off');
        return outcomeOf(client, `select * from ${table}`);
      });
      expect([table, outcome]).toEqual([table, { refused: '42501' }]);
    }
  });

  it('learns nothing from the statistics of the planner', async () => {
    await world.admin.query('analyze');
    const { rows } = await world.connections[role].query(
      `select tablename, attname from pg_stats where schemaname = 'public' and tablename <> 'schema_migration'`,
    );
    expect(rows).toEqual([]);
  });

  it('learns nothing from a function that is asked before the policy', async () => {
    const told: string[] = [];
    const { [role]: connection } = world.connections;
    const listen = ({ message }: { message?: string }) => told.push(message ?? '');
    connection.on('notice', listen);
    await acting(connection, staffOf(world, 'UPHF'), async (client) => {
      await client.query(
        `create function pg_temp.tell(text) returns boolean language plpgsql cost 0.0000001 as
         $$ begin raise notice '%', $1; return true; end $$`,
      );
      await client.query('select count(*) from message where pg_temp.tell(body)');
      await client.query('select count(*) from ticket where pg_temp.tell(reference)');
    });
    connection.off('notice', listen);
    expect([...new Set(told)].sort()).toEqual(['UPHF', 'UPHF-2026-00001']);
  });

  it('is not deceived by a temporary table that is called like one of ours', async () => {
    const { id } = world;
    const counts = await acting(world.connections[role], staffOf(world, 'UJM'), async (client) => {
      await client.query('create temporary table ticket_party as select * from public.ticket_party');
      await client.query(
        `insert into ticket_party (institution_id, side, ticket_id, service_id) values ($1, 'user', $2, $3)`,
        [id['UJM'], id['ticket ULCO'], id['service']],
      );
      const seen = await visible(client, 'public.ticket');
      const item = {
        id: id['UJM'],
        type: 'x',
        audience: 'shared',
        side: 'user',
        readers: [],
        data: {},
        at: '2026-01-01',
      };
      const call = 'select event_append($1, $2)';
      return [seen, await outcomeOf(client, call, [id['ticket ULCO'], JSON.stringify([item])])];
    });
    expect(counts).toEqual([0, { refused: '42501' }]);
  });
});

describe('a requester', () => {
  it('sees of tickets only the own one, what is said to them, and no work of the staff', async () => {
    const found = await seen('api', requesterOf(world, 'ULCO'));
    expect(Object.keys(found).filter((table) => ofTickets.includes(table))).toEqual([
      'attachment',
      'event',
      'live_event',
      'message',
      'message_version',
      'reference_counter',
      'ticket',
      'ticket_party',
    ]);
    expect(found).toMatchObject({ ticket: 1, message: 1, event: 1, live_event: 1, attachment: 1, message_version: 1 });
    const colleague = { ...requesterOf(world, 'ULCO'), person: world.id['agent ULCO']! };
    const other = Object.keys(await seen('api', colleague)).filter((table) => ofTickets.includes(table));
    expect(other).toEqual(['reference_counter']);
  });
});

it('leaves no role out', () => {
  expect(Object.keys(world.connections)).toEqual([...roleNames]);
});
