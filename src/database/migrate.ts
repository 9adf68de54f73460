import { runMigrations } from 'bullmq';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { JOBS_SCHEMA, roleStatements, roles, type RoleName } from './roles.js';
import { whatProgramsMustKnow } from './side-by-side.js';

/** Any number will do, as long as every process of every version asks for the same one. */
const MIGRATION_LOCK = 724_300_1;

/** A database that this program cannot work on: too old, or not its own. */
export class OlderDatabase extends Error {
  constructor(missing: string[]) {
    super(
      `the database is older than this program: it lacks ${missing.join(', ')}. Start once with DATABASE_OWNER_URL.`,
    );
  }
}

/** A database from which a newer program has taken what this one uses. */
export class NewerDatabase extends Error {
  constructor(unknown: string[]) {
    super(`the database is newer than this program: it knows ${unknown.join(', ')}. Start the newer program.`);
  }
}

/**
 * Brings the database to this program's version: roles (when `passwords` are given and the owner may make them), then the
 * project's migrations, then those of the job queue, unless jobs are kept elsewhere. Several processes may start at once:
 * one migrates, the others wait.
 *
 * @param options `upTo`: how many of the project's migrations there are to be, for what is brought back from an older version
 */
export async function migrate(
  ownerUrl: string,
  passwords?: Partial<Record<RoleName, string>>,
  { keepsJobs = true, upTo = migrations.length } = {},
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewer(client);
    if (passwords) {
      for (const role of Object.keys(roles) as RoleName[]) {
        for (const statement of roleStatements(role, passwords[role])) await client.query(statement);
      }
    }
    const source = await new DataSource({
      ...migrationOptions,
      migrations: migrations.slice(0, upTo),
      url: ownerUrl,
    }).initialize();
    try {
      await source.runMigrations({ transaction: 'each' });
    } finally {
      await source.destroy();
    }
    await client.query(`grant select on schema_migration to ${roles.api}, ${roles.worker}, ${roles.maintenance}`);
    if (!keepsJobs) return;
    await runMigrations(client, JOBS_SCHEMA);
    await client.query(`
      grant usage, create on schema ${JOBS_SCHEMA} to ${roles.jobs};
      grant select, insert, update, delete on all tables in schema ${JOBS_SCHEMA} to ${roles.jobs};
      do $$
      declare s regclass;
      begin
        -- not those that the role of the jobs made itself: of each queue to which it adds many jobs at once
        for s in select oid from pg_class
                  where relkind = 'S' and relnamespace = '${JOBS_SCHEMA}'::regnamespace and relowner = current_user::regrole
        loop
          execute format('grant usage, select on sequence %s to ${roles.jobs}', s);
        end loop;
      end $$;
    `);
  } finally {
    await client.end();
  }
}

export const migrationOptions = {
  type: 'postgres' as const,
  migrations,
  migrationsTableName: 'schema_migration',
  migrationsTransactionMode: 'each' as const,
  synchronize: false,
};

/** The names of this program's migrations, in order. */
export const schemaVersions: readonly string[] = migrations.map(({ name }) => name);

/**
 * Throws unless this program can work on the database. Answers what a newer program has migrated beyond it, which is no
 * hindrance: the two work side by side while processes are replaced one by one. `url`: the api role's.
 */
export async function assertVersion(url: string): Promise<{ beyond: string[] }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { missing, unknown } = await refuseNewer(client);
    if (missing.length > 0) throw new OlderDatabase(missing);
    return { beyond: unknown };
  } finally {
    await client.end();
  }
}

/** Names of migrations, in order: what was run in a database, what it lacks, and what it knows that this program does not. */
interface Standing {
  applied: string[];
  missing: string[];
  unknown: string[];
}

/** Where the database stands beside this program. */
export async function migrationsOf(url: string): Promise<Standing> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await standingOf(client);
  } finally {
    await client.end();
  }
}

async function refuseNewer(client: pg.Client): Promise<Standing> {
  const standing = await standingOf(client);
  if (standing.unknown.length === 0) return standing;
  const needed = await whatProgramsMustKnow(client);
  if (needed === undefined || !schemaVersions.includes(needed)) throw new NewerDatabase(standing.unknown);
  return standing;
}

/** A database that is empty lacks everything. */
async function standingOf(client: pg.Client): Promise<Standing> {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('schema_migration') is not null as exists`,
  );
  const found = rows[0]?.exists
    ? (await client.query<{ name: string }>('select name from schema_migration order by id')).rows
    : [];
  const applied = found.map(({ name }) => name);
  return {
    applied,
    missing: schemaVersions.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !schemaVersions.includes(name)),
  };
}
