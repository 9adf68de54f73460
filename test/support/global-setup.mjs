/**
 * One throw-away PostgreSQL for a whole run of tests, with a migrated template database in it that each test file clones.
 *
 * Jest loads this outside its module system, hence plain JavaScript on the compiled program. What the tests need to know
 * goes through the environment, the only thing its workers inherit: GUICHET_TEST_DATABASE. With TEST_DATABASE_OWNER_URL
 * the tests run against that server instead, and nothing is started here.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const running = Symbol.for('guichet.test.database');

export default async function setup() {
  if (globalThis[running]) return; // several projects may name this file
  const { startEmbeddedPostgres, superuserUrl } = await compiled('database/embedded/index.js');
  const { prepareTemplate } = await compiled('database/index.js');

  const external = process.env.TEST_DATABASE_OWNER_URL;
  const cluster = external ? { stop: async () => undefined } : await startCluster(startEmbeddedPostgres);
  globalThis[running] = cluster;
  try {
    const databases = await prepareTemplate(external ?? superuserUrl(cluster.server, 'postgres'));
    process.env.GUICHET_TEST_DATABASE = JSON.stringify(databases);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function startCluster(startEmbeddedPostgres) {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-test-'));
  chmodSync(folder, 0o755); // root hands the cluster to another account, which has to get there
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    port: 0,
    // nothing here has to survive a power cut
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  // Jest runs no teardown when it is interrupted, and a server outlives the program that started it
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  }
  return { server, stop };
}

function compiled(path) {
  const file = new URL(`../../dist/src/${path}`, import.meta.url);
  if (!existsSync(fileURLToPath(file))) throw new Error(`dist/src/${path} is missing: npm run build`);
  return import(file.href);
}
