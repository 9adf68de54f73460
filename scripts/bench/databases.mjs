import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { dist } from './dist.mjs';
import { fill } from './fill.mjs';
import { fillChanges } from './filling/changes.mjs';
import { installLargeConsortium } from './filling/consortium.mjs';
import { fillByCopy } from './filling/index.mjs';
import { verify } from './filling/verify.mjs';

const password = 'a password that lives as long as a measurement';
const secretKey = 'a secret key that lives as long as a measurement';

/**
 * One PostgreSQL of the kind that comes with the program, with its settings (a commit is on disk), and databases in it
 * that hold the demonstration's consortium and as many tickets as are asked for.
 */
export async function startDatabases({ seed = 1, atWork, isVerified = true } = {}) {
  const { startEmbeddedPostgres, superuserUrl } = await dist('database/embedded/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
  chmodSync(folder, 0o755); // root hands the cluster to another account, which has to get there
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    port: 0,
    settings: { max_connections: '150' },
  });
  const made = new Map();
  const once = async (name, write, isLarge = false) => {
    if (!made.has(name)) made.set(name, await make(name, write, folder, (of) => superuserUrl(server, of), isLarge));
    return made.get(name);
  };
  return {
    /** @returns {Promise<{ urls, admin, password, secretKey, folder, environment }>} */
    of: (tickets) =>
      once(
        `bench_${String(tickets)}`,
        async (_, database) => {
          const written = await fillByCopy(database, database.connect, { tickets, seed, atWork });
          sayWritten(tickets, written);
          if (isVerified) await verify(database);
        },
        true,
      ),
    /** Where every ticket is open. */
    ofOpen: (tickets) => once(`open_${String(tickets)}`, (client) => fill(client, tickets, { open: true })),
    /** Two years of changes and freezes. */
    ofChanges: (changes, freezes) => once('bench_changes', (client) => fillChanges(client, { changes, freezes })),
    /** Without any ticket. */
    empty: () => once('bench_empty', () => undefined),
    stop: async () => {
      for (const { admin } of made.values()) await admin.end();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function make(name, write, folder, superuserUrl, isLarge) {
  const { prepareOwnServer } = await dist('database/prepare.js');
  const { installConsortium } = await dist('demo/install-consortium.js');
  const { hashPassword } = await dist('modules/identity/index.js');
  const startedAt = performance.now();
  const urls = await prepareOwnServer(superuserUrl('postgres'), name, secretKey);
  const passwordHash = await hashPassword(password);
  const connect = async () => {
    const client = new pg.Client({ connectionString: superuserUrl(name) });
    // when something fails the server ends before its connections do: said is what failed, not that
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const admin = await connect();
  if (isLarge) await installLargeConsortium(admin, urls.owner, passwordHash);
  else await installConsortium(urls.owner, { passwordHash, now: new Date() });
  const database = {
    urls,
    admin,
    connect,
    password,
    secretKey,
    folder,
    /** For a program that serves this database. */
    environment: {
      DATABASE_API_URL: urls.api,
      DATABASE_WORKER_URL: urls.worker,
      DATABASE_JOBS_URL: urls.jobs,
      DATABASE_MAINTENANCE_URL: urls.maintenance,
      SECRET_KEY: secretKey,
      DATA_DIR: folder,
      DEMO: 'off',
      RATE_LIMIT_PER_MINUTE: '1000000',
    },
  };
  await write(admin, database);
  console.log(`  (${name} written in ${((performance.now() - startedAt) / 1000).toFixed(0)} s)`);
  return database;
}

function sayWritten(tickets, { rows, seconds }) {
  const all = [...rows.values()].reduce((sum, count) => sum + count, 0);
  const most = [...rows].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${String(count)}`);
  console.log(
    `  ${String(tickets)} tickets: stories played in ${seconds.played.toFixed(0)} s; ${String(all)} rows copied in ` +
      `${seconds.copied.toFixed(0)} s (${(all / seconds.copied).toFixed(0)} rows/s), indexes in ${seconds.indexed.toFixed(0)} s`,
  );
  console.log(`  ${most.slice(0, 9).join(', ')}`);
}
