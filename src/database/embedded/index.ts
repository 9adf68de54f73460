/**
 * A PostgreSQL that comes with `npm ci`: the program finds its binaries among its own packages, keeps the cluster in one
 * folder and looks after the server for as long as it runs.
 *
 * The folder tells everything; no state lives elsewhere. A start asks what it finds there, in this order: is there a
 * cluster (else make one, beside, and rename it), is there a server on it (else start one; if there is, it outlived a
 * program that was killed, and is adopted), and does another program hold the lock (then refuse). Each step may be cut by
 * `kill -9` and is simply taken again by the next start. From then on a supervisor brings the server back, on the same
 * port, whenever it dies. PostgreSQL itself sees to it that nothing committed is lost.
 *
 *   DATA_DIR/
 *     pgdata/               the cluster, owned by the account that runs the server
 *     superuser.password    made once, 0600
 *     postgres.log[.1]      what the server says, bounded
 *     runtime-<version>/    the binaries, only where the account cannot execute those in node_modules
 *     starting-<pid>-*      work in progress, renamed when it is complete, swept by the next start
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBinaries } from './binaries.js';
import { ensureCluster } from './cluster.js';
import { prepareDataFolder, sweepUnfinished } from './data-folder.js';
import { takeLock } from './lock.js';
import { findPostmaster } from './postmaster-pid.js';
import { type Cluster, type Log, startOrAdopt, stopServer } from './server.js';
import { type Superuser } from './session.js';
import { supervise } from './supervisor.js';

export { defaultDataDir } from './data-folder.js';
export { NoEmbeddedPostgres } from './fault.js';
export { superuserUrl } from './session.js';

export interface EmbeddedOptions {
  dataDir: string;
  /** Preferred port of 127.0.0.1; another one is taken when it is busy. 0: any. Default 54329. */
  port?: number;
  /** PostgreSQL settings, over ours; they reach a server that is started, not one that is adopted. */
  settings?: Record<string, string>;
  log?: Log;
  /** Restart the server when it dies (default). */
  supervise?: boolean;
}

export interface EmbeddedPostgres extends Superuser {
  /** Where its rows are. */
  folder: string;
  /** Process id of the server, which changes when the supervisor had to restart it. */
  pid(): number;
  /** The server was already there, left by a program that was killed. */
  adopted: boolean;
  /** Stops the server properly, an adopted one too. Call it when the program ends. */
  stop(): Promise<void>;
}

const preferredPort = 54329;

/** The server that serves a folder just now, to ask it something beside the program; undefined when there is none. */
export function findRunningPostgres(dataDir: string): Superuser | undefined {
  const found = findPostmaster(join(dataDir, 'pgdata'));
  if (!found || found === 'unknown' || !found.isReady) return undefined;
  const password = readFileSync(join(dataDir, 'superuser.password'), 'utf8').trim();
  return { host: '127.0.0.1', port: found.port, user: 'postgres', password };
}

export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const { path: dataDir, account } = prepareDataFolder(options.dataDir);
  log(`PostgreSQL keeps its data in ${dataDir}${account ? ` and runs as ${account.name}` : ''}`);
  sweepUnfinished(dataDir);
  const binaries = await ensureBinaries(dataDir, account, log);
  const { pgdata, password } = await ensureCluster(dataDir, binaries, account, log);
  const cluster: Cluster = { dataDir, pgdata, password, binaries, account, settings: options.settings ?? {}, log };

  const server = await startOrAdopt(cluster, { preferred: options.port ?? preferredPort, exact: false });
  const { session, port, adopted } = server;
  const lock = await takeLock(session, dataDir, port);
  log(`PostgreSQL ${adopted ? 'found running, adopted' : 'started'}: 127.0.0.1:${port}, process ${server.pid}`);

  const held = { pid: server.pid, port, lock };
  const watch = options.supervise === false ? undefined : supervise(cluster, held);
  const stop = async () => {
    await watch?.stop();
    if (held.lock.isHeld()) await stopServer(cluster);
    await held.lock.release();
  };
  let stopped: Promise<void> | undefined;
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    folder: pgdata,
    adopted,
    pid: () => held.pid,
    stop: () => (stopped ??= stop()),
  };
}
