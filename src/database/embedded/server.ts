/**
 * One server on one cluster: found or started, and stopped.
 *
 * `startOrAdopt` looks again and again until it has a session. What it may meet: a server that a killed program left
 * (adopted), one that is starting, recovering or stopping (waited for), none (started), the children of a killed server,
 * which hold its memory for a moment (waited for, then ended), a port taken since we looked (another one chosen). Any
 * other refusal of PostgreSQL is final and told in its own words.
 */
import { execFile, spawn } from 'node:child_process';
import { closeSync, realpathSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type pg from 'pg';
import { type Account } from './account.js';
import { type Binaries } from './binaries.js';
import { serverEnvironment } from './cluster.js';
import { NoEmbeddedPostgres } from './fault.js';
import { type PortWish, choosePort } from './ports.js';
import { findPostmaster, readPostmaster } from './postmaster-pid.js';
import { endOrphanedBackends } from './processes.js';
import { boundServerLog, openServerLog, readServerLog, serverLogSize } from './server-log.js';
import { openSession } from './session.js';

export type Log = (message: string) => void;

export interface Cluster {
  dataDir: string;
  pgdata: string;
  password: string;
  binaries: Binaries;
  /** Who runs the server, if not ourselves. */
  account: Account | undefined;
  settings: Record<string, string>;
  log: Log;
}

export interface Server {
  pid: number;
  port: number;
  adopted: boolean;
  session: pg.Client;
}

const defaults = {
  max_connections: '100',
  shared_buffers: '128MB',
  jit: 'off',
  // rows and statements hold what people wrote, and passwords of roles: they stay out of the log
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};
const onlyFromHere = { listen_addresses: '127.0.0.1', unix_socket_directories: '', logging_collector: 'off' };

/** Recovering from a crash is allowed to take its time; being refused is not. */
const patienceMs = { answer: 300_000, refusal: 30_000, orphans: 2000 };
const passing = /shared memory block|lock file ".*" already exists|could not bind|could not create any TCP\/IP sockets/;
/** Sessions are refused for now: starting, recovering or stopping; or all are taken. */
const notYet = new Set(['57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT']);

export async function startOrAdopt(cluster: Cluster, wish: PortWish, signal?: AbortSignal): Promise<Server> {
  const since = performance.now();
  let refusedSince: number | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const found = findPostmaster(cluster.pgdata);
    if (!found) {
      const launched = await launch(cluster, await choosePort(wish), signal);
      if (launched.pid !== undefined) return connected(cluster, { ...launched, adopted: false });
      const { refusal } = launched;
      refusedSince ??= performance.now();
      const waited = performance.now() - refusedSince;
      if (!passing.test(refusal) || waited > patienceMs.refusal)
        throw new NoEmbeddedPostgres(`PostgreSQL did not start: ${refusal}`);
      if (waited > patienceMs.orphans) endOrphanedBackends(cluster.pgdata, cluster.account);
    } else if (found !== 'unknown' && found.isReady) {
      const session = await openSession(found.port, cluster.password).catch(passOver(cluster));
      if (session) return verified(cluster, { ...found, adopted: true, session });
    }
    if (performance.now() - since > patienceMs.answer) {
      throw new NoEmbeddedPostgres(
        `the PostgreSQL that holds ${cluster.pgdata} does not answer; see ${cluster.dataDir}/postgres.log`,
      );
    }
    await wait(50, undefined, { signal });
  }
}

/** Fast shutdown: sessions are ended, everything is written. pg_ctl acts as the server's account and waits for the end. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const stop = (mode: string, seconds: number) =>
    promisify(execFile)(
      cluster.binaries.pgCtl,
      ['stop', '-D', cluster.pgdata, '-m', mode, '-w', '-t', String(seconds)],
      { ...identity(cluster), cwd: cluster.pgdata, env: serverEnvironment() },
    );
  try {
    await stop('fast', 60);
  } catch (error) {
    if (!findPostmaster(cluster.pgdata)) return;
    cluster.log(`PostgreSQL does not stop, ending it at once: ${(error as Error).message}`);
    await stop('immediate', 10);
  }
}

type Launched = { pid: number; port: number } | { pid?: undefined; refusal: string };

/** In a session of its own, so that Ctrl-C reaches us and not the server; it outlives us if we are killed. */
async function launch(cluster: Cluster, port: number, signal?: AbortSignal): Promise<Launched> {
  boundServerLog(cluster.dataDir);
  const logStart = serverLogSize(cluster.dataDir);
  const output = openServerLog(cluster.dataDir);
  const settings = Object.entries({ ...defaults, ...cluster.settings, ...onlyFromHere });
  const child = spawn(
    cluster.binaries.postgres,
    ['-D', cluster.pgdata, '-p', String(port), ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...identity(cluster),
      cwd: cluster.pgdata,
      detached: true,
      stdio: ['ignore', output, output],
      env: serverEnvironment(),
    },
  );
  closeSync(output);
  let end: string | undefined;
  child.once('error', (error) => (end = error.message));
  child.once('exit', (code, killer) => (end ??= `it ended with ${killer ?? code ?? '?'}`));
  child.unref();
  while (end === undefined) {
    const { pid, isReady } = readPostmaster(cluster.pgdata);
    if (isReady && pid === child.pid) return { pid, port };
    if (signal?.aborted) child.kill('SIGINT');
    await wait(20);
  }
  return { refusal: `${end}\n${readServerLog(cluster.dataDir, logStart)}` };
}

async function connected(cluster: Cluster, server: Omit<Server, 'session'>): Promise<Server> {
  try {
    return await verified(cluster, { ...server, session: await openSession(server.port, cluster.password) });
  } catch (error) {
    await stopServer(cluster);
    throw explained(cluster, error);
  }
}

/** A copied folder brings along the pid file of a server that serves the original. */
async function verified(cluster: Cluster, server: Server): Promise<Server> {
  const { rows } = await server.session.query<{ folder: string }>("select current_setting('data_directory') as folder");
  if (rows[0] && realpathSync(rows[0].folder) === cluster.pgdata) return server;
  await server.session.end();
  throw new NoEmbeddedPostgres(
    `the PostgreSQL on 127.0.0.1:${server.port} serves ${rows[0]?.folder ?? 'nothing'}, not ${cluster.pgdata}`,
  );
}

const passOver = (cluster: Cluster) => (error: unknown) => {
  const { code, message } = error as Error & { code?: string };
  if ((code !== undefined && notYet.has(code)) || message.includes('timeout') || message.includes('terminated'))
    return undefined;
  throw explained(cluster, error);
};

function explained(cluster: Cluster, error: unknown): unknown {
  if ((error as { code?: string }).code !== '28P01') return error;
  return new NoEmbeddedPostgres(
    `the password in ${cluster.dataDir}/superuser.password is not that of ${cluster.pgdata}`,
    {
      cause: error,
    },
  );
}

const identity = ({ account }: Cluster) => (account ? { uid: account.uid, gid: account.gid } : {});
