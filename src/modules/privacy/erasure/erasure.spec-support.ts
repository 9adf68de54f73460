import { idOf, NOW, type Settings, type World } from '../../../database/wall.spec-support.js';
import { catalogue } from '../catalogue.js';

// Somebody who stands everywhere, and how they are erased and looked for.

export const NAME = 'Zéphyrine Quokkadot';
export const ADDRESS = 'zephyrine.quokkadot@ulco.example';
/** As people write it. */
const spellings = [
  NAME,
  'ZEPHYRINE  QUOKKADOT',
  'Quokkadot, Zéphyrine',
  'Ze\u0301phyrine Quokkadot',
  'Zephyrine.Quokkadot@ULCO.example',
];
export const TRACE = /quokkadot|z(é|e\u0301|e)phyrin/i;

/** Columns that hold no text of anybody, or follow from others by a trigger, and why nothing is put there. */
const leftAlone = [
  ...['person', 'person_name', 'erasure', 'action_learned', 'action_lesson', 'action_term', 'ticket_document'],
  // ids of people
  ...['event.data', 'change_round.seats', 'change_seat_naming.deputies'],
  // one of a few words
  ...['attachment.media_type', 'freeze_period.why'],
  // whole addresses, which are put there one by one
  ...['sign_in_failure.address', 'mail_suppression.address'],
];

/** Every table with its columns. */
async function columnsOf({ admin }: World): Promise<{ table: string; name: string; type: string }[]> {
  const { rows } = await admin.query<{ table: string; name: string; type: string }>(
    `select c.table_name as "table", c.column_name as name, c.udt_name as type
       from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> 'schema_migration'
      order by 1, 2`,
  );
  return rows;
}

/** Puts the name and the address into every text of every row; a column that is ruled and has no rule of erasure keeps them. */
export async function plant(world: World, person: string): Promise<string[]> {
  const { admin } = world;
  await admin.query('update person set display_name = $2, email = $3, left_at = $4 where id = $1', [
    person,
    NAME,
    ADDRESS,
    NOW,
  ]);
  const planted = (await columnsOf(world)).filter(({ table, name, type }) => {
    const { work = [], personal = {} } = catalogue[table] ?? {};
    const isText = ['text', 'jsonb', 'bytea'].includes(type) && (work.includes(name) || Object.hasOwn(personal, name));
    return isText && !/sha256|digest/.test(name) && ![table, `${table}.${name}`].some((one) => leftAlone.includes(one));
  });
  const said = `De ${spellings.join(' ; ')}`;
  const values: Record<string, ((column: string) => string) | undefined> = {
    text: (column) => `"${column}" || ' ' || $1::text`,
    jsonb: (column) => `jsonb_build_object('said', "${column}", 'by', $1::text)`,
    bytea: (column) => `"${column}" || convert_to($1::text, 'UTF8')`,
  };
  await admin.query('set session_replication_role = replica');
  for (const { table, name, type } of planted)
    await admin.query(`update "${table}" set "${name}" = ${values[type]?.(name) ?? ''} where "${name}" is not null`, [
      said,
    ]);
  await admin.query(`insert into mail_suppression (institution_id, address, since, id) values ($1, $2, $3, $4)`, [
    world.id['ULCO'],
    ADDRESS,
    NOW,
    person,
  ]);
  await admin.query('set session_replication_role = origin');
  // as it is when somebody writes: what is kept for searches and suggestions follows
  await admin.query('select ticket_document_refresh(id), action_lesson_refresh(id) from ticket');
  await admin.query(`update problem_inside set words = ticket_words(title)`);
  await admin.query(`update problem_publication set words = ticket_words(title_fr)`);
  await admin.query(`update ticket set requester_id = $1 where id = $2`, [person, world.id['ticket ULCO']]);
  return planted.map(({ table, name }) => `${table}.${name}`);
}

/** Where a trace of the person stands, in the text of a row of any table: table and column. */
export async function traces(world: World): Promise<string[]> {
  const found = new Set<string>();
  for (const table of new Set((await columnsOf(world)).map((column) => column.table))) {
    const { rows } = await world.admin.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(r) as row from "${table}" r`,
    );
    for (const { row } of rows)
      for (const [column, value] of Object.entries(row)) {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        const bytes = text.startsWith('\\x') ? Buffer.from(text.slice(2), 'hex').toString('utf8') : '';
        if (TRACE.test(text) || TRACE.test(bytes)) found.add(`${table}.${column}`);
      }
  }
  return [...found].sort();
}

/** An admin of the institution. */
export async function adminOf(world: World, code: string): Promise<Settings> {
  const [institution, person] = [idOf(world.id, code), idOf(world.id, `agent ${code}`)];
  await world.admin.query(`insert into role_grant values ($1, $2, 'admin', null) on conflict do nothing`, [
    institution,
    person,
  ]);
  return { institution, person, scope: 'staff' };
}

/** The worker's steps until it is over, or so many of them; what files are left is taken for removed. */
export async function erase(world: World, person: string, most = 5000): Promise<string> {
  let left = 'more';
  for (let n = 0; left !== 'done' && n < most; n += 1) {
    const { rows } = await world.connections.worker.query<{ left: string }>('select erasure_step($1, 1, $2) as left', [
      person,
      NOW,
    ]);
    left = rows[0]?.left ?? 'nothing';
    if (left === 'files')
      await world.connections.worker.query('delete from erasure_file where person_id = $1', [person]);
  }
  return left;
}
