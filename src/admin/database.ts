import type { Config } from '../config/index.js';
import { flawsOf, migrate, migrationsOf, NewerDatabase, roles } from '../database/index.js';
import { CannotStart, prepareInstallation } from '../installation.js';
import { configFrom, type Environment } from './settings.js';

/** The owner's address of an external database; undefined with the embedded one, which is prepared by being opened. */
export function externalOwner({ database }: Config): string | undefined {
  if (database.kind === 'embedded') return undefined;
  if (database.ownerUrl === undefined) throw new CannotStart('DATABASE_OWNER_URL is missing.');
  return database.ownerUrl;
}

/** Several may run at once, and programs may start meanwhile: one migrates, the others wait for it. */
export async function databaseMigrate(environment: Environment): Promise<number> {
  return unmigrated(environment, async (ownerUrl, keepsJobs) => {
    const { missing } = await migrationsOf(ownerUrl);
    await migrate(ownerUrl, undefined, { keepsJobs });
    const { applied } = await migrationsOf(ownerUrl);
    for (const name of missing) console.log(`ran ${name}`);
    console.log(`${String(applied.length)} migrations stand, ${String(missing.length)} of them ran just now`);
    return 0;
  });
}

/** Migrates nothing. Exit status 0 when the program could work on this database, else 1. */
export async function databaseStatus(environment: Environment): Promise<number> {
  const config = configFrom(environment);
  const ownerUrl = externalOwner(config);
  if (ownerUrl !== undefined) return tell(await statusOf(ownerUrl));
  return unmigrated(environment, async (url) => tell(await statusOf(url)));
}

/** With the owner's address of a database that is there, with its roles, and of whatever version. */
async function unmigrated(
  environment: Environment,
  work: (ownerUrl: string, keepsJobs: boolean) => Promise<number>,
): Promise<number> {
  const config = configFrom(environment);
  externalOwner(config);
  const { urls, stop } = await prepareInstallation(config, () => undefined, 0);
  try {
    return await work(urls.owner, config.redisUrl === undefined);
  } finally {
    await stop();
  }
}

interface Status {
  lines: string[];
  isGood: boolean;
}

export async function statusOf(ownerUrl: string): Promise<Status> {
  const { applied, missing, unknown } = await migrationsOf(ownerUrl);
  const flaws = await flawsOfTheProgram(ownerUrl);
  return {
    lines: [
      `program: ${String(applied.length - unknown.length + missing.length)} migrations`,
      `database: ${String(applied.length)} migrations, the last one is ${applied.at(-1) ?? 'none'}`,
      ...missing.map((name) => `missing: ${name}`),
      ...unknown.map((name) => `unknown to this program, which is older: ${name}`),
      ...flaws,
      flaws.length === 0 ? 'roles: the wall holds for all of them' : 'roles: the wall would not hold',
    ],
    isGood: missing.length === 0 && unknown.length === 0 && flaws.length === 0,
  };
}

/** Refuses a database of another version, and one with a role for which the wall would not hold. */
export async function assertSound(ownerUrl: string): Promise<void> {
  const { missing, unknown } = await migrationsOf(ownerUrl);
  if (unknown.length > 0) throw new NewerDatabase(unknown);
  if (missing.length > 0)
    throw new CannotStart(`The database lacks ${missing.join(', ')}: run "npm run admin -- database migrate" first.`);
  const flaws = await flawsOfTheProgram(ownerUrl);
  if (flaws.length > 0) throw new CannotStart(`${flaws.join('; ')}: the wall between institutions would not hold.`);
}

async function flawsOfTheProgram(ownerUrl: string): Promise<string[]> {
  const flaws: string[] = [];
  for (const name of Object.values(roles)) flaws.push(...(await flawsOf(ownerUrl, name)));
  return flaws;
}

function tell({ lines, isGood }: Status): number {
  for (const line of lines) console.log(line);
  return isGood ? 0 : 1;
}
