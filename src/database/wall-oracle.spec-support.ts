import type pg from 'pg';
import { became, type Somebody } from './who-acts.spec-support.js';

/**
 * What row-level security lets through, found by trying: which rows somebody sees, which they could add, change and
 * remove. One connection of the superuser tries all of it: it takes on a role and the settings of somebody for one
 * attempt, whose effect is undone. Triggers and foreign keys are out of the way and the roles have every privilege, so
 * what refuses is a policy and nothing else.
 */
export const acts = ['sees', 'adds', 'changes', 'removes'] as const;
export type Act = (typeof acts)[number];

/** A table with the rows and values that are tried on it. */
export interface Ground {
  table: string;
  columns: string;
  /** Rows as PostgreSQL writes them: each of the table, and variants of it. */
  rows: string[];
  /** Column and value, null for null. */
  values: [string, string | null][];
}

const functions = `
  ${became}
  create function pg_temp.sees(ground jsonb, who jsonb, role text) returns text language plpgsql as $$
  declare seen text;
  begin
    perform pg_temp.became(who, role);
    execute format('select coalesce(string_agg(ctid::text, '' '' order by ctid), '''') from public.%I', ground ->> 'table') into seen;
    perform set_config('role', 'none', true);
    return seen;
  exception when others then return sqlstate || ' ' || sqlerrm;
  end $$;
  -- what a statement would do: the number of rows, or why not
  create function pg_temp.tried(statement text) returns text language plpgsql as $$
  declare touched integer;
  begin
    execute statement;
    get diagnostics touched = row_count;
    raise exception using errcode = 'GT000', message = touched::text;
  exception when sqlstate 'GT000' then return sqlerrm;
            -- a policy that itself fails refuses; whatever complains after the policies was let through by them
            when insufficient_privilege then return '-';
            when others then return sqlstate;
  end $$;
  create function pg_temp.adds(ground jsonb, who jsonb, role text) returns text language plpgsql as $$
  declare said text := ''; line text; outcome text;
  begin
    perform pg_temp.became(who, role);
    for line in select jsonb_array_elements_text(ground -> 'rows') loop
      outcome := pg_temp.tried(format('insert into public.%1$I (%2$s) overriding system value select %2$s from (select (%3$L::public.%1$I).*) r',
        ground ->> 'table', ground ->> 'columns', line));
      said := said || case when outcome in ('-', '0') then '-' else '+' end;
    end loop;
    perform set_config('role', 'none', true);
    return said;
  end $$;
  create function pg_temp.changes(ground jsonb, who jsonb, role text) returns text language plpgsql as $$
  declare said text := ''; value jsonb;
  begin
    perform pg_temp.became(who, role);
    for value in select jsonb_array_elements(ground -> 'values') loop
      said := said || ' ' || pg_temp.tried(format('update public.%I set %I = %L', ground ->> 'table', value ->> 0, value ->> 1));
    end loop;
    perform set_config('role', 'none', true);
    return said;
  end $$;
  create function pg_temp.removes(ground jsonb, who jsonb, role text) returns text language plpgsql as $$
  declare said text;
  begin
    perform pg_temp.became(who, role);
    said := pg_temp.tried(format('delete from public.%I', ground ->> 'table'));
    perform set_config('role', 'none', true);
    return said;
  end $$;
`;

/** Makes a connection of the superuser ready to try; what it takes for that it gives only to this database. */
export async function prepareOracle(admin: pg.Client): Promise<void> {
  await admin.query(functions);
  await admin.query(`
    set session_replication_role = replica;
    set plan_cache_mode = force_custom_plan;
    grant select, insert, update, delete on all tables in schema public to guichet_api, guichet_worker;
  `);
}

/** One act of one person in one role, inside the transaction that `admin` has open. */
export async function attempted(
  admin: pg.Client,
  act: Act,
  ground: Ground,
  who: Somebody,
  role: string,
): Promise<string> {
  const tried = act === 'adds' || act === 'changes' ? ground : { table: ground.table };
  const { rows } = await admin.query<{ said: string }>(`select pg_temp.${act}($1, $2, $3) as said`, [
    JSON.stringify(tried),
    JSON.stringify(who.settings),
    role,
  ]);
  return rows[0]?.said ?? '';
}

const MOST_ROWS = 12;

/**
 * What is tried on a table: its rows as they are; and for each of its columns the values that occur in it, those its
 * policies and checks name, nothing, and the institutions and people of the world.
 */
export async function groundOf(admin: pg.Client, table: string): Promise<Ground> {
  const { rows: columns } = await admin.query<{ name: string; type: string; nullable: boolean }>(
    `select attname as name, format_type(atttypid, null) as type, not attnotnull as nullable from pg_attribute
      where attrelid = format('public.%I', $1::text)::regclass and attnum > 0 and not attisdropped and attgenerated = ''
      order by attnum`,
    [table],
  );
  const { rows: lines } = await admin.query<{ line: string }>(
    `select t::text as line from public.${table} t order by ctid limit ${String(MOST_ROWS)}`,
  );
  const words = await wordsOf(admin, table);
  const values: Ground['values'] = [];
  for (const { name, type, nullable } of columns) {
    const { rows } = await admin.query<{ value: string }>(
      `select distinct "${name}"::text as value from public.${table} where "${name}" is not null order by 1 limit 5`,
    );
    const known = new Set(rows.map(({ value }) => value));
    for (const [column, word] of words) if (column === name) known.add(word);
    if (type === 'boolean') for (const word of ['true', 'false']) known.add(word);
    if (type === 'uuid') {
      const kind = /institution|holder_id|provider_id/.test(name) ? 'institution' : 'membership';
      const column = kind === 'institution' ? 'id' : 'person_id';
      const ids = await admin.query<{ id: string }>(`select ${column} as id from ${kind} order by 1 limit 6`);
      for (const { id } of ids.rows) known.add(id);
    }
    for (const value of known) values.push([name, value]);
    if (nullable) values.push([name, null]);
  }
  return {
    table,
    columns: columns.map(({ name }) => `"${name}"`).join(', '),
    rows: lines.map(({ line }) => line),
    values,
  };
}

/** The words that the policies and checks of a table compare its columns with. */
async function wordsOf(admin: pg.Client, table: string): Promise<[string, string][]> {
  const { rows } = await admin.query<{ expression: string }>(
    `select coalesce(pg_get_expr(polqual, polrelid), '') || ' ' || coalesce(pg_get_expr(polwithcheck, polrelid), '') as expression
       from pg_policy where polrelid = format('public.%I', $1::text)::regclass
     union all select pg_get_constraintdef(oid) from pg_constraint
      where conrelid = format('public.%I', $1::text)::regclass and contype = 'c'`,
    [table],
  );
  const compared = /(\w+) (?:=|<>) (?:ANY|ALL)? ?\(?(?:ARRAY\[)?('\w+'::text(?:, '\w+'::text)*)/g;
  return rows.flatMap(({ expression }) =>
    [...expression.matchAll(compared)].flatMap(([, column, list]) =>
      [...(list ?? '').matchAll(/'(\w+)'/g)].map(([, word]): [string, string] => [column ?? '', word ?? '']),
    ),
  );
}
