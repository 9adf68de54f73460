import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { flawsOfRole } from './boot-checks.js';
import { migrate, NewerDatabase } from './migrate.js';
import { cloneDatabase, type TestServer } from './testing.js';

let urls: Awaited<ReturnType<typeof cloneDatabase>>;

beforeAll(async () => {
  urls = await cloneDatabase(
    JSON.parse(process.env['GUICHET_TEST_DATABASE']!) as TestServer,
    `migrate_${randomBytes(6).toString('hex')}`,
  );
});
afterAll(() => urls.drop());

it('runs again without a word, by several processes at once', async () => {
  await Promise.all([migrate(urls.owner), migrate(urls.owner), migrate(urls.owner)]);
});

it('refuses a database that a newer program has migrated', async () => {
  const client = new pg.Client({ connectionString: urls.admin });
  await client.connect();
  await client.query(
    `insert into schema_migration (timestamp, name) values (9999999999999, 'FromTheFuture9999999999999')`,
  );
  await expect(migrate(urls.owner)).rejects.toThrow(NewerDatabase);
  await client.query(`delete from schema_migration where name = 'FromTheFuture9999999999999'`);
  await client.end();
  await migrate(urls.owner);
});

it('finds nothing to say against the roles of the program, and names what is wrong with others', async () => {
  for (const role of ['api', 'worker', 'jobs', 'maintenance'] as const)
    expect(await flawsOfRole(urls[role])).toEqual([]);
  expect((await flawsOfRole(urls.admin)).join()).toMatch(/is a superuser.*may bypass row-level security/);
  expect((await flawsOfRole(urls.owner)).join()).toMatch(/owns tables/);
});
