import pg from 'pg';

/** A table of the program as it is copied: every column that is stored and not worked out from others. */
export interface Copied {
  name: string;
  columns: string[];
}

/**
 * What a restored installation must not have. `session`: whoever was signed out since would be signed in again.
 * `live_event`: it counts in transactions of the server that wrote it; whoever watches is told to read anew.
 */
const leftOut = ['schema_migration', 'session', 'live_event'];

/** All tables that a backup holds, by name. Those of the job queue are not: jobs come back from the rows that want them. */
export async function copiedTables(client: pg.Client): Promise<Copied[]> {
  const { rows } = await client.query<Copied>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relpersistence = 'p'
        and c.relname <> all ($1)
      group by c.relname
      order by c.relname`,
    [leftOut],
  );
  return rows;
}

/** What was migrated, in order. */
export async function schemaOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('select name from schema_migration order by id');
  return rows.map(({ name }) => name);
}

/** A table with its columns, as `copy` wants it. */
export function place({ name, columns }: Copied): string {
  return `${pg.escapeIdentifier(name)} (${columns.map(pg.escapeIdentifier).join(', ')})`;
}
