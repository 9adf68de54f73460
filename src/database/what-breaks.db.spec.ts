import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { cloneDatabase, type TestServer } from './testing.js';
import { catalogueOf, whatBreaks } from './what-breaks.js';

let urls: Awaited<ReturnType<typeof cloneDatabase>>;
let client: pg.Client;
let before: Awaited<ReturnType<typeof catalogueOf>>;

beforeAll(async () => {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE']!) as TestServer;
  urls = await cloneDatabase(server, `breaks_${randomBytes(6).toString('hex')}`);
  client = new pg.Client({ connectionString: urls.admin });
  await client.connect();
  before = await catalogueOf(client);
});
afterAll(async () => {
  await client.end();
  await urls.drop();
});

/** What would hurt an older program once these statements have run. */
async function after(statements: string): Promise<string[]> {
  await client.query('begin');
  try {
    await client.query(statements);
    return whatBreaks(before, await catalogueOf(client));
  } finally {
    await client.query('rollback');
  }
}

it('knows what an older program relies on', () => {
  for (const name of ['table ticket', 'column ticket.title', 'privilege select of guichet_api on ticket.title'])
    expect(before.has(name)).toBe(true);
  for (const kind of ['constraint', 'unique index', 'policy', 'trigger', 'function'])
    expect([...before.values()].some((each) => each.kind === kind)).toBe(true);
});

it.each<[string, string]>([
  ['a new table, even with a column that must be given', 'create table novelty (id uuid primary key)'],
  ['a column that may be left out', 'alter table ticket add novelty text'],
  ['a column with a value of its own', `alter table ticket add novelty text not null default 'none'`],
  ['an index', 'create index novelty on ticket (title, id)'],
  ['a column that need not be given any more', 'alter table ticket alter title drop not null'],
  ['one more privilege', 'grant delete on ticket to guichet_maintenance'],
  ['one more permission of the wall', 'create policy novelty on ticket for select to guichet_maintenance using (true)'],
  [
    'a function with another body',
    'create or replace function app_scope() returns text language sql stable as $$ select null $$',
  ],
])('%s hurts nobody', async (_what, statement) => {
  expect(await after(statement)).toEqual([]);
});

it.each<[string, string[]]>([
  ['alter table ticket drop title cascade', ['column ticket.title is gone']],
  ['alter table ticket rename title to name', ['column ticket.title is gone', 'column ticket.name has to be given']],
  ['alter table task alter due_at type timestamptz(0)', ['column task.due_at is another one']],
  ['alter table person alter time_zone set not null', ['column person.time_zone has to be given']],
  ['alter table task add novelty text not null', ['column task.novelty has to be given']],
  ['alter table person add constraint novelty check (email > $$a$$)', ['constraint novelty of person is new']],
  ['create unique index novelty on person (email)', ['unique index novelty is new']],
  ['revoke update (title) on ticket from guichet_api', ['privilege update of guichet_api on ticket.title is gone']],
  ['drop table outbox cascade', ['table outbox is gone']],
  ['create policy novelty on ticket as restrictive using (false)', ['policy novelty of ticket is new']],
  ['drop function app_scope() cascade', ['function app_scope() is gone']],
])('%s would hurt it', async (statement, lines) => {
  const found = await after(statement);
  for (const line of lines) expect(found).toContain(line);
});
