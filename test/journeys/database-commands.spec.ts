import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { Installation } from '../support/processes.js';

// What an operator does with a database that is empty, of an older version, of a newer one, and one with a flaw.

let guichet: Installation;
const name = `c_${randomBytes(6).toString('hex')}`;

beforeAll(async () => {
  guichet = await Installation.open();
  await guichet.rows(`create database ${name} owner guichet_owner`);
});
afterAll(async () => {
  await guichet.rows(`drop database if exists ${name} with (force)`);
  await guichet.close();
});

interface Told {
  status: number;
  lines: string[];
  error: string;
}

const within = (url: string) => url.replace(/\/[^/?]+(\?|$)/, `/${name}$1`);

async function asSuperuser(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: within(guichet.urls.admin) });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function environment(): Record<string, string | undefined> {
  const roles = Object.entries({ api: 'API', worker: 'WORKER', jobs: 'JOBS', maintenance: 'MAINTENANCE' }).map(
    ([role, variable]) => [`DATABASE_${variable}_URL`, within(guichet.urls[role as 'api'])],
  );
  return {
    PATH: process.env['PATH'],
    DATA_DIR: guichet.dataDir,
    SECRET_KEY: 'a secret key of an operator who types',
    DATABASE_OWNER_URL: within(guichet.urls.owner),
    ...Object.fromEntries(roles),
  };
}

const command = (word: string) => run(['database', word], environment());

/** As it is typed. */
function run(words: string[], env: Record<string, string | undefined>): Promise<Told> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['dist/src/admin/main.js', ...words], { env }, (error, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      resolve({ status: error ? Number(error.code) : 0, lines, error: stderr.trim() });
    });
  });
}

const last = ({ lines }: Told) => lines.at(-1);

it('an empty database lacks all, and is brought to the version of the program by one of two who try at once', async () => {
  const empty = await command('status');
  expect([empty.status, empty.lines[1]]).toEqual([1, 'database: 0 migrations, the last one is none']);
  const missing = empty.lines.filter((line) => line.startsWith('missing: '));
  expect(empty.lines[0]).toBe(`program: ${String(missing.length)} migrations`);

  const both = await Promise.all([command('migrate'), command('migrate')]);
  expect(both.map(({ status, error }) => [status, error])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  const all = String(missing.length);
  for (const told of both) expect(last(told)).toMatch(new RegExp(`^${all} migrations stand, `));
  const again = await command('migrate');
  expect([again.status, again.lines]).toEqual([0, [`${all} migrations stand, 0 of them ran just now`]]);
  const good = await command('status');
  expect([good.status, good.lines.length, last(good)]).toEqual([0, 3, 'roles: the wall holds for all of them']);
});

it('a newer database is named and left alone, and so is a role that could pass the wall', async () => {
  await asSuperuser(`insert into schema_migration (timestamp, name) values (9999999999999, 'Tomorrow9999999999999')`);
  const newer = await command('status');
  expect([newer.status, newer.lines.filter((line) => line.startsWith('unknown'))]).toEqual([
    1,
    ['unknown to this program, which is older: Tomorrow9999999999999'],
  ]);
  await asSuperuser(`delete from schema_migration where name = 'Tomorrow9999999999999'`);

  await asSuperuser('alter table canned_answer owner to guichet_api');
  const open = await command('status');
  expect([open.status, open.lines.slice(2)]).toEqual([
    1,
    [expect.stringMatching(/guichet_api owns tables/), 'roles: the wall would not hold'],
  ]);
});

it('an address that is missing is said in a line', async () => {
  const told = await run(['database', 'status'], { ...environment(), DATABASE_OWNER_URL: undefined });
  expect([told.status, told.lines, told.error]).toEqual([1, [], 'DATABASE_OWNER_URL is missing.']);
});
