/**
 * The PostgreSQL that is brought into trouble: one that comes with the packages, thrown away afterwards, or with
 * FOLLOW_DATABASE_URL (a superuser of a server that may be thrown away: it is filled to its last connection, and needs
 * max_prepared_transactions).
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { dist } from '../bench/dist.mjs';

const password = 'a password that lives as long as a trouble';

/** The people of the stories: the application, and the engineer with no more rights than the action asks for. */
export const application = 'follow_application';
export const engineer = 'follow_engineer';

export async function startServer() {
  const own = process.env.FOLLOW_DATABASE_URL;
  const { url, stop } = own ? { url: own, stop: async () => undefined } : await startEmbedded();
  const server = { stop, connect: (database, user) => connect(url, database, user) };
  try {
    const administrator = await server.connect('postgres');
    const { rows } = await administrator.query("select current_setting('server_version') as version");
    const removeRoles = () => administrator.query(`drop role if exists ${application}, ${engineer}`);
    await removeRoles(); // a run that was interrupted leaves them
    for (const role of [application, engineer]) {
      await administrator.query(`create role ${role} login password '${password}'`);
    }
    await administrator.query(`grant pg_monitor, pg_signal_backend to ${engineer}`);
    const stopWithoutTrace = async () => {
      await removeRoles();
      await administrator.end();
      await stop();
    };
    return { ...server, stop: stopWithoutTrace, version: rows[0].version };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startEmbedded() {
  const { startEmbeddedPostgres, superuserUrl } = await dist('database/embedded/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'guichet-follow-'));
  chmodSync(folder, 0o755); // root hands the cluster to another account, which has to get there
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  Object.assign(settings, { max_connections: '30', max_prepared_transactions: '5' });
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), port: 0, settings });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().finally(() => process.exit(1)));
  return { url: superuserUrl(server, 'postgres'), stop };
}

/** A session that may be ended by the server at any time, which is what these stories are about. */
async function connect(url, database, user) {
  const target = new URL(url);
  target.pathname = `/${database}`;
  if (user !== undefined) Object.assign(target, { username: user, password: encodeURIComponent(password) });
  const session = new pg.Client({ connectionString: target.toString(), connectionTimeoutMillis: 10_000 });
  session.on('error', () => undefined);
  await session.connect();
  return session;
}

/** A database of its own for a story, and everybody out of it at the end. */
export async function withDatabase(server, name, tell) {
  const administrator = await server.connect('postgres');
  const open = [];
  const connectTo = async (user) => {
    const session = await server.connect(name, user);
    open.push(session);
    return session;
  };
  try {
    await administrator.query(`drop database if exists ${name} with (force)`);
    await administrator.query(`create database ${name}`);
    return await tell(connectTo);
  } finally {
    await rollBackPrepared(server, name); // they outlive every session, and the database could not go
    // before the sessions are ended: one that still waits would not hear of it
    await administrator.query(`drop database if exists ${name} with (force)`);
    for (const session of open) await session.end().catch(() => undefined);
    await administrator.end();
  }
}

async function rollBackPrepared(server, name) {
  const inside = await server.connect(name);
  const { rows } = await inside.query('select gid from pg_prepared_xacts where database = current_database()');
  for (const { gid } of rows) await inside.query(`rollback prepared '${gid}'`);
  await inside.end();
}
