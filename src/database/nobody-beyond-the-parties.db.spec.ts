import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampled } from '../kernel/effort.spec-support.js';
import { partiesOfEveryRow, type Row } from './parties.spec-support.js';
import { addWhatIsMissed } from './wall-missed.spec-support.js';
import { attempted, groundOf, prepareOracle, type Act, type Ground } from './wall-oracle.spec-support.js';
import { crossings, type World } from './wall.spec-support.js';
import { everybody, type Somebody } from './who-acts.spec-support.js';
import { openWholeWorld } from './whole-world.spec-support.js';

// Generated over the tables of the schema: nobody sees, adds, changes or removes a row to which their institution is no party.

const tables = [...readFileSync('schema.sql', 'utf8').matchAll(/^create table (\w+) \(/gm)]
  .map(([, name]) => name ?? '')
  .filter((name) => name !== 'schema_migration');

let world: World;
let people: Record<'guichet_api' | 'guichet_worker', Somebody[]>;
const rows = new Map<string, Row[]>();
beforeAll(async () => {
  world = await openWholeWorld();
  await addWhatIsMissed(world);
  for (const row of await partiesOfEveryRow(world, tables)) rows.set(row.table, [...(rows.get(row.table) ?? []), row]);
  await prepareOracle(world.admin);
  people = oneOfEach(await everybody(world));
});
afterAll(() => world.close());

/** Nobody; then requests act for a person of each institution, the worker for its system: on each side, and as who asks. */
function oneOfEach(all: Somebody[]) {
  const sides = (isSystem: boolean) => {
    const whole = all.filter(
      ({ name, settings }) =>
        settings.person !== undefined &&
        !name.endsWith('another service') &&
        name.startsWith('the system') === isSystem,
    );
    const firstOf = (one: Somebody) =>
      whole.find(({ settings }) => settings.institution === one.settings.institution)?.settings.person;
    return [...all.slice(0, 1), ...whole.filter((one) => one.settings.person === firstOf(one))];
  };
  return { guichet_api: sides(false), guichet_worker: sides(true) };
}

const roles = ['guichet_api', 'guichet_worker'] as const;

/** What the worker puts down of a mail before it is known whose it is. */
const arriving = ['mail_in_content'];

/** Everybody who comes further than the parties, by what they did; with nothing set, further than nothing. */
async function beyond(table: string, act: Act, ground: Ground, isFlaw: (said: string, own: Row[]) => boolean) {
  const flaws: string[] = [];
  await world.admin.query('begin');
  try {
    for (const role of roles) {
      // what the worker sweeps across institutions is listed with the wall: ids, numbers and instants
      if (role === 'guichet_worker' && [...crossings, ...arriving].includes(table)) continue;
      for (const who of people[role]) {
        const own = (rows.get(table) ?? []).filter(({ parties }) => parties.has(who.settings.institution ?? ''));
        const said = await attempted(world.admin, act, ground, who, role);
        if (isFlaw(said, own)) flaws.push(`${who.name} as ${role}: ${said}`);
      }
    }
  } finally {
    await world.admin.query('rollback');
  }
  return flaws;
}

describe('beyond the parties of a row nobody', () => {
  it.each([...sampled(tables, 10)])('sees it: %s', async (table) => {
    const ground = { table, columns: '', rows: [], values: [] };
    const flaws = await beyond(table, 'sees', ground, (said, own) =>
      said
        .split(' ')
        .filter(Boolean)
        .some((ctid) => own.every((row) => row.ctid !== ctid)),
    );
    expect(flaws).toEqual([]);
  });

  it.each([...sampled(tables, 10)])('adds one like it: %s', async (table) => {
    const ground = await groundOf(world.admin, table);
    const all = rows.get(table) ?? [];
    const flaws = await beyond(table, 'adds', ground, (said, own) =>
      said.split('').some((one, n) => one === '+' && !own.includes(all[n]!)),
    );
    expect(flaws).toEqual([]);
  });

  it.each([...sampled(tables, 10)])('removes it, or changes any of its columns: %s', async (table) => {
    const { values, ...ground } = await groundOf(world.admin, table);
    // one value each: whose rows are reached does not hang on what is written there
    const one = values.filter(([column], n) => values.findIndex(([other]) => other === column) === n);
    for (const act of ['removes', 'changes'] as const) {
      const flaws = await beyond(table, act, { ...ground, values: one }, (said, own) =>
        said
          .split(' ')
          .filter(Boolean)
          .some((touched) => touched.length < 5 && Number(touched) > own.length),
      );
      expect([act, flaws]).toEqual([act, []]);
    }
  });
});

it('leaves nobody a party to everything: some row is another institution’s for each', () => {
  for (const { settings } of people.guichet_api.slice(1))
    expect([...rows.values()].flat().some(({ parties }) => !parties.has(settings.institution ?? ''))).toBe(true);
});
