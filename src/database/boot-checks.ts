import pg from 'pg';
import { clockDifference, MOST_DIFFERENCE_MS } from './clock-difference.js';
import { JOBS_SCHEMA } from './roles.js';

/**
 * Refuses to start on a role that the wall would not hold: a superuser, one that bypasses row-level security, one that
 * owns a table, or one that may act as the owner. Returns what is wrong, in words; empty when nothing is.
 */
export async function flawsOfRole(url: string): Promise<string[]> {
  return flawsOf(url, undefined);
}

/** The same of another role, by its name, asked as whoever the address says. */
export async function flawsOf(url: string, name: string | undefined): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<
      Record<'name', string> & Record<'super' | 'bypass' | 'creates' | 'owns' | 'becomes', boolean>
    >(
      `
      select r.rolname as name, r.rolsuper as super, r.rolbypassrls as bypass, r.rolcreaterole or r.rolcreatedb as creates,
             exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                      where n.nspname = 'public' and c.relowner = r.oid) as owns,
             exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                      where n.nspname = 'public' and c.relkind = 'r' and c.relowner <> r.oid
                        and pg_has_role(r.oid, c.relowner, 'member')) as becomes
        from pg_roles r
       where r.rolname = coalesce($1, current_user)`,
      [name ?? null],
    );
    const role = rows[0];
    if (!role) return [`the database has no role ${name ?? 'of its own user'}`];
    const flaws = {
      'is a superuser': role.super,
      'may bypass row-level security': role.bypass,
      'may create roles or databases': role.creates,
      'owns tables': role.owns,
      'may act as the owner of tables': role.becomes,
    };
    return Object.entries(flaws).flatMap(([flaw, present]) =>
      present ? [`the database role ${role.name} ${flaw}`] : [],
    );
  } finally {
    await client.end();
  }
}

/** Whether jobs can be kept in this database. */
export async function hasJobsSchema(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ is: boolean }>('select to_regnamespace($1) is not null as is', [JOBS_SCHEMA]);
    return rows[0]?.is === true;
  } finally {
    await client.end();
  }
}

/** By how many milliseconds the clock of this process is ahead of the database's (behind: negative), if that is too much. */
export async function wrongClock(url: string): Promise<number | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const off = await clockDifference(async (text) => (await client.query<{ at: Date }>(text)).rows);
    return off !== undefined && Math.abs(off) > MOST_DIFFERENCE_MS ? off : undefined;
  } finally {
    await client.end();
  }
}
