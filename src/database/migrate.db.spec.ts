import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { flawsOfRole } from './boot-checks.js';
import { assertVersion, migrate, NewerDatabase } from './migrate.js';
import { cloneDatabase, type TestServer } from './testing.js';

/** Of which programs work on beside newer ones. */
const first = 'SideBySide1795700000053';
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

describe('on a database that a newer program has migrated', () => {
  const FUTURE = 'FromTheFuture9999999999999';
  let client: pg.Client;
  beforeEach(async () => {
    client = new pg.Client({ connectionString: urls.admin });
    await client.connect();
    await client.query(`insert into schema_migration (timestamp, name) values (9999999999999, $1)`, [FUTURE]);
  });
  afterEach(async () => {
    await client.query('delete from schema_migration where name = $1', [FUTURE]);
    await client.query(`comment on table schema_migration is 'programs that work here know ${first}'`);
    await client.end();
    await migrate(urls.owner);
    expect(await assertVersion(urls.api)).toEqual({ beyond: [] });
  });

  it('works on beside it when nothing was taken away', async () => {
    await migrate(urls.owner);
    expect(await assertVersion(urls.api)).toEqual({ beyond: [FUTURE] });
  });

  it.each([
    ['when what it uses was taken away', `'programs that work here know ${FUTURE}'`],
    ['when nothing is said of that', 'null'],
  ])('does not, %s', async (_when, said) => {
    await client.query(`comment on table schema_migration is ${said}`);
    await expect(migrate(urls.owner)).rejects.toThrow(NewerDatabase);
    await expect(assertVersion(urls.api)).rejects.toThrow(NewerDatabase);
  });
});

it('finds nothing to say against the roles of the program, and names what is wrong with others', async () => {
  for (const role of ['api', 'worker', 'jobs', 'maintenance'] as const)
    expect(await flawsOfRole(urls[role])).toEqual([]);
  expect((await flawsOfRole(urls.admin)).join()).toMatch(/is a superuser.*may bypass row-level security/);
  expect((await flawsOfRole(urls.owner)).join()).toMatch(/owns tables/);
});
