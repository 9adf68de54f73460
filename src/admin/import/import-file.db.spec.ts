import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { cloneDatabase, type TestServer } from '../../database/index.js';
import { SystemClock } from '../../kernel/index.js';
import { assertSound, statusOf } from '../database.js';
import { importFile } from './import-file.js';

const example = readFileSync('test/data/consortium.yaml', 'utf8');
const clock = new SystemClock();
let database: Awaited<ReturnType<typeof cloneDatabase>>, owner: pg.Client, folder: string;

beforeAll(async () => {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '') as TestServer;
  database = await cloneDatabase(server, 'import_file');
  owner = new pg.Client({ connectionString: database.owner });
  await owner.connect();
  folder = mkdtempSync(join(tmpdir(), 'guichet-import-'));
});
afterAll(async () => {
  await owner.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const run = (text: string, isDryRun = false, name = 'file.yaml') => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return importFile(path, { ownerUrl: database.owner, clock, isDryRun });
};
const countOf = async (table: string) =>
  Number((await owner.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]?.count);
const eventsOf = async (institution: string) =>
  (
    await owner.query<{ type: string }>(
      `select e.type from event e join institution i on i.id = e.stream_id where i.code = $1 order by e.number`,
      [institution],
    )
  ).rows.map(({ type }) => type);

it('does what the dry run told, which wrote nothing, and nothing the second time', async () => {
  const told = await run(example, true);
  expect(told.lines.join('\n')).toContain('dry run: nothing was written');
  expect(told.isGood).toBe(true);
  for (const table of ['institution', 'person', 'event', 'event_stream', 'agreement'])
    expect(await countOf(table)).toBe(0);
  const done = await run(example);
  expect([...done.lines, 'dry run: nothing was written']).toEqual(told.lines);
  expect(await countOf('role_grant')).toBe(3);
  expect(await eventsOf('ULCO')).toEqual(
    expect.arrayContaining(['institution.added', 'site.added', 'person.added', 'role.granted']),
  );
  const events = await countOf('event');
  const again = await run(example);
  expect(again.lines).toContain('nothing to do');
  expect(await countOf('event')).toBe(events);
});

it('changes what differs, and says what', async () => {
  const changed = example
    .replace('name: Claire Danel', 'name: Claire Danel-Roux')
    .replace('roles: [spoc, requester]', 'roles: [spoc]');
  const { lines } = await run(changed);
  expect(lines.slice(0, 2)).toEqual([
    '~ person claire.danel@univ-littoral.example: name: Claire Danel -> Claire Danel-Roux',
    '- claire.danel@univ-littoral.example at ULCO: requester',
  ]);
  expect((await eventsOf('ULCO')).slice(-2)).toEqual(['person.changed', 'role.taken']);
  await run(example);
});

it('changes an agreement from a date on, as a proposal, and accepted where it was signed', async () => {
  const other = example.replace('P1: { response: 30, resolution: 240 }', 'P1: { response: 30, resolution: 200 }');
  const refused = await run(other);
  expect(refused.lines[0]).toContain('agreements[0]: what holds is changed from a date on: say effectiveFrom');
  const year = String(new Date().getUTCFullYear() + 1);
  const dated = other.replaceAll('    terms: standard', `    terms: standard\n    effectiveFrom: '${year}-02-01'`);
  const { lines } = await run(dated);
  expect(lines).toContain('~ agreement ULCO OAE from 2025-09-01: targets.incident.P1.resolution: 240 -> 200');
  const { rows } = await owner.query<{ state: string }>(
    'select state from agreement_version where number = 2 order by state',
  );
  expect(rows).toEqual([{ state: 'accepted' }, { state: 'proposed' }]);
  expect((await run(dated)).lines).toContain('nothing to do');
});

it('tells every error at once, each with its place', async () => {
  const wrong = example
    .replace('leadProvider: ULORRAINE', 'leadProvider: NOBODY')
    .replace('locale: fr', 'locale: fr\n    colour: blue')
    .replace('resolution: 240', 'resolution: high')
    .replace('site: NANCY', 'site: NICE')
    .replace('hugo.marchal@univ-lorraine.example', 'Claire.Danel@univ-littoral.example');
  const { lines, isGood } = await run(wrong);
  expect(isGood).toBe(false);
  const said = lines.map((line) => line.slice(line.indexOf('file.yaml:')));
  expect(said).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^file\.yaml:11:5: institutions\[0\]\.colour: is not known here/),
      expect.stringMatching(/services\[0\]\.leadProvider: no institution has the code NOBODY/),
      expect.stringMatching(/people\[1\]\.email: person claire\.danel@univ-littoral\.example stands in the file twice/),
    ]),
  );
  expect(lines.at(-1)).toMatch(/^\d+ errors: nothing was imported$/);
});

it('names the circle in which components need each other', async () => {
  const { lines } = await run(example.replace('{ code: sign-in }', '{ code: sign-in, needs: [OAE/documents] }'));
  expect(lines[0]).toContain('needs[0]: this closes a circle, in which each needs the next:');
});

it('stays readable with 500 errors', async () => {
  const people = Array.from({ length: 500 }, (_, n) => `  - { email: p${String(n)}, name: P, memberships: [] }`);
  const { lines } = await run(`guichet: 1\npeople:\n${people.join('\n')}\n`);
  expect(lines).toHaveLength(501);
  expect(lines[499]).toContain('file.yaml:502:');
  expect(lines[500]).toBe('500 errors: nothing was imported');
});

it.each([
  [
    'a bomb of aliases',
    `a: &a [1,1,1,1,1,1,1,1]\n${'bcdefgh'
      .split('')
      .map((one, n) => `${one}: &${one} [${`*${'abcdefg'[n] ?? ''},`.repeat(8).slice(0, -1)}]`)
      .join('\n')}`,
    'aliases counted',
  ],
  ['a name that stands twice', 'guichet: 1\nguichet: 1', 'stands here twice'],
  ['a tag', 'guichet: !!int 1', 'tags are not taken'],
  ['another document', 'guichet: 1\n---\nguichet: 1', 'multiple documents'],
  ['an inherited name', 'guichet: 1\n__proto__: { x: 1 }', 'this name is not taken'],
])('refuses %s', async (_, text, message) => {
  const { lines, isGood } = await run(text);
  expect(isGood).toBe(false);
  expect(lines.join('\n')).toContain(message);
});

it('refuses a file of 50 MB and one that is not UTF-8 before reading it', async () => {
  await expect(run('x'.repeat(50_000_000))).rejects.toThrow('has 50.0 MB, at most 5 are read');
  const path = join(folder, 'latin.yaml');
  writeFileSync(path, Buffer.from('guichet: 1 # \xe9', 'latin1'));
  await expect(importFile(path, { ownerUrl: database.owner, clock, isDryRun: true })).rejects.toThrow('is not UTF-8');
});

it('refuses to run beside another import', async () => {
  await owner.query('select pg_advisory_lock(7243002)');
  await expect(run(example)).rejects.toThrow('Another import is running');
  await owner.query('select pg_advisory_unlock(7243002)');
});

it('refuses a database with a role for which the wall would not hold, and names it', async () => {
  await assertSound(database.owner);
  const admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  await admin.query('create table theirs (); alter table theirs owner to guichet_jobs');
  await expect(assertSound(database.owner)).rejects.toThrow('guichet_jobs owns tables');
  const { lines, isGood } = await statusOf(database.owner);
  expect(isGood).toBe(false);
  expect(lines).toContain('the database role guichet_jobs owns tables');
  await admin.query('drop table theirs');
  await admin.end();
});

it('refuses a database that a newer program has migrated', async () => {
  expect(await statusOf(database.owner)).toMatchObject({ isGood: true });
  await owner.query(`insert into schema_migration (timestamp, name) values (9, 'FromTheFuture9')`);
  await expect(assertSound(database.owner)).rejects.toThrow('FromTheFuture9');
  expect((await statusOf(database.owner)).isGood).toBe(false);
  await owner.query(`delete from schema_migration where name = 'FromTheFuture9'`);
  await assertSound(database.owner);
});
