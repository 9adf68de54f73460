import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openWorld, type World } from '../../database/wall.spec-support.js';
import { catalogue, columnsOf } from './catalogue.js';

// Every column of every table has a rule: what it holds of people, and what becomes of it.

let world: World;
let columns: { name: string; type: string }[];

beforeAll(async () => {
  world = await openWorld();
  const { rows } = await world.admin.query<{ name: string; type: string }>(
    `select c.table_name || '.' || c.column_name as name, c.udt_name as type
       from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public'
        and t.table_type = 'BASE TABLE'
        and c.table_name <> 'schema_migration'
      order by 1`,
  );
  columns = rows;
});
afterAll(() => world.close());

const ruled = Object.entries(catalogue).flatMap(([table, rule]) => columnsOf(rule).map((name) => `${table}.${name}`));
const listed = (list: 'people' | 'several') =>
  Object.entries(catalogue).flatMap(([table, rule]) => (rule[list] ?? []).map((name) => `${table}.${name}`));

describe('the catalogue of columns', () => {
  it('has one rule for each column of the database, and none for a column that is not there', () => {
    expect([...ruled].sort()).toEqual(columns.map(({ name }) => name).sort());
  });

  it('knows every column that leads to a person', async () => {
    const { rows } = await world.admin.query<{ name: string }>(
      `select distinct c.conrelid::regclass || '.' || a.attname as name
         from pg_constraint c
         cross join unnest(c.conkey, c.confkey) as k(own, other)
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
         join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.other
        where c.contype = 'f'
          and (b.attrelid = 'person'::regclass and b.attname = 'id'
               or b.attrelid = 'membership'::regclass and b.attname = 'person_id')`,
    );
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.map(({ name }) => name).filter((name) => !listed('people').includes(name))).toEqual([]);
  });

  it('calls people what is an id, and several what is a list of them', () => {
    const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
    expect(listed('people').filter((name) => typeOf.get(name) !== 'uuid')).toEqual([]);
    expect(listed('several').filter((name) => typeOf.get(name) !== '_uuid')).toEqual([]);
  });

  it('says of everything personal whose it is, or why it is not exported', () => {
    const unsaid = Object.entries(catalogue).filter(
      ([, { people, several, personal, whose, notExported }]) =>
        personal !== undefined && people === undefined && several === undefined && !whose && !notExported,
    );
    expect(unsaid.map(([table]) => table)).toEqual([]);
  });
});
