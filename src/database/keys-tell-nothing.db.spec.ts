import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  absent,
  addable,
  addition,
  answersTo,
  asTheirOwn,
  prepareAnswers,
  reachableKeys,
  storedIn,
  type Key,
  type Stored,
} from './keys.spec-support.js';
import { isUuid } from '../kernel/index.js';
import { sampled } from '../kernel/effort.spec-support.js';
import { common, partiesOfEveryRow } from './parties.spec-support.js';
import { addWhatIsMissed } from './wall-missed.spec-support.js';
import type { World } from './wall.spec-support.js';
import { everybody, type Somebody } from './who-acts.spec-support.js';
import { openWholeWorld } from './whole-world.spec-support.js';

// Unique and foreign keys see through the wall: PostgreSQL checks them against every row. Generated over the catalogue:
// what they answer tells nobody that a row of another institution exists.

/** Columns by which a key belongs to one institution. */
const ofInstitution = ['institution_id', 'owner_id'];

/** What everybody who is signed in can name: an id of these in a key is no secret. */
const isKnown = (table: string) => common.includes(table);

/** Columns of values that only the server makes and nobody can guess, which lead to no table. */
const madeByServer: Record<string, string> = {
  'api_token.token_hash': 'the digest of a token of 256 random bits',
  'calendar_feed.secret_hash': 'the digest of a secret of 256 random bits',
  'consumer_cursor.stream_id': 'the id of a stream of the record',
  'mail_in_effect.mail_in_id': 'the id of a mail that came in',
};

/** Keys that hold neither, each with why it tells nothing. */
const listed: Record<string, string> = {
  'change_freeze: scope_key,uid,recurrence_id': 'a policy has the scope be the own institution or service (below)',
  'component_dependency: component_id,needs_id':
    'components are known to everybody; only who runs the service adds (below)',
  'mail_in: mailbox,digest':
    'the worker’s alone: the same bytes in the same mailbox are one mail, and what is answered is read under the wall (below)',
};

const tables = [...readFileSync('schema.sql', 'utf8').matchAll(/^create table (\w+) \(/gm)]
  .map(([, name]) => name ?? '')
  .filter((name) => name !== 'schema_migration');

let world: World;
let unique: Key[];
let foreign: Required<Key>[];
let columns: Map<string, string[]>;
let people: Somebody[];
/** Institutions that are a party to a row, by table and place. */
const parties = new Map<string, Set<string>>();

beforeAll(async () => {
  world = await openWholeWorld();
  await addWhatIsMissed(world);
  ({ unique, foreign } = await reachableKeys(world.admin));
  columns = await addable(world.admin);
  for (const row of await partiesOfEveryRow(world, tables)) parties.set(`${row.table} ${row.ctid}`, row.parties);
  const { rows: members } = await world.admin.query<{ ctid: string; institutionId: string }>(
    `select p.ctid::text as ctid, m.institution_id as "institutionId"
       from person p
       join membership m on m.person_id = p.id`,
  );
  for (const { ctid, institutionId } of members) parties.set(`person ${ctid}`, new Set([institutionId]));
  people = (await everybody(world)).filter(({ name }) =>
    /^agent.* (level 1|provider)$|^requester.* at UJM, who asks$/.test(name),
  );
  await prepareAnswers(world.admin);
  await world.admin.query('set plan_cache_mode = force_custom_plan');
}, 120_000);
afterAll(() => world.close());

/** A row to which the institution for which somebody acts is no party. */
function isForeign(table: string, row: Stored, { settings }: Somebody): boolean {
  if (isKnown(table) && table !== 'person') return false;
  return parties.get(`${table} ${row.ctid}`)?.has(settings.institution ?? '') !== true;
}

/** Asks in a transaction that is undone. */
async function inVain<T>(work: () => Promise<T>): Promise<T> {
  await world.admin.query('begin');
  try {
    return await work();
  } finally {
    await world.admin.query('rollback');
  }
}

const nameOf = ({ table, columns: names }: Key) => `${table}: ${names.join()}`;
const holdsInstitution = (key: Key) => key.columns.some((column) => ofInstitution.includes(column));
const leadsTo = (table: string, column: string) =>
  foreign.filter((one) => one.table === table && one.columns.includes(column)).map(({ to }) => to.table);
const isUnguessable = (key: Key) =>
  key.columns.some(
    (column) =>
      column === 'id' ||
      `${key.table}.${column}` in madeByServer ||
      leadsTo(key.table, column).some((table) => !isKnown(table)),
  );

describe('every key that a request or the worker may write', () => {
  it('holds the institution, or something that only the server makes, or is listed', () => {
    const others = unique.filter((key) => !holdsInstitution(key) && !isUnguessable(key)).map(nameOf);
    expect(others.sort()).toEqual(Object.keys(listed).sort());
    expect(unique.length).toBeGreaterThan(150);
  });

  it('leads to what everybody knows, within the institution, or by an id that only the server makes', () => {
    const others = foreign.filter(
      ({ columns: own, to }) =>
        !own.includes('institution_id') &&
        !isKnown(to.table) &&
        !to.columns.some((column) => column === 'id' || leadsTo(to.table, column).some((table) => !isKnown(table))),
    );
    expect(others.map(nameOf)).toEqual([]);
    expect(foreign.length).toBeGreaterThan(300);
  });
});

describe('a row of another institution', () => {
  it('stands in nobody’s way, but by what only the server makes', async () => {
    const met = new Set<string>();
    for (const key of unique) {
      const list = columns.get(key.table);
      if (!list) continue;
      const rows = await storedIn(world.admin, key.table);
      await inVain(async () => {
        for (const who of people) {
          const statements = rows
            .filter((row) => isForeign(key.table, row, who))
            .slice(0, 4)
            // a key with their own institution in it would be theirs
            .flatMap((row) =>
              (holdsInstitution(key) ? [{}] : [{}, asTheirOwn(row, who, key)]).map((own) =>
                addition(key.table, list, row, own),
              ),
            );
          const said = await answersTo(world.admin, statements, who);
          if (said.includes(`23505 ${key.name}`)) met.add(nameOf(key));
        }
      });
    }
    const guessed = unique.filter((key) => met.has(nameOf(key)) && !isUnguessable(key));
    expect(guessed.map(nameOf)).toEqual([]);
    // that it can be seen at all
    expect(met.size).toBeGreaterThan(10);
  }, 120_000);

  it('is led to by nobody, or refused as one that nobody has', async () => {
    const asked = sampled(foreign, 6).filter(({ to }) => !isKnown(to.table) || to.table === 'person');
    const told: string[] = [];
    for (const key of asked) if (await inVain(() => tellsOfOthers(key))) told.push(nameOf(key));
    expect(told).toEqual([]);
  }, 240_000);

  it('would be told of by a key that holds no institution', async () => {
    const key = foreign.find((one) => nameOf(one) === 'assignment: person_id,institution_id')!;
    const bare = { ...key, columns: ['person_id'], to: { table: 'person', columns: ['id'] } };
    const told = await inVain(async () => {
      await world.admin.query(`
        alter table assignment drop constraint ${key.name};
        alter table assignment add foreign key (person_id) references person (id)`);
      return tellsOfOthers(bare);
    });
    expect(told).toBe(true);
  });
});

/** Whether anybody is answered otherwise when they name a row of others by this key than one that nobody has. */
async function tellsOfOthers(key: Required<Key>): Promise<boolean> {
  const list = columns.get(key.table);
  if (!list) return false;
  const rows = (await storedIn(world.admin, key.table)).slice(0, 3);
  const others = await storedIn(world.admin, key.to.table);
  let isTold = false;
  for (const who of people) {
    const there = others.filter((row) => isForeign(key.to.table, row, who)).slice(0, 2);
    const statements = rows.flatMap((row) =>
      there.flatMap((other) => {
        const own = asTheirOwn(row, who, key);
        const to = Object.fromEntries(
          key.columns
            // a key that holds the institution is tried with their own
            .map((column, n) => [column, other.values[key.to.columns[n] ?? '']] as const)
            .filter(([column]) => column !== 'institution_id'),
        );
        return [to, absent(to)].map((one) => addition(key.table, list, row, { ...own, ...one }));
      }),
    );
    const said = await answersTo(world.admin, statements, who);
    // that a unique key stood in the way is for another test
    for (let n = 0; n < said.length; n += 2)
      isTold ||= said[n] !== said[n + 1] && said[n]?.startsWith('23505') === false;
  }
  return isTold;
}

describe('what is listed as holding neither', () => {
  const answers = (who: RegExp, statements: string[]) => {
    const one = people.find(({ name }) => who.test(name));
    if (!one) throw new Error(`nobody here is called ${who.source}`);
    return inVain(() => answersTo(world.admin, statements, one));
  };
  const both = (table: string, row: Stored, changed: Record<string, unknown>, key: string) => {
    const list = columns.get(table) ?? [];
    return [changed, { ...changed, [key]: row.values[key] === null ? null : absentOf(row.values[key]) }].map((one) =>
      addition(table, list, row, one),
    );
  };
  const absentOf = (value: unknown) => (isUuid(String(value)) ? randomUUID() : 'what nobody has');

  it('is refused alike, present or absent: a dependency of a service that others run', async () => {
    const [row] = await storedIn(world.admin, 'component_dependency');
    const said = await answers(/UJM, provider/, both('component_dependency', row!, { id: randomUUID() }, 'needs_id'));
    expect(said.map((one) => one.slice(0, 5))).toEqual(['42501', '42501']);
  });

  it('is refused alike, present or absent: a freeze that was imported elsewhere', async () => {
    const imported = { uid: 'vacances@ulco', recurrence_id: '', sequence: 0 };
    const rows = await storedIn(world.admin, 'change_freeze');
    const row = rows.find(({ values }) => values['institution_id'] === world.id['ULCO'])!;
    await world.admin.query(
      `update change_freeze set uid = 'vacances@ulco', recurrence_id = '', sequence = 0 where id = $1`,
      [row.values['id']],
    );
    for (const who of [/UJM, level 1/, /UPHF, level 1/]) {
      const one = people.find(({ name }) => who.test(name))!;
      const own = { ...imported, id: randomUUID(), declared_by: one.settings.person };
      const claimed = both('change_freeze', { ...row, values: { ...row.values, ...imported } }, own, 'uid');
      const asTheirs = claimed.map((statement) => statement.replaceAll(world.id['ULCO']!, one.settings.institution!));
      expect((await answers(who, claimed)).map((said) => said.slice(0, 5))).toEqual(['42501', '42501']);
      expect(await answers(who, asTheirs)).toEqual(['1', '1']);
    }
  });

  it('is refused alike, present or absent: a mail that came in', async () => {
    const [row] = await storedIn(world.admin, 'mail_in');
    const all = Object.keys(row!.values);
    const [there, nowhere] = [{ id: randomUUID() }, { id: randomUUID(), mailbox: 'nobody@example.org' }];
    const said = await answers(
      /UJM, level 1/,
      [there, nowhere].map((one) => addition('mail_in', all, row!, one)),
    );
    expect(said.map((one) => one.slice(0, 5))).toEqual(['42501', '42501']);
  });
});
