/**
 * Brings the server back when it dies under the running program.
 *
 * The lock's session is the watch: it ends when the server dies, whoever started it, at once and without polling. Then
 * the server is started again on the same port (or waited for, if it is only recovering from the crash of one of its
 * processes), so that connection pools find it where it was, and the lock is taken again. A server that keeps dying is
 * given more and more time.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Lock, takeLock } from './lock.js';
import { readPostmaster } from './postmaster-pid.js';
import { boundServerLog } from './server-log.js';
import { type Cluster, startOrAdopt, stopServer } from './server.js';

/** The server as it is now: the supervisor replaces pid and lock. */
export interface HeldServer {
  pid: number;
  port: number;
  lock: Lock;
}

const steadyMs = 60_000;
const checkMs = 1000;

/** At once the first time, then 0.25 s, doubled up to half a minute. */
export function backOffMs(deathsInARow: number): number {
  return deathsInARow <= 1 ? 0 : Math.min(30_000, 250 * 2 ** (deathsInARow - 2));
}

export function supervise(cluster: Cluster, held: HeldServer): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const checks = setInterval(() => {
    try {
      check(cluster);
    } catch {
      // the folder cannot be read or written: the server will notice too, and its end is reported
    }
  }, checkMs).unref();
  const watching = watch(cluster, held, stopping.signal).catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return {
    stop: async () => {
      clearInterval(checks);
      stopping.abort();
      await watching;
    },
  };
}

/**
 * A server that somebody asked to stop (`kill` without -9) refuses new sessions but waits for the present ones, among
 * them ours, for ever: it is made to finish, and is then started again like one that died.
 */
function check(cluster: Cluster): void {
  boundServerLog(cluster.dataDir);
  const server = readPostmaster(cluster.pgdata);
  if (!server.isStopping) return;
  stopServer(cluster).catch((error: unknown) => {
    cluster.log(`PostgreSQL ${server.pid} was told to stop and does not: ${(error as Error).message}`);
  });
}

async function watch(cluster: Cluster, held: HeldServer, signal: AbortSignal): Promise<never> {
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  for (let deaths = 0; ;) {
    const since = performance.now();
    await Promise.race([held.lock.lost, stopped]);
    if (performance.now() - since > steadyMs) deaths = 0;
    while (!held.lock.isHeld() || signal.aborted) {
      signal.throwIfAborted();
      const delay = backOffMs(++deaths);
      cluster.log(`PostgreSQL ${held.pid} is gone: bringing it back${delay ? ` in ${delay / 1000} s` : ''}`);
      await wait(delay, undefined, { signal });
      await recover(cluster, held, signal);
    }
  }
}

async function recover(cluster: Cluster, held: HeldServer, signal: AbortSignal): Promise<void> {
  try {
    const server = await startOrAdopt(cluster, { preferred: held.port, exact: true }, signal);
    if (server.port !== held.port) {
      await server.session.end();
      throw new Error(`another program started it on port ${server.port}`);
    }
    held.lock = await takeLock(server.session, cluster.dataDir, server.port);
    held.pid = server.pid;
    cluster.log(`PostgreSQL is back: 127.0.0.1:${held.port}, process ${held.pid}`);
  } catch (error) {
    if (!signal.aborted) cluster.log(`PostgreSQL could not be brought back: ${(error as Error).message}`);
  }
}
