import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { isUuid } from '../kernel/index.js';
import { became, type Somebody } from './who-acts.spec-support.js';

/**
 * The keys of the schema that a request or the worker can reach by writing, and what the database answers to whoever
 * writes a value of somebody else into one: whether an error, or none, tells that a row exists which they do not see.
 * Triggers, foreign keys and privileges are all in place: this is what a statement of the program would be answered.
 */
export interface Key {
  name: string;
  table: string;
  columns: string[];
  /** Of a foreign key: what it leads to. */
  to?: { table: string; columns: string[] };
}

const writing = `
  select c.relname as "table", a.attname as "column", r.name as role,
         has_column_privilege(r.name, c.oid, a.attnum, 'insert') as inserts,
         has_column_privilege(r.name, c.oid, a.attnum, 'update') as updates
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
   cross join unnest(array['guichet_api', 'guichet_worker']) r (name)
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;

const named = (numbers: string, relation: string) => `
  array(select a.attname::text
          from unnest(${numbers}::smallint[]) with ordinality n (number, place)
          join pg_attribute a on a.attrelid = ${relation} and a.attnum = n.number
         order by n.place)`;

/** Every unique index and foreign key of which one of the two roles may write a column. */
export async function reachableKeys(admin: pg.Client): Promise<{ unique: Key[]; foreign: Required<Key>[] }> {
  const unique = await admin.query<Key>(
    `with writing as (${writing})
     select i.relname as name, c.relname as "table", ${named('x.indkey', 'x.indrelid')} as columns
       from pg_index x
       join pg_class i on i.oid = x.indexrelid
       join pg_class c on c.oid = x.indrelid
      where x.indisunique and c.relnamespace = 'public'::regnamespace
        and exists (select from writing w where w."table" = c.relname and (w.inserts or w.updates)
                       and (w."column" = any (${named('x.indkey', 'x.indrelid')}) or 0 = any (x.indkey::smallint[])))
      order by 2, 1`,
  );
  const foreign = await admin.query<Required<Key>>(
    `with writing as (${writing})
     select k.conname as name, c.relname as "table", ${named('k.conkey', 'k.conrelid')} as columns,
            jsonb_build_object('table', f.relname, 'columns', ${named('k.confkey', 'k.confrelid')}) as "to"
       from pg_constraint k
       join pg_class c on c.oid = k.conrelid
       join pg_class f on f.oid = k.confrelid
      where k.contype = 'f' and c.relnamespace = 'public'::regnamespace
        and exists (select from writing w where w."table" = c.relname and (w.inserts or w.updates)
                       and w."column" = any (${named('k.conkey', 'k.conrelid')}))
      order by 2, 1`,
  );
  return { unique: unique.rows, foreign: foreign.rows };
}

/** The columns that a request may fill in when it adds a row, by table. */
export async function addable(admin: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await admin.query<{ table: string; columns: string[] }>(
    `select "table", array_agg("column"::text) as columns
       from (${writing}) w
      where w.role = 'guichet_api' and w.inserts
      group by 1`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

const functions = `
  ${became}
  -- one line for each statement: the constraint that it broke, else the state, else nothing; its effect is undone
  create function pg_temp.answers(statements jsonb, who jsonb, role text) returns text[] language plpgsql as $$
  declare said text[] := '{}'; statement text; broken text; touched integer;
  begin
    perform pg_temp.became(who, role);
    for statement in select jsonb_array_elements_text(statements) loop
      begin
        execute statement;
        get diagnostics touched = row_count;
        raise exception using errcode = 'GT000', message = touched::text;
      exception when sqlstate 'GT000' then said := said || sqlerrm;
                when others then
                  get stacked diagnostics broken = constraint_name;
                  said := said || (sqlstate || ' ' || coalesce(broken, ''));
      end;
    end loop;
    perform set_config('role', 'none', true);
    return said;
  end $$;
`;

export async function prepareAnswers(admin: pg.Client): Promise<void> {
  await admin.query(functions);
}

/** What the database answers a request of somebody to each statement: how many rows were touched, or what refused. */
export async function answersTo(admin: pg.Client, statements: string[], who: Somebody): Promise<string[]> {
  const { rows } = await admin.query<{ said: string[] }>('select pg_temp.answers($1, $2, $3) as said', [
    JSON.stringify(statements),
    JSON.stringify(who.settings),
    'guichet_api',
  ]);
  return rows[0]?.said ?? [];
}

/** A row as it is stored: where, as PostgreSQL writes it, and as JSON. */
export interface Stored {
  ctid: string;
  line: string;
  values: Record<string, unknown>;
}

export async function storedIn(admin: pg.Client, table: string): Promise<Stored[]> {
  const { rows } = await admin.query<Stored>(
    `select ctid::text as ctid, t::text as line, to_jsonb(t) as values from public.${table} t order by ctid limit 12`,
  );
  return rows;
}

/** What somebody would write into a row like this one to make it theirs, under an id that nobody has. */
export function asTheirOwn({ values }: Stored, { settings }: Somebody, key: Key): Record<string, unknown> {
  const { institution, person } = settings;
  const changed: Record<string, unknown> = {};
  for (const column of Object.keys(values)) {
    if (column === 'id' && !key.columns.includes('id')) changed[column] = randomUUID();
    if (/^(institution_id|author_institution_id)$/.test(column)) changed[column] = institution;
    if (/^(person_id|author_id|owner_id)$|_by$/.test(column) && !key.columns.includes(column)) changed[column] = person;
  }
  return changed;
}

/** The same key with ids of nobody. */
export function absent(key: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(key).map(([column, value]) => [column, isUuid(String(value)) ? randomUUID() : value]),
  );
}

/** Adds a row like this one, with some of its values changed. */
export function addition(table: string, columns: readonly string[], { line }: Stored, changed: object): string {
  const list = columns.map((column) => `"${column}"`).join(', ');
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return `insert into public.${table} (${list}) overriding system value
    select ${list} from jsonb_populate_record((${quoted(line)})::public.${table}, ${quoted(JSON.stringify(changed))}::jsonb)`;
}
