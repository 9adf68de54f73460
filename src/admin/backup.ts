import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import {
  dropEverything,
  existingIn,
  flawsOfFiles,
  isAtWork,
  marksOf,
  NoBackup,
  readManifest,
  restoreFiles,
  restoreRows,
  schemaIn,
  writeBackup,
  type Manifest,
} from '../backup/index.js';
import type { Config } from '../config/index.js';
import { JOBS_SCHEMA, migrate, roles, schemaVersions } from '../database/index.js';
import { CannotStart, prepareInstallation, visitInstallation, type Installation } from '../installation.js';
import { attachmentsFolder } from '../modules/tickets/index.js';
import { headsFolder } from '../record/index.js';
import { configFrom, wordsOf, type Environment } from './settings.js';

/** `backup --to DIR`: the installation as it is now, at work or not, into a folder of its own. */
export async function backupCommand(words: readonly string[], environment: Environment): Promise<number> {
  const { to } = wordsOf({ args: [...words], options: { to: { type: 'string' } } }).values;
  if (to === undefined) throw new CannotStart('--to DIR is missing.');
  const config = configFrom(environment);
  const { urls, dataDir, secretKeys, stop } = await visitInstallation(config);
  try {
    if (urls.maintenance === '') throw new CannotStart('backup reads as DATABASE_MAINTENANCE_URL, which is missing.');
    const report = await inWords(
      writeBackup({
        maintenanceUrl: urls.maintenance,
        to,
        attachments: config.attachments.s3 ? undefined : attachmentsFolder(dataDir),
        recordHeads: headsFolder(dataDir),
        secretKeys,
        now: new Date(),
      }),
    );
    const { rows, tables, attachments, bytes, missing } = report;
    const inBucket = config.attachments.s3 ? ' (those of tickets are in the bucket, and not in here)' : '';
    console.log(
      `${String(rows)} rows of ${String(tables)} tables and ${String(attachments)} files${inBucket}, ` +
        `${(bytes / 1e6).toFixed(1)} MB, written to ${to}. The secret key is not in it: keep it apart.`,
    );
    for (const key of missing) console.log(`the file ${key} is named by a row and is nowhere`);
    return missing.length === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

/** `restore --from DIR [--replace DATABASE]`: into an empty place, or over what is there when its name is said. */
export async function restoreCommand(words: readonly string[], environment: Environment): Promise<number> {
  const text = { type: 'string' } as const;
  const { from, replace } = wordsOf({ args: [...words], options: { from: text, replace: text } }).values;
  if (from === undefined) throw new CannotStart('--from DIR is missing.');
  const config = configFrom(environment);
  const manifest = await inWords(readManifest(from));
  await refuseFlawed(from, manifest);
  // nothing is migrated before it is known that nothing is lost
  const installation = await prepareInstallation(config, () => undefined, 0);
  try {
    await inWords(restore(from, manifest, installation, config, replace));
    return 0;
  } finally {
    await installation.stop();
  }
}

async function restore(
  from: string,
  manifest: Manifest,
  { urls, dataDir, secretKeys }: Installation,
  config: Config,
  replace: string | undefined,
): Promise<void> {
  if (urls.owner === '' || urls.maintenance === '')
    throw new CannotStart('restore needs DATABASE_OWNER_URL, and reads as DATABASE_MAINTENANCE_URL.');
  const known = marksOf(secretKeys);
  if (!manifest.keys.some((mark) => known.includes(mark)))
    throw new CannotStart(
      'This installation has another secret key than the one that was backed up: put its secret.key into the data ' +
        'folder first, or give it as SECRET_KEY. Nothing was changed.',
    );
  if (await isAtWork(urls.owner, [roles.api, roles.worker, roles.jobs]))
    throw new CannotStart('The program is at work on this database: stop it first. Nothing was changed.');
  const keepsJobs = config.redisUrl === undefined;
  await makeRoom(urls, manifest, replace, keepsJobs);

  const attachments = manifest.attachments < 0 ? 0 : await bringFiles(from, dataDir, config);
  const rows = await restoreRows(urls.owner, from, manifest);
  await bringHeads(from, dataDir);
  await migrate(urls.owner, undefined, { keepsJobs });
  const migrated = schemaVersions.length - manifest.schema.length;
  const since = migrated > 0 ? `; ${String(migrated)} migrations since` : '';
  console.log(
    `${String(rows)} rows of ${String(manifest.tables.length)} tables and ${String(attachments)} files, as they were on ` +
      `${manifest.takenAt}${since}. Everybody has to sign in again. Now: npm run admin -- verify`,
  );
}

/** What somebody entered is only removed by whoever says the name of the database in full. */
async function makeRoom(
  urls: Installation['urls'],
  manifest: Manifest,
  replace: string | undefined,
  keepsJobs: boolean,
): Promise<void> {
  const existing = await existingIn(urls.maintenance);
  const name = decodeURIComponent(new URL(urls.owner).pathname.slice(1));
  if (existing && replace !== name) {
    const { institutions, people, tickets } = existing;
    throw new CannotStart(
      `The database ${name} holds ${String(institutions)} institutions, ${String(people)} people and ` +
        `${String(tickets)} tickets. Nothing was changed. To lose them for good: --replace ${name}`,
    );
  }
  const stands = await schemaIn(urls.maintenance);
  if (!existing && stands.length === manifest.schema.length) return;
  if (stands.length > 0) await dropEverything(urls.owner, JOBS_SCHEMA);
  await migrate(urls.owner, undefined, { keepsJobs, upTo: manifest.schema.length });
}

async function bringFiles(from: string, dataDir: string, config: Config): Promise<number> {
  if (!config.attachments.s3) return restoreFiles(join(from, 'attachments'), attachmentsFolder(dataDir));
  console.log('Files of tickets belong into the bucket here: copy those of the backup there, each under its key.');
  return 0;
}

/** Heads that were kept here before are of another record: they are put aside. */
async function bringHeads(from: string, dataDir: string): Promise<void> {
  const folder = headsFolder(dataDir);
  if (existsSync(folder)) renameSync(folder, `${folder}.before-${String(Date.now())}`);
  await restoreFiles(join(from, 'record-heads'), folder);
}

async function refuseFlawed(from: string, manifest: Manifest): Promise<void> {
  const unknown = manifest.schema.find((name, place) => name !== schemaVersions[place]);
  if (unknown !== undefined)
    throw new CannotStart(`The backup is of a newer program: this one does not know ${unknown}.`);
  const flaws = await flawsOfFiles(from, manifest);
  if (flaws.length > 0) throw new CannotStart(`The backup is not as it was written:\n${flaws.join('\n')}`);
}

async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NoBackup ? new CannotStart(error.message) : error;
  }
}
