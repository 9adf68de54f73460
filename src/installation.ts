import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config/index.js';
import {
  assertVersion,
  derivedUrls,
  flawOfServer,
  flawsOfRole,
  hasJobsSchema,
  wrongClock,
  migrate,
  prepareOwnServer,
  rolePassword,
  roles,
  type DatabaseUrls,
  type RoleName,
} from './database/index.js';
import { examineRedis } from './jobs/index.js';
import {
  defaultDataDir,
  findRunningPostgres,
  NoEmbeddedPostgres,
  startEmbeddedPostgres,
  superuserUrl,
} from './database/embedded/index.js';

/** Where one installation lives, ready to serve: database migrated, roles checked, keys at hand. */
export interface Installation {
  dataDir: string;
  /** Where the embedded database is, if it is one. */
  databaseFolder?: string;
  urls: DatabaseUrls;
  secretKeys: readonly string[];
  /** Ends what `prepareInstallation` started. */
  stop: () => Promise<void>;
}

const DATABASE = 'guichet';

/** Says why the program does not start; the message is for the operator and holds no secret. */
export class CannotStart extends Error {}

/** Refuses a Redis or Valkey server that cannot keep jobs, before anything is started. */
export async function assertRedis({ redisUrl }: Config, log: (message: string) => void): Promise<void> {
  if (redisUrl === undefined) return;
  const { flaws, warnings } = await examineRedis(redisUrl);
  for (const warning of warnings) log(`Warning: ${warning}.`);
  if (flaws.length > 0) throw new CannotStart(`${flaws.join('; ')}.`);
}

/**
 * Finds or makes the database of this installation and brings it to this program's version; with `upTo` no further than
 * that many migrations, which nobody can serve.
 */
export async function prepareInstallation(
  config: Config,
  log: (message: string) => void,
  upTo?: number,
): Promise<Installation> {
  const dataDir = config.dataDir ?? defaultDataDir(process.cwd());
  await assertServers(config);
  const prepared =
    config.database.kind === 'embedded'
      ? await embedded(config, dataDir, log, upTo)
      : await external(config, dataDir, upTo);
  try {
    if (upTo === undefined) await assertUsable(config, prepared.urls, log);
  } catch (error) {
    await prepared.stop();
    throw error;
  }
  return prepared;
}

/** An installation as it is found, at work or not, to read from it: nothing of an external or running one is touched. */
export async function visitInstallation(config: Config): Promise<Installation> {
  const dataDir = config.dataDir ?? defaultDataDir(process.cwd());
  if (config.database.kind === 'external') {
    await assertServers(config);
    return addressesOf(config, dataDir);
  }
  const running = findRunningPostgres(dataDir);
  if (!running) return prepareInstallation(config, () => undefined, 0);
  const key = keptKey(dataDir);
  const urls = { owner: '', ...derivedUrls(superuserUrl(running, DATABASE), key) };
  return { dataDir, urls, secretKeys: config.secretKeys ?? [key], stop: () => Promise.resolve() };
}

/** Refuses addresses at which no server answers that the program can work with. Derived ones are of the owner's server. */
async function assertServers({ database, redisUrl }: Config): Promise<void> {
  if (database.kind === 'embedded') return;
  const { ownerUrl, apiUrl, workerUrl, jobsUrl, maintenanceUrl } = database;
  const given = {
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_API_URL: apiUrl,
    DATABASE_WORKER_URL: workerUrl,
    ...(redisUrl === undefined ? { DATABASE_JOBS_URL: jobsUrl } : {}),
    DATABASE_MAINTENANCE_URL: maintenanceUrl,
  };
  const flaws = await Promise.all(
    Object.entries(given).map(([variable, url]) =>
      url === undefined ? Promise.resolve(undefined) : flawOfServer(variable, url),
    ),
  );
  const found = flaws.filter((flaw) => flaw !== undefined);
  if (found.length > 0) throw new CannotStart(found.map((flaw) => `${flaw}.`).join('\n'));
}

async function assertUsable(config: Config, urls: DatabaseUrls, log: (message: string) => void): Promise<void> {
  if (config.demo.enabled && !urls.owner) {
    throw new CannotStart('DEMO=on needs DATABASE_OWNER_URL: the demonstration writes its institutions as the owner.');
  }
  const { beyond } = await assertVersion(urls.api);
  if (beyond.length > 0)
    log(`the database is newer than this program, which goes on beside the newer one: ${beyond.join(', ')}`);
  const off = await wrongClock(urls.api);
  if (off !== undefined)
    throw new CannotStart(
      `The clock of this machine is ${String(Math.abs(Math.round(off / 1000)))} s ${off > 0 ? 'ahead of' : 'behind'} the database's: what is due would be decided at the wrong time. Set it (NTP).`,
    );
  const isOnRedis = config.redisUrl !== undefined;
  for (const role of isOnRedis ? (['api', 'worker'] as const) : (['api', 'worker', 'jobs'] as const)) {
    const flaws = await flawsOfRole(urls[role]);
    if (flaws.length > 0) throw new CannotStart(`${flaws.join('; ')}: the wall between institutions would not hold.`);
  }
  if (!isOnRedis && !(await hasJobsSchema(urls.jobs)))
    throw new CannotStart(
      'The database has no schema for jobs, which were kept on Redis so far: give REDIS_URL, or start once with DATABASE_OWNER_URL and without it.',
    );
}

async function embedded(
  config: Config,
  dataDir: string,
  log: (message: string) => void,
  upTo?: number,
): Promise<Installation> {
  const server = await startEmbeddedPostgres({ dataDir, log }).catch((error: unknown) => {
    throw error instanceof NoEmbeddedPostgres ? new CannotStart(`${error.message}.`) : error;
  });
  try {
    const secretKeys = config.secretKeys ?? [keptKey(dataDir)];
    // passwords of roles follow the kept key, so that a key given from outside may change freely
    const options = { keepsJobs: config.redisUrl === undefined, ...(upTo === undefined ? {} : { upTo }) };
    const urls = await prepareOwnServer(superuserUrl(server, 'postgres'), DATABASE, keptKey(dataDir), options);
    return { dataDir, databaseFolder: server.folder, urls, secretKeys, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function external(config: Config, dataDir: string, upTo?: number): Promise<Installation> {
  const found = addressesOf(config, dataDir);
  if (config.database.kind !== 'external' || config.database.ownerUrl === undefined) return found;
  const { ownerUrl, apiUrl, workerUrl, jobsUrl, maintenanceUrl } = config.database;
  const given = { api: apiUrl, worker: workerUrl, jobs: jobsUrl, maintenance: maintenanceUrl };
  const missing = (Object.keys(roles) as RoleName[]).filter((role) => given[role] === undefined);
  const [key = ''] = found.secretKeys;
  await migrate(
    ownerUrl,
    missing.length === 0 ? undefined : Object.fromEntries(missing.map((role) => [role, rolePassword(key, role)])),
    { keepsJobs: config.redisUrl === undefined, ...(upTo === undefined ? {} : { upTo }) },
  );
  return found;
}

/** Of an external database, which is not asked. */
function addressesOf(config: Config, dataDir: string): Installation {
  if (config.database.kind !== 'external') throw new Error('not an external database');
  const secretKeys = config.secretKeys;
  const key = secretKeys?.[0];
  if (!secretKeys || key === undefined) throw new CannotStart('SECRET_KEY is required with an external database.');
  const { ownerUrl, apiUrl, workerUrl, jobsUrl, maintenanceUrl } = config.database;
  const given = { api: apiUrl, worker: workerUrl, jobs: jobsUrl, maintenance: maintenanceUrl };
  const derived = ownerUrl === undefined ? undefined : derivedUrls(ownerUrl, key);
  const url = (role: RoleName): string => {
    const found = given[role] ?? derived?.[role];
    if (found === undefined)
      throw new CannotStart(
        `DATABASE_${role.toUpperCase()}_URL is missing and there is no DATABASE_OWNER_URL to derive it from.`,
      );
    return found;
  };
  const urls = {
    owner: ownerUrl ?? '',
    api: url('api'),
    worker: url('worker'),
    jobs: config.redisUrl === undefined ? url('jobs') : '',
    maintenance: given.maintenance ?? derived?.maintenance ?? '',
  };
  return { dataDir, urls, secretKeys, stop: () => Promise.resolve() };
}

/** The secret key that the program made for itself, beside the embedded database. */
function keptKey(dataDir: string): string {
  const file = join(dataDir, 'secret.key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const draft = `${file}.${String(process.pid)}`;
    writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
    renameSync(draft, file);
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}
