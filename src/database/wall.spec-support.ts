import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { cloneDatabase, type TestServer } from './testing.js';

/** What a transaction says of who acts; what is left out is not set. */
export interface Settings {
  institution?: string;
  person?: string;
  scope?: string;
  user_services?: string;
  provider_services?: string;
}

export const roleNames = ['api', 'worker', 'maintenance', 'jobs', 'owner'] as const;
export type DatabaseRole = (typeof roleNames)[number];

/** A database of its own, a connection as each role, and the server's superuser to put rows there and to look. */
export interface World {
  admin: pg.Client;
  connections: Record<DatabaseRole, pg.Client>;
  urls: Record<DatabaseRole, string>;
  /** Ids by the names of {@link openWorld}. */
  id: Record<string, string>;
  close(): Promise<void>;
}

export const NOW = '2026-03-10T09:00:00.000Z';

export async function openWorld(): Promise<World> {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '') as TestServer;
  const urls = await cloneDatabase(server, `wall_${randomUUID().replaceAll('-', '')}`);
  const open = async (connectionString: string) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    return client;
  };
  const admin = await open(urls.admin);
  const connections = Object.fromEntries(
    await Promise.all(roleNames.map(async (role) => [role, await open(urls[role])] as const)),
  ) as Record<DatabaseRole, pg.Client>;
  const id = await addPlaces(admin);
  const close = async () => {
    await Promise.all([admin, ...Object.values(connections)].map((client) => client.end()));
    await urls.drop();
  };
  return { admin, connections, urls, id, close };
}

/** Runs `work` as a role with these settings, and rolls back whatever it did unless `keep`. */
export async function acting<T>(
  client: pg.Client,
  settings: Settings,
  work: (client: pg.Client) => Promise<T>,
  { keep = false } = {},
): Promise<T> {
  await client.query('begin');
  try {
    await set(client, settings);
    const result = await work(client);
    await client.query(keep ? 'commit' : 'rollback');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

export async function set(client: pg.Client, settings: Settings): Promise<void> {
  for (const [name, value] of Object.entries(settings) as [string, string | undefined][]) {
    if (value !== undefined) await client.query('select set_config($1, $2, true)', [`app.${name}`, value]);
  }
}

/** An id of {@link World} by its name. */
export function idOf(id: Record<string, string>, name: string): string {
  const found = id[name];
  if (found === undefined) throw new Error(`nothing here is called ${name}`);
  return found;
}

/** Everybody of an institution's staff: level 1 and engineers, for every service. */
export function staffOf(world: World, code: string): Settings {
  return { ...levelOneOf(world, code), provider_services: '*' };
}

export function levelOneOf({ id }: World, code: string): Settings {
  return { institution: idOf(id, code), person: idOf(id, `agent ${code}`), scope: 'staff', user_services: '*' };
}

export function engineersOf({ id }: World, code: string): Settings {
  return { institution: idOf(id, code), person: idOf(id, `agent ${code}`), scope: 'staff', provider_services: '*' };
}

export function requesterOf({ id }: World, code: string): Settings {
  return { institution: idOf(id, code), person: idOf(id, `requester ${code}`), scope: 'requester' };
}

/** How many rows a role sees of a table, or `denied` when it may not even ask. */
export async function visible(client: pg.Client, table: string): Promise<number | 'denied'> {
  await client.query('savepoint asked');
  try {
    const { rows } = await client.query<{ count: number }>(`select count(*)::integer as count from ${table}`);
    return rows[0]?.count ?? -1;
  } catch (error) {
    await client.query('rollback to savepoint asked');
    if ((error as { code?: string }).code === '42501') return 'denied';
    throw error;
  }
}

/** The SQLSTATE with which a statement was refused, or how many rows it touched. */
export async function outcomeOf(
  client: pg.Client,
  text: string,
  values: unknown[] = [],
): Promise<{ refused: string } | { touched: number }> {
  await client.query('savepoint tried');
  try {
    const { rowCount } = await client.query(text, values);
    return { touched: rowCount ?? 0 };
  } catch (error) {
    await client.query('rollback to savepoint tried');
    return { refused: (error as { code?: string }).code ?? String(error) };
  }
}

/** Institutions, two people in each, a service, hours and an agreement: what everything else refers to. */
async function addPlaces(admin: pg.Client): Promise<Record<string, string>> {
  const id: Record<string, string> = {};
  const make = (name: string) => (id[name] = randomUUID());
  for (const code of ['ULCO', 'UPHF', 'FUN', 'ULORRAINE', 'UJM']) {
    make(code);
    await admin.query(`insert into institution values ($1, $2, $2, $2, 'Europe/Paris', 'FR', 'fr')`, [id[code], code]);
    await admin.query(
      `insert into site (id, institution_id, code, time_zone, holiday_region, is_default)
       values ($1, $2, 'MAIN', 'Europe/Paris', 'FR', true)`,
      [make(`site ${code}`), id[code]],
    );
    for (const role of ['agent', 'requester']) {
      const person = make(`${role} ${code}`);
      await admin.query(`insert into person (id, email, display_name, locale) values ($1, $2, 'Somebody', 'fr')`, [
        person,
        `${role}.${code.toLowerCase()}@example.org`,
      ]);
      await admin.query('insert into membership values ($1, $2)', [person, id[code]]);
      await admin.query('insert into role_grant values ($1, $2, $3, null)', [id[code], person, role]);
      await admin.query(`insert into credential values ($1, 'a hash')`, [person]);
    }
    await admin.query(`insert into service_hours values ($1, $2, 'Week')`, [make(`hours ${code}`), id[code]]);
    await admin.query(
      `insert into service_hours_version values ($1, $2, $3, 1, 'Europe/Paris', '{}', null, '[]', '[]', $4, $4)`,
      [randomUUID(), id[`hours ${code}`], id[code], NOW],
    );
    await admin.query(`insert into institution_targets values ($1, $2, 1, '{}', '{}', '{}', $3, $3)`, [
      randomUUID(),
      id[code],
      NOW,
    ]);
  }
  await admin.query('insert into service (id, code, name, lead_provider_id) values ($1, $2, $2, $3)', [
    make('service'),
    'FUNCAMPUS',
    id['FUN'],
  ]);
  await admin.query(`insert into component values ($1, $2, 'WEB')`, [randomUUID(), id['service']]);
  await admin.query(
    `insert into responsibility (id, service_id, "function", position, institution_id) values ($1, $2, 'support', 1, $3)`,
    [randomUUID(), id['service'], id['FUN']],
  );
  await admin.query(`insert into agreement values ($1, $2, $3, $4, '2026-01-01', null)`, [
    make('agreement'),
    id['ULCO'],
    id['service'],
    id['FUN'],
  ]);
  await admin.query(
    `insert into agreement_version (id, agreement_id, number, state, binding, hours, targets, warnings, also_pauses,
            maintenance, effective_from, recorded_at)
     values ($1, $2, 1, 'accepted', true, '{}', '{}', '{}', '{}', '{}', $3, $3)`,
    [randomUUID(), id['agreement'], NOW],
  );
  await admin.query(`insert into session values ('\\x01', $1, $2, $2, null)`, [id['agent ULCO'], NOW]);
  await admin.query(
    `insert into erasure (person_id, institution_id, asked_by, asked_at, state, due_at, at_statement, at_page, touched, rows_changed,
                          is_name_shared, searched)
     values ($1, $2, $3, $4, 'running', $4, 1, 0, 0, 0, false, '{"pattern": "-", "json": "-", "words": []}')`,
    [id['requester UJM'], id['UJM'], id['agent UJM'], NOW],
  );
  await admin.query(`insert into erasure_file values ('a file', $1)`, [id['requester UJM']]);
  await admin.query(
    `insert into password_link (id, person_id, institution_id, purpose, token_hash, made_at, expires_at, send_at)
     values ($1, $2, $3, 'invitation', '\\x01', $4, '2026-03-13T09:00:00Z', $4)`,
    [randomUUID(), id['agent ULCO'], id['ULCO'], NOW],
  );
  await admin.query(`insert into sign_in_failure values ($1, '\\x01', '192.0.2.1', $2)`, [randomUUID(), NOW]);
  await admin.query(`insert into request_count values ($1, $2, 20)`, [NOW, Buffer.alloc(16)]);
  return id;
}

/** Ids, numbers and instants: where the worker looks across tenants. */
export const crossings = [
  'answer_unread',
  'appointment',
  'attachment_scan',
  'attachment_upload',
  'bulk_news',
  'change_late',
  'change_round_due',
  'consequence',
  'consumer_cursor',
  'consumer_wake',
  'decision_code',
  'erasure',
  'erasure_file',
  'hierarchical_due',
  'idempotent_answer',
  'improvement_due',
  'live_event',
  'mail_in',
  'mail_in_effect',
  'mail_queue',
  'mail_thread',
  'outbox',
  'password_link',
  'plan_due',
  'recurring_due',
  'resettling',
  'simulation_due',
  'timer',
];
