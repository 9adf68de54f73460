import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { FORMAT, MANIFEST, marksOf, NoBackup, sha256Of, type Manifest } from './manifest.js';
import { copiedTables, place, schemaOf, type Copied } from './tables.js';

export interface BackupOptions {
  /** The role that reads everything and writes nothing. */
  maintenanceUrl: string;
  /** Made by the backup: must not exist yet, or be empty. */
  to: string;
  /** Where files of tickets are; undefined: in a bucket, which has a backup of its own. */
  attachments: string | undefined;
  /** The heads of the record that are kept outside the database. */
  recordHeads: string;
  secretKeys: readonly string[];
  now: Date;
}

export interface BackupReport {
  rows: number;
  tables: number;
  bytes: number;
  attachments: number;
  /** Files that rows name and that are nowhere. */
  missing: string[];
}

/**
 * Copies an installation into a folder while it is at work: all rows as they were at one instant, the files of tickets that
 * these rows name, and the heads of the record. It is written under another name and renamed when it is whole. The secret
 * key is not in it.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupReport> {
  await refuseFull(options.to);
  const draft = `${options.to}.unfinished-${randomBytes(4).toString('hex')}`;
  await mkdir(join(draft, 'tables'), { recursive: true, mode: 0o700 });
  try {
    const report = await write(draft, options);
    await rm(options.to, { recursive: true, force: true });
    await rename(draft, options.to);
    await synced(dirname(options.to));
    return report;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function write(folder: string, options: BackupOptions): Promise<BackupReport> {
  // before the rows: the record may only be longer than the heads that are kept of it
  await copyFolder(options.recordHeads, join(folder, 'record-heads'));
  const { schema, tables, keys } = await copyRows(folder, options.maintenanceUrl);
  const missing = options.attachments === undefined ? [] : await copyNamed(options.attachments, folder, keys);
  const attachments = options.attachments === undefined ? -1 : keys.length - missing.length;
  const files: Manifest['files'] = {};
  let bytes = 0;
  for (const file of await filesBelow(folder)) {
    const { size } = await stat(file);
    bytes += size;
    files[relative(folder, file)] = { bytes: size, sha256: await sha256Of(file) };
  }
  const takenAt = options.now.toISOString();
  const manifest: Manifest = {
    ...{ format: FORMAT, takenAt, schema, tables, attachments },
    ...{ keys: marksOf(options.secretKeys), files },
  };
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 1)}\n`, { mode: 0o600, flush: true });
  await synced(folder);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return { rows, tables: tables.length, bytes, attachments: Math.max(attachments, 0), missing };
}

/** All rows in one view of the database. `keys`: of the files that they name. */
async function copyRows(folder: string, url: string) {
  const client = new pg.Client({ connectionString: url, application_name: 'guichet backup' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const schema = await schemaOf(client);
    const tables: Manifest['tables'] = [];
    for (const table of await copiedTables(client)) {
      tables.push({ ...table, rows: await copyTable(client, folder, table) });
    }
    // what was refused or given up has a row and no bytes
    const { rows } = await client.query<{ key: string }>(
      `select storage_key as key from attachment where state not in ('rejected', 'not_scanned', 'erased') order by storage_key`,
    );
    await client.query('commit');
    return { schema, tables, keys: rows.map(({ key }) => key) };
  } finally {
    await client.end();
  }
}

async function copyTable(client: pg.Client, folder: string, table: Copied): Promise<number> {
  const rows = client.query(copyTo(`copy ${place(table)} to stdout`));
  await pipeline(rows, zipped(), writing(join(folder, tableFile(table.name))));
  return rows.rowCount;
}

export function tableFile(name: string): string {
  return join('tables', `${name}.copy.gz`);
}

function zipped(): Transform {
  return createGzip({ level: constants.Z_BEST_SPEED });
}

function writing(path: string): WriteStream {
  return createWriteStream(path, { mode: 0o600, flush: true });
}

/** Files in the order of their keys; those that are nowhere are returned. A file is never written a second time. */
async function copyNamed(from: string, folder: string, keys: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const key of keys) {
    const path = join(key.slice(0, 2), key.slice(2));
    const to = join(folder, 'attachments', path);
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    try {
      await pipeline(createReadStream(join(from, path)), writing(to));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await rm(to, { force: true });
      missing.push(key);
    }
  }
  return missing;
}

async function copyFolder(from: string, to: string): Promise<void> {
  const names = await readdir(from).catch(() => []);
  if (names.length > 0) await mkdir(to, { recursive: true, mode: 0o700 });
  // drafts of days that are being kept just now have other names
  for (const name of names.filter((one) => one.endsWith('.json'))) await copyFile(join(from, name), join(to, name));
}

export async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .sort();
}

async function refuseFull(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new NoBackup(`${folder} cannot be written to: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}.`);
  });
  if (names.length > 0) throw new NoBackup(`${folder} is not empty: a backup is written into a folder of its own.`);
}

async function synced(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be synced there
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
