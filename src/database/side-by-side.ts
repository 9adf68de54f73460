import type pg from 'pg';
import type { QueryRunner } from 'typeorm';

const SAID = 'programs that work here know ';

/**
 * Said by a migration that takes away what older programs use: from then on only programs that know this migration may
 * start on the database. The others that nothing was taken from go on working beside newer ones. Undone by naming the one
 * that stood before.
 */
export async function programsMustKnow(q: QueryRunner, migration: string): Promise<void> {
  await q.query(`comment on table schema_migration is '${SAID}${migration}'`);
}

/** The name of the migration that a program has to know; undefined in a database that says nothing of it. */
export async function whatProgramsMustKnow(client: pg.ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ said: string | null }>(
    `select obj_description('schema_migration'::regclass, 'pg_class') as said`,
  );
  const said = rows[0]?.said ?? '';
  return said.startsWith(SAID) ? said.slice(SAID.length) : undefined;
}
