import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import type { TestServer } from '../../src/database/index.js';
import { PASSWORD, startProcess, startTestApp, type TestApp } from '../support/app.js';
import { Browser } from '../support/browser.js';
import { formWith } from '../security/operations.js';
import { compiled } from '../support/compiled.js';

const { cloneDatabase, migrate } = await compiled<typeof import('../../src/database/index.js')>('database/index.js');
const { dropEverything } = await compiled<typeof import('../../src/backup/index.js')>('backup/index.js');
const { installConsortium } = await compiled<typeof import('../../src/demo/index.js')>('demo/index.js');
const program = fileURLToPath(new URL('../../dist/src/admin/main.js', import.meta.url));
const KEY = 'a secret key that lives as long as a journey does';
type Place = Awaited<ReturnType<typeof cloneDatabase>>;
/** Of an output. */
const like = (words: string | RegExp): unknown => expect.stringMatching(words);

/** Where it is brought back once. */
let place: Place;
let guichet: TestApp, folder: string, backup: string, files: string;
let reference: string, file: string, opened: string[];
const places: Place[] = [];

beforeAll(async () => {
  // now: `verify` leaves out what is due, and by its clock everything of another year would be
  guichet = await startTestApp({ now: new Date().toISOString() });
  folder = mkdtempSync(join(tmpdir(), 'guichet-backup-'));
  [backup, files] = [join(folder, 'backup'), join(folder, 'restored')];
  const agent = await guichet.as('agent.ulco');
  const said = { kind: 'incident', service: 'OAE', title: 'Avant la sauvegarde', description: 'Rien ne s’ouvre.' };
  reference = (await agent.post('/tickets', said)).body.reference as string;
  const sent = await agent.post(
    `/tickets/${reference}/attachments`,
    formWith('des octets', 'preuve.txt', { audience: 'requester' }),
  );
  expect([sent.status, sent.body]).toEqual([201, expect.anything()]);
  file = `/tickets/${reference}/attachments/${attachmentIn(sent.body)}`;
  // while somebody works: what was acknowledged before it began is in it, what comes after is not half in it
  opened = [];
  const busy = { is: true };
  const working = (async () => {
    while (busy.is) opened.push((await agent.post('/tickets', said)).body.reference as string);
  })();
  const { status, output } = await admin(['backup', '--to', backup], guichet.urls, guichet.dataDir);
  busy.is = false;
  await working;
  expect([status, output]).toEqual([0, like(/rows of \d+ tables and 1 files/)]);
  place = await empty();
  places.pop();
  const restored = await admin(['restore', '--from', backup], place, files);
  expect(restored).toEqual({ status: 0, output: like(/rows of \d+ tables and 1 files/) });
}, 120_000);
afterEach(async () => {
  for (const each of places.splice(0)) await each.drop();
});
afterAll(async () => {
  await place.drop();
  await guichet.close();
  rmSync(folder, { recursive: true, force: true });
});

it('holds every row of one instant, and nothing of what the job queue wants to do', async () => {
  const counts = await rowsOf(
    place.admin,
    manifest().tables.map(({ name }) => name),
  );
  expect(counts).toEqual(Object.fromEntries(manifest().tables.map(({ name, rows }) => [name, rows])));
  const [kept] = await query<{ n: number }>(place.admin, `select count(*)::int as n from ticket`);
  expect(kept?.n).toBeGreaterThanOrEqual(1);
  expect(kept?.n).toBeLessThanOrEqual(1 + opened.length);
  const unread = await query(place.admin, `select 1 from session union all select 1 from live_event`);
  expect(unread).toEqual([]);
});

it('leaves out no table but those that it says, and there is no sequence to bring back', async () => {
  const all = await query<{ name: string }>(
    guichet.urls.admin,
    `select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relpersistence = 'p' order by relname`,
  );
  const held = new Set(manifest().tables.map(({ name }) => name));
  expect(all.map(({ name }) => name).filter((name) => !held.has(name))).toEqual([
    'live_event',
    'schema_migration',
    'session',
  ]);
  const sequences = await query<{ name: string }>(
    guichet.urls.admin,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'`,
  );
  expect(sequences.map(({ name }) => name)).toEqual(['schema_migration_id_seq']);
});

it('closes every table again, and has its triggers and references back', async () => {
  const { admin: untouched } = await empty();
  expect(await shapeOf(place.admin)).toEqual(await shapeOf(untouched));
});

it('holds no secret key, and nobody but its owner reads it', () => {
  const found = readdirSync(backup, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  expect(found.length).toBeGreaterThan(100);
  for (const { parentPath, name } of found) {
    const bytes = readFileSync(join(parentPath, name));
    expect((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).includes(KEY)).toBe(false);
  }
  expect(statSync(backup).mode & 0o777).toBe(0o700);
});

it('of an older version is migrated, and one that is refused leaves an older database as it was', async () => {
  const older = await empty();
  const before = manifest().schema.slice(0, -1);
  await dropEverything(older.owner, 'bullmq');
  await migrate(older.owner, undefined, { upTo: before.length });
  await installConsortium(older.owner, { passwordHash: 'none', now: new Date() });
  const refused = await admin(['restore', '--from', backup], older, `${files}-not`);
  expect(refused).toEqual({ status: 1, output: like('Nothing was changed') });
  expect(await schemaOf(older.admin)).toEqual(before);

  const kept = join(folder, 'older');
  expect((await admin(['backup', '--to', kept], older, `${files}-not`)).status).toBe(0);
  expect(await schemaOf(older.admin)).toEqual(before);
  const newer = await empty();
  const restored = await admin(['restore', '--from', kept], newer, `${files}-older`);
  expect(restored).toEqual({ status: 0, output: like('; 1 migrations since') });
  expect(await schemaOf(newer.admin)).toEqual(manifest().schema);
  expect(await query(newer.admin, 'select code from institution order by code')).toEqual(
    await query(older.admin, 'select code from institution order by code'),
  );
});

it('is not brought back over what is there, unless the name of the database is said', async () => {
  const name = new URL(place.owner).pathname.slice(1);
  const refused = await admin(['restore', '--from', backup, '--replace', 'guichet'], place, files);
  expect(refused).toEqual({ status: 1, output: like(`--replace ${name}`) });
  expect(refused.output).toMatch(/holds \d+ institutions, \d+ people and \d+ tickets\. Nothing was changed/);
  expect((await admin(['restore', '--from', backup, '--replace', name], place, files)).status).toBe(0);
});

it('brings back an installation that goes on, with a record and timers that hold', async () => {
  const { status, output } = await admin(['verify'], place, files);
  expect([status, output]).toEqual([0, expect.stringMatching(/recomputed [1-9]\d* timers/)]);

  const restored = await startProcess({
    ...{ urls: place, now: guichet.clock.now(), secretKeys: [KEY], dataDir: files },
    environment: { DEMO: 'on', LOG_LEVEL: 'fatal', PORT: '0' },
  });
  try {
    const nobody = new Browser(restored.url);
    const agent = await nobody.signIn('agent.ulco@guichet.example', PASSWORD);
    expect((await agent.get(`/tickets/${reference}`)).body).toMatchObject({ title: 'Avant la sauvegarde' });
    expect(await (await agent.raw(file)).text()).toBe('des octets');
    expect((await agent.post(`/tickets/${reference}/take`)).status).toBe(200);
    const next = await agent.post('/tickets', {
      kind: 'request',
      service: 'OAE',
      title: 'Après',
      description: 'Suite.',
    });
    expect(next.status).toBe(201);
    // whoever was signed in has to sign in again
    const former = await guichet.as('agent.ulco');
    expect((await former.on(restored.url).get('/me')).status).toBe(401);
  } finally {
    await restored.kill();
  }
});

it.each([
  [
    'a byte more',
    () => {
      appendFileSync(join(backup, 'tables', 'ticket.copy.gz'), 'x');
    },
    'ticket.copy.gz has',
  ],
  [
    'without its manifest',
    () => {
      rmSync(join(backup, 'manifest.json'));
    },
    'never ended',
  ],
  [
    'of a newer program',
    () => {
      changed((one) => one.schema.push('Newer9999'));
    },
    'newer program',
  ],
  [
    'of another format',
    () => {
      changed((one) => (one.format = 2));
    },
    'newer one',
  ],
])('is refused %s, and nothing is changed', async (_how, spoil, words) => {
  const spoiled = ['manifest.json', 'tables/ticket.copy.gz'].map(
    (path) => [path, readFileSync(join(backup, path))] as const,
  );
  const other = await empty();
  spoil();
  try {
    const { status, output } = await admin(['restore', '--from', backup], other, `${files}-not`);
    expect([status, output]).toEqual([1, expect.stringContaining(words)]);
    expect(await query(other.admin, 'select 1 from institution')).toEqual([]);
  } finally {
    for (const [path, bytes] of spoiled) writeFileSync(join(backup, path), bytes);
  }
});

it('is refused with another secret key, and by a program at work', async () => {
  const somewhere = await empty();
  const other = await admin(['restore', '--from', backup], somewhere, `${files}-not`, {
    SECRET_KEY: 'another secret key as long as the one before',
  });
  expect(other).toEqual({ status: 1, output: like('another secret key') });
  const working = new pg.Client({ connectionString: somewhere.api });
  await working.connect();
  const busy = await admin(['restore', '--from', backup], somewhere, `${files}-not`);
  await working.end();
  expect(busy).toEqual({ status: 1, output: like('at work') });
  expect(await query(somewhere.admin, 'select 1 from institution')).toEqual([]);
});

it('is written into no folder that has something in it, and leaves nothing when it fails', async () => {
  const full = await admin(['backup', '--to', backup], guichet.urls, guichet.dataDir);
  expect(full).toEqual({ status: 1, output: like('not empty') });
  const refused = { ...guichet.urls, maintenance: guichet.urls.jobs };
  const failed = await admin(['backup', '--to', join(folder, 'another')], refused, guichet.dataDir);
  expect(failed.status).toBe(1);
  expect(existsSync(join(folder, 'another'))).toBe(false);
  expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
});

async function empty(): Promise<Place> {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? 'null') as TestServer;
  const place = await cloneDatabase(server, `restored_${randomBytes(6).toString('hex')}`);
  places.push(place);
  return place;
}

/** The command as an operator gives it, on an external database. */
function admin(words: string[], urls: Omit<Place, 'drop'>, dataDir: string, more: Record<string, string> = {}) {
  const { PATH, HOME } = process.env;
  const env = {
    ...{ PATH, HOME, DATA_DIR: dataDir, SECRET_KEY: KEY, DEMO: 'off' },
    ...{ DATABASE_OWNER_URL: urls.owner, DATABASE_API_URL: urls.api, DATABASE_WORKER_URL: urls.worker },
    ...{ DATABASE_JOBS_URL: urls.jobs, DATABASE_MAINTENANCE_URL: urls.maintenance },
    ...more,
  };
  return new Promise<{ status: number; output: string }>((resolve) => {
    const child = spawn(process.execPath, ['--enable-source-maps', program, ...words], { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.once('close', (status) => {
      resolve({ status: status ?? -1, output });
    });
  });
}

interface Said {
  format: number;
  schema: string[];
  tables: { name: string; rows: number }[];
}

function manifest(): Said {
  return JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as Said;
}

function changed(change: (manifest: Said) => unknown): void {
  const said = manifest();
  change(said);
  writeFileSync(join(backup, 'manifest.json'), JSON.stringify(said));
}

function attachmentIn(body: { attachments?: { id: string }[]; id?: string }): string {
  return body.attachments?.[0]?.id ?? body.id ?? '';
}

async function rowsOf(url: string, tables: string[]): Promise<Record<string, number>> {
  const counts = tables
    .map((name) => `select '${name}' as name, count(*)::int as n from "${name}"`)
    .join(' union all ');
  return Object.fromEntries((await query<{ name: string; n: number }>(url, counts)).map(({ name, n }) => [name, n]));
}

async function schemaOf(url: string): Promise<string[]> {
  return (await query<{ name: string }>(url, 'select name from schema_migration order by id')).map(({ name }) => name);
}

/** Row-level security, triggers and references of every table. */
async function shapeOf(url: string) {
  return query(
    url,
    `select c.relname, c.relrowsecurity, c.relforcerowsecurity,
            (select array_agg(t.tgname || t.tgenabled::text order by t.tgname) from pg_trigger t
              where t.tgrelid = c.oid and not t.tgisinternal) as triggers,
            (select array_agg(k.conname || pg_get_constraintdef(k.oid) || k.convalidated::text order by k.conname)
               from pg_constraint k where k.conrelid = c.oid) as constraints
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname`,
  );
}

async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}
