// Do migrations, entities, schema.sql and the rules of the wall agree? `--write` writes schema.sql from the migrations.
//
// Works on the compiled program, on a PostgreSQL that lives as long as the check. With TEST_DATABASE_OWNER_URL (a
// superuser's address) it makes its databases on that server instead.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { lineDiff } from './line-diff.mjs';
import { dumpSchema } from './schema-dump.mjs';
import { wallFlaws } from './wall-flaws.mjs';

const committed = new URL('../schema.sql', import.meta.url);
const header = `-- The schema that the migrations make, for reading and for comparing. It is not run: migrations are.
-- Written by \`npm run schema:write\`; \`npm run check\` fails when it is not what the migrations make.

`;

const { prepareOwnServer } = await compiled('database/index.js');
const { migrationOptions } = await compiled('database/migrate.js');
const { PostgresNames } = await compiled('database/naming.js');
const { catalogueOf, whatBreaks } = await compiled('database/what-breaks.js');
const { entities } = await compiled('entities.js');

/** From here on a migration leaves those who know only what came before at work, or says why what it breaks is no loss. */
const LAST_WITHOUT_RULE = 'Accounts1795700000047';

const startedAt = performance.now();
const server = await startServer();
const findings = [];
try {
  const migrated = `guichet_drift_${process.pid}`;
  const fromEntities = `${migrated}_entities`;
  await withAdmin('postgres', async (admin) => {
    try {
      const { owner } = await prepareOwnServer(
        server.url,
        migrated,
        'a key for a database that lives as long as a check',
      );
      await admin.query(`create database ${fromEntities} owner guichet_owner`);
      await compare(migrated, owner, fromEntities);
    } finally {
      for (const name of [migrated, fromEntities]) await admin.query(`drop database if exists ${name} with (force)`);
    }
  });
} finally {
  await server.stop();
}

for (const { what, details } of findings) console.error(`${what}:\n\n${details}\n`);
if (findings.length > 0) process.exit(1);
console.log(`the schema agrees with itself (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);

async function compare(migrated, ownerUrl, fromEntities) {
  const dump = await withAdmin(migrated, dumpSchema);
  if (process.argv.includes('--write')) writeFileSync(committed, header + dump);
  const kept = existsSync(committed) ? readFileSync(committed, 'utf8') : '';
  report('schema.sql (-) is not what the migrations make (+); npm run schema:write', lineDiff(kept, header + dump));

  // TypeORM compares some things by name alone (checks, the order of columns in an index): the same question is put
  // twice, the second time with tables made from the entities
  report('to get to what the entities say, the migrations lack', await missingStatements(ownerUrl));
  report(
    'tables made by the migrations (-) and from the entities (+) differ',
    lineDiff(
      await withAdmin(migrated, (client) => dumpSchema(client, { storage: true })),
      await storageOfEntities(urlOf(ownerUrl, fromEntities), fromEntities),
    ),
  );

  report('the wall has a hole', (await withAdmin(migrated, wallFlaws)).join('\n'));
  await walkMigrations(migrated, ownerUrl, dump);
}

function missingStatements(url) {
  return withEntities(url, async (source) => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => `${query};`).join('\n');
  });
}

async function storageOfEntities(url, database) {
  await withEntities(url, (source) => source.synchronize());
  return withAdmin(database, (client) => dumpSchema(client, { storage: true }));
}

async function withEntities(url, work) {
  const options = { type: 'postgres', url, entities, namingStrategy: new PostgresNames() };
  const source = await new DataSource(options).initialize();
  process.noDeprecation = true; // TypeORM sends queries side by side over one connection, of which pg warns
  try {
    return await work(source);
  } finally {
    process.noDeprecation = false;
    await source.destroy();
  }
}

/** Down to nothing, one migration at a time, and up again: each step up leads to where the step down came from. */
async function walkMigrations(database, url, top) {
  const dump = () => withAdmin(database, dumpSchema);
  const { migrations } = migrationOptions;
  const below = [];
  try {
    for (let left = migrations.length - 1; left >= 0; left--) {
      await withMigrations(url, migrations, (source) => source.undoLastMigration({ transaction: 'each' }));
      below[left] = await dump();
    }
    report('the migrations, all undone, leave behind', (below[0].match(/^-- (table|function) .*$/gm) ?? []).join('\n'));
    const free = migrations.findIndex(({ name }) => name === LAST_WITHOUT_RULE);
    for (const [index, migration] of migrations.entries()) {
      const { name } = migration;
      const before = index > free ? await withAdmin(database, catalogueOf) : undefined;
      await withMigrations(url, migrations.slice(0, index + 1), (source) =>
        source.runMigrations({ transaction: 'each' }),
      );
      if (before) reportBreaks(migration, whatBreaks(before, await withAdmin(database, catalogueOf)));
      const undone = migrations[index + 1];
      report(
        `"down" of ${undone?.name ?? 'every migration'} is followed by something else (-) than ${name} makes (+)`,
        lineDiff(columnsSorted(undone ? below[index + 1] : top), columnsSorted(await dump())),
      );
    }
  } catch (error) {
    report(
      'a migration cannot be undone and run again',
      [error.message, error.driverError?.detail ?? ''].join('\n').trim(),
    );
  }
}

/** What it breaks and says, with a reason, is left out; what it says and does not break is too much. */
function reportBreaks(Migration, found) {
  const { breaks = {} } = new Migration();
  const unsaid = found.filter((line) => !breaks[line]);
  const untrue = Object.keys(breaks).filter((line) => !found.includes(line));
  report(
    `${Migration.name} would hurt a program of the version before (CONTRIBUTING, "Side by side")`,
    [...unsaid, ...untrue.map((line) => `${line}: said, and it does not`)].join('\n'),
  );
}

/** A column that comes back is the last one of its table: PostgreSQL cannot put it where it was. */
function columnsSorted(dump) {
  const isColumn = (line) => /^ {2}(?!constraint )\S/.test(line);
  const lines = [];
  let columns = [];
  for (const line of dump.split('\n')) {
    if (isColumn(line)) {
      columns.push(line);
      continue;
    }
    lines.push(...columns.sort(), line);
    columns = [];
  }
  return [...lines, ...columns.sort()].join('\n');
}

async function withMigrations(url, migrations, work) {
  const source = await new DataSource({ ...migrationOptions, migrations, url }).initialize();
  try {
    await work(source);
  } finally {
    await source.destroy();
  }
}

function report(what, details) {
  if (details !== '') findings.push({ what, details });
}

async function withAdmin(database, work) {
  const client = new pg.Client({ connectionString: urlOf(server.url, database) });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(base, database) {
  const url = new URL(base);
  url.pathname = `/${database}`;
  return url.toString();
}

async function startServer() {
  const external = process.env.TEST_DATABASE_OWNER_URL;
  if (external) return { url: external, stop: async () => undefined };
  const { startEmbeddedPostgres, superuserUrl } = await compiled('database/embedded/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'guichet-drift-'));
  chmodSync(folder, 0o755); // root hands the cluster to another account, which has to get there
  const started = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    port: 0,
    // nothing here has to survive a power cut
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  const stop = async () => {
    await started.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  // a server outlives the program that started it
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().finally(() => process.exit(1)));
  return { url: superuserUrl(started, 'postgres'), stop };
}

function compiled(path) {
  return import(new URL(`../dist/src/${path}`, import.meta.url).href);
}
