import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestServer } from '../../src/database/index.js';
import { compiled } from './compiled.js';

export interface OwnPostgres {
  server: TestServer;
  /** As a power cut would, but for the disk: the server's own children go after it. It is brought back by itself. */
  kill: () => void;
  stop: () => Promise<void>;
}

/**
 * A PostgreSQL for one test that may be killed, with the migrated template in it: the embedded one, whose supervisor brings
 * it back on its port. What is committed is written before it is acknowledged, though not forced to the disk.
 */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const { startEmbeddedPostgres, superuserUrl } =
    await compiled<typeof import('../../src/database/embedded/index.js')>('database/embedded/index.js');
  const { prepareTemplate } = await compiled<typeof import('../../src/database/index.js')>('database/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'guichet-postgres-'));
  chmodSync(folder, 0o755); // root hands the cluster to another account, which has to get there
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    port: 0,
    settings: { fsync: 'off', max_connections: '200' },
  });
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const server = await prepareTemplate(superuserUrl(postgres, 'postgres'));
    return {
      server,
      kill: () => {
        process.kill(postgres.pid(), 'SIGKILL');
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
