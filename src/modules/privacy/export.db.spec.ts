import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { UnitOfWork, systemActor } from '../../database/index.js';
import { openWholeWorld } from '../../database/whole-world.spec-support.js';
import { NOW, type World } from '../../database/wall.spec-support.js';
import { catalogue, columnsOf } from './catalogue.js';
import { exportedTables, rowsOf } from './export.store.js';

// The export of a person holds every row of their institution in which their id stands: looked for in the text of the rows,
// without the catalogue.

let world: World;
let source: DataSource;
let work: UnitOfWork;
beforeAll(async () => {
  world = await openWholeWorld();
  source = await new DataSource({ type: 'postgres', url: world.urls.api }).initialize();
  work = new UnitOfWork(source, () => new Date(NOW));
});
afterAll(async () => {
  await source.destroy();
  await world.close();
});

/** How many rows of a table have the id anywhere in their text. Rows without an institution are the operator's. */
async function rowsNaming(table: string, person: string, institution: string): Promise<number> {
  const { rows } = await world.admin.query<{ n: number }>(
    `select count(*)::integer as n
       from "${table}" r
      where strpos(to_jsonb(r)::text, $1) > 0
        and (not to_jsonb(r) ? 'institution_id' or to_jsonb(r) ->> 'institution_id' = $2)`,
    [person, institution],
  );
  return rows[0]?.n ?? 0;
}

describe('the export of a person', () => {
  it('reads only what requests may read', async () => {
    const { rows } = await world.admin.query<{ name: string }>(
      `select c.table_name || '.' || c.column_name as name
         from information_schema.columns c
        where c.table_schema = 'public'
          and not has_column_privilege('guichet_api', c.table_name::regclass, c.column_name, 'select')`,
    );
    const closed = new Set(rows.map(({ name }) => name));
    const read = exportedTables.flatMap((table) => {
      const rule = catalogue[table] ?? {};
      const secrets = rule.secrets ?? [];
      return columnsOf(rule).flatMap((name) => (secrets.includes(name) ? [] : [`${table}.${name}`]));
    });
    expect(read.filter((name) => closed.has(name))).toEqual([]);
  });

  it('holds every row that names them', async () => {
    const { rows: people } = await world.admin.query<{ person: string; institution: string }>(
      'select person_id as person, institution_id as institution from membership',
    );
    const missing = new Set<string>();
    let found = 0;
    for (const { person, institution } of people)
      await work.run({ ...systemActor(institution), personId: person }, async (tx) => {
        for (const table of Object.keys(catalogue)) {
          if (catalogue[table]?.notExported !== undefined) continue;
          const expected = await rowsNaming(table, person, institution);
          const exported = exportedTables.includes(table) ? (await rowsOf(tx, table, person)).length : 0;
          found += exported;
          if (exported < expected) missing.add(table);
        }
      });
    expect(found).toBeGreaterThan(100);
    expect([...missing]).toEqual([]);
  });

  it('shows personal texts to whom they are, and other people to nobody', async () => {
    const { rows } = await world.admin.query<Asked>(
      `select t.id as ticket, t.requester_id as requester, t.opened_by as opener, t.institution_id as institution, t.title
         from ticket t
        where t.opened_by <> t.requester_id
        limit 1`,
    );
    const [asked] = rows;
    if (!asked) throw new Error('nobody opened a ticket for somebody else');
    const titleFor = (personId: string) =>
      work.run({ ...systemActor(asked.institution), personId }, async (tx) =>
        (await rowsOf(tx, 'ticket', personId)).map(({ row }) => row).find(({ id }) => id === asked.ticket),
      );
    expect(await titleFor(asked.requester)).toMatchObject({
      title: asked.title,
      requester_id: 'oneself',
      opened_by: 'somebody else',
    });
    expect(await titleFor(asked.opener)).toMatchObject({
      title: null,
      requester_id: 'somebody else',
      opened_by: 'oneself',
    });
  });
});

interface Asked {
  ticket: string;
  requester: string;
  opener: string;
  institution: string;
  title: string;
}
