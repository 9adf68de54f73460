import { createReadStream } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { filesBelow, tableFile } from './backup.js';
import { NoBackup, type Manifest } from './manifest.js';
import { copiedTables, place, schemaOf } from './tables.js';

/** How much of somebody's work stands in a database. */
export interface Existing {
  institutions: number;
  people: number;
  tickets: number;
}

/** What would be lost by a restore over it; undefined when nothing is there. As the maintenance role, which sees it all. */
export async function existingIn(maintenanceUrl: string): Promise<Existing | undefined> {
  return connected(maintenanceUrl, async (client) => {
    const { rows: tables } = await client.query(`select 1 where to_regclass('ticket') is not null`);
    if (tables.length === 0) return undefined;
    const { rows } = await client.query<Existing>(
      `select (select count(*)::int from institution) as institutions,
              (select count(*)::int from person) as people,
              (select count(*)::int from ticket) as tickets`,
    );
    const found = rows[0];
    return found && found.institutions + found.people + found.tickets > 0 ? found : undefined;
  });
}

/** What was migrated there, in order. */
export async function schemaIn(maintenanceUrl: string): Promise<string[]> {
  return connected(maintenanceUrl, schemaOf);
}

/** Whether somebody is connected in one of these roles. */
export async function isAtWork(ownerUrl: string, roles: readonly string[]): Promise<boolean> {
  return connected(ownerUrl, async (client) => {
    const { rows } = await client.query<{ is: boolean }>(
      `select exists (select 1 from pg_stat_activity
                       where datname = current_database() and usename = any ($1)) as is`,
      [roles],
    );
    return rows[0]?.is === true;
  });
}

/** Empties the database of an installation for good, tables and all: only what was migrated anew stands in it then. */
export async function dropEverything(ownerUrl: string, jobsSchema: string): Promise<void> {
  await connected(ownerUrl, (client) =>
    client.query(`
      begin;
      drop schema if exists ${pg.escapeIdentifier(jobsSchema)} cascade;
      drop schema public cascade;
      create schema public;
      grant usage on schema public to public;
      commit;
    `),
  );
}

/**
 * Puts the rows of a backup into a database whose schema is that of the backup, in one transaction: all of them or none.
 * Triggers rest meanwhile, for these rows have been through them; keys and references are checked at the end.
 *
 * @returns how many rows
 */
export async function restoreRows(ownerUrl: string, folder: string, manifest: Manifest): Promise<number> {
  return connected(ownerUrl, async (client) => {
    await client.query('begin');
    await refuseOther(client, manifest);
    const names = manifest.tables.map(({ name }) => pg.escapeIdentifier(name));
    const references = await referencesOf(client);
    for (const { table, name } of references) {
      await client.query(`alter table ${pg.escapeIdentifier(table)} drop constraint ${pg.escapeIdentifier(name)}`);
    }
    for (const name of names) {
      await client.query(`alter table ${name} no force row level security, disable trigger user`);
    }
    await client.query(`truncate ${names.join(', ')}`);
    let rows = 0;
    for (const table of manifest.tables) {
      const into = client.query(copyFrom(`copy ${place(table)} from stdin`));
      await pipeline(createReadStream(join(folder, tableFile(table.name))), createGunzip(), into);
      if (into.rowCount !== table.rows)
        throw new NoBackup(`${table.name} has ${String(into.rowCount)} rows instead of ${String(table.rows)}.`);
      rows += table.rows;
    }
    for (const name of names) await client.query(`alter table ${name} force row level security, enable trigger user`);
    for (const { table, name, definition } of references) {
      await client.query(
        `alter table ${pg.escapeIdentifier(table)} add constraint ${pg.escapeIdentifier(name)} ${definition}`,
      );
    }
    await client.query('commit');
    await client.query('analyze');
    return rows;
  });
}

async function refuseOther(client: pg.Client, manifest: Manifest): Promise<void> {
  const schema = await schemaOf(client);
  if (schema.join() !== manifest.schema.join())
    throw new NoBackup('The database is not at the version of the backup: restore into an empty one.');
  const said = new Map(manifest.tables.map(({ name, columns }) => [name, columns.join()]));
  const found = await copiedTables(client);
  const others = found.filter(({ name, columns }) => said.get(name) !== columns.join()).map(({ name }) => name);
  if (others.length > 0 || said.size !== found.length)
    throw new NoBackup(`The tables are not those of the backup: ${others.join(', ')}.`);
}

interface Reference {
  table: string;
  name: string;
  definition: string;
}

/** Tables refer to one another in circles: the references are taken away while rows come in, and checked when they are back. */
async function referencesOf(client: pg.Client): Promise<Reference[]> {
  const { rows } = await client.query<Reference>(
    `select c.relname as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
       from pg_constraint k
       join pg_class c on c.oid = k.conrelid
      where k.contype = 'f' and c.relnamespace = 'public'::regnamespace
      order by c.relname, k.conname`,
  );
  return rows;
}

/** The files of tickets, or the heads of the record, to where the program looks for them. */
export async function restoreFiles(folder: string, to: string): Promise<number> {
  const files = await filesBelow(folder);
  for (const file of files) {
    const path = join(to, relative(folder, file));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await copyFile(file, path);
  }
  return files.length;
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'guichet restore' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
