import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { databaseAccount } from './account.js';
import {
  compileProgram,
  killPrograms,
  killed,
  listen,
  query,
  runProgram,
  temporaryFolder,
} from './embedded-postgres.spec-support.js';
import { type EmbeddedPostgres, startEmbeddedPostgres, superuserUrl } from './index.js';
import { backOffMs } from './supervisor.js';

jest.setTimeout(60_000);

const folder = temporaryFolder();
const dataDir = join(folder, 'data');
const pidFile = join(dataDir, 'pgdata', 'postmaster.pid');
const ifRoot = process.getuid?.() === 0 ? it : it.skip;
const { log, heard } = listen();
const running: EmbeddedPostgres[] = [];
let program: string;

async function start(options: { port?: number } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, port: 0, log, ...options });
  running.push(server);
  return server;
}

const notes = async (server: EmbeddedPostgres) =>
  (await query(server, 'select text from note order by 1')).map((row) => row.text);

beforeAll(async () => {
  chmodSync(folder, 0o755);
  program = compileProgram(folder);
  const server = await start();
  await query(server, "create table note as select 'from the first start' as text");
  await server.stop();
});

afterEach(async () => {
  await killPrograms();
  for (const server of running.splice(0)) await server.stop();
});

afterAll(async () => {
  if (existsSync(pidFile)) await (await startEmbeddedPostgres({ dataDir })).stop(); // left by a test that failed
  rmSync(folder, { recursive: true, force: true });
});

describe('a start', () => {
  it('finds what an earlier one committed', async () => {
    expect(await notes(await start())).toEqual(['from the first start']);
  });

  it('takes another port when the preferred one is busy', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    const server = await start({ port });
    expect(server.port).not.toBe(port);
    expect(await notes(server)).toHaveLength(1);
    squatter.close();
  });

  it('listens on 127.0.0.1 alone, wants the password, and keeps it to its owner', async () => {
    const server = await start();
    const shown = await query(
      server,
      "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories') order by 1",
    );
    expect(shown.map((row) => row.setting)).toEqual(['127.0.0.1', '']);
    await expect(query({ ...server, password: 'guessed' }, 'select 1')).rejects.toThrow(
      /password authentication failed/,
    );
    expect(statSync(join(dataDir, 'superuser.password')).mode & 0o777).toBe(0o600);
  });

  it('is not fooled by a pid file whose number was given to another process of the same account', async () => {
    const account = databaseAccount(join(dataDir, 'pgdata'));
    const other = spawn('sleep', ['60'], account ? { uid: account.uid, gid: account.gid } : {});
    writeFileSync(pidFile, `${other.pid ?? 0}\n${join(dataDir, 'pgdata')}\n0\n1\n\n127.0.0.1\n\nready\n`);
    expect((await start()).adopted).toBe(false);
    expect(other.exitCode ?? other.signalCode).toBeNull();
    other.kill('SIGKILL');
  });

  it('gets over a server killed before it wrote its pid', async () => {
    writeFileSync(pidFile, '');
    utimesSync(pidFile, new Date(0), new Date(0));
    expect(await notes(await start())).toHaveLength(1);
  });

  it('bounds the log of the server', async () => {
    const file = join(dataDir, 'postgres.log');
    writeFileSync(file, Buffer.alloc(10 * 1024 * 1024 + 1, '.'));
    await start();
    expect(statSync(file).size).toBeLessThan(100_000);
    expect(statSync(`${file}.1`).size).toBe(10 * 1024 * 1024 + 1);
  });

  it('sweeps what a killed start left unfinished', async () => {
    const gone = spawn('true');
    await new Promise((resolve) => gone.once('exit', resolve));
    const left = join(dataDir, `starting-${gone.pid ?? 0}-abc`);
    mkdirSync(join(left, 'pgdata'), { recursive: true });
    await start();
    expect(existsSync(left)).toBe(false);
  });
});

describe('a program killed with -9', () => {
  it('leaves a server that the next start adopts, and stops', async () => {
    const { child, server: orphan } = await runProgram(program, dataDir);
    await query(orphan, "insert into note values ('acknowledged before the kill')");
    await killed(child);
    const server = await start();
    expect([server.adopted, server.pid(), server.port]).toEqual([true, orphan.pid, orphan.port]);
    expect(await notes(server)).toContain('acknowledged before the kill');
    await server.stop();
    expect(existsSync(pidFile)).toBe(false);
  });

  it('together with its server loses nothing', async () => {
    const { child, server: orphan } = await runProgram(program, dataDir);
    await query(orphan, "insert into note values ('acknowledged before both were killed')");
    process.kill(orphan.pid, 'SIGKILL');
    await killed(child);
    const server = await start();
    expect(await notes(server)).toContain('acknowledged before both were killed');
  });
});

describe('a second program on the same folder', () => {
  it('is refused, told who is there, and leaves the first alone', async () => {
    const { child, server: first } = await runProgram(program, dataDir);
    await expect(start()).rejects.toThrow(
      new RegExp(`${dataDir} is in use by another program, process ${child.pid ?? 0} .*:${first.port}`),
    );
    expect(await query(first, 'select 1 as one')).toEqual([{ one: 1 }]);
    await killed(child);
    await start(); // adopts, to be stopped
  });
});

describe('the supervisor', () => {
  it('brings a killed server back on the same port, where a pool finds it with its data', async () => {
    const server = await start();
    const pool = new pg.Pool({ connectionString: superuserUrl(server, 'postgres') });
    pool.on('error', () => undefined);
    await pool.query("insert into note values ('acknowledged before the server was killed')");
    const [port, pid, back] = [server.port, server.pid(), heard(/is back/)];
    process.kill(pid, 'SIGKILL');
    await back;
    const { rows } = await pool.query<{ text: string }>('select text from note');
    expect(rows.map((row) => row.text)).toContain('acknowledged before the server was killed');
    expect(server.port).toBe(port);
    expect(server.pid()).not.toBe(pid);
    await pool.end();
  });

  it('does not wait for what a killed server was computing', async () => {
    const server = await start();
    const runaway = query(server, 'do $$ begin loop end loop; end $$').catch(() => 'ended');
    while ((await query(server, "select 1 from pg_stat_activity where query like 'do $$%'")).length === 0);
    const back = heard(/is back/);
    process.kill(server.pid(), 'SIGKILL');
    await back;
    expect(await runaway).toBe('ended');
  });

  it('finishes and restarts a server that was told to stop while sessions are open', async () => {
    const server = await start();
    const back = heard(/is back/);
    process.kill(server.pid(), 'SIGTERM');
    await back;
    expect(await notes(server)).toContain('from the first start');
  });

  it('takes the lock again when only its session was ended', async () => {
    const server = await start();
    const [pid, back] = [server.pid(), heard(/is back/)];
    await query(
      server,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'guichet %'",
    );
    await back;
    expect(server.pid()).toBe(pid);
    await expect(start()).rejects.toThrow(/is in use by another program/);
  });

  it('does not bring back a server that was stopped with the program', async () => {
    const server = await start();
    await server.stop();
    expect(existsSync(pidFile)).toBe(false);
    await expect(query(server, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('gives a server that keeps dying more and more time', () => {
    expect([1, 2, 3, 4, 9, 100].map(backOffMs)).toEqual([0, 250, 500, 1000, 30_000, 30_000]);
  });
});

describe('root', () => {
  ifRoot('names the folder that the account of the database cannot enter', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const inside = join(closed, 'data');
    await expect(startEmbeddedPostgres({ dataDir: inside })).rejects.toThrow(`cannot enter ${closed}: allow it to`);
    expect(existsSync(inside)).toBe(false);
  });

  ifRoot('hands an empty folder to the account of the database, but not one that holds something', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty, { mode: 0o700 });
    const server = await startEmbeddedPostgres({ dataDir: empty, port: 0 });
    await server.stop();
    expect(statSync(empty).uid).toBe(statSync(join(empty, 'pgdata')).uid);
    expect(statSync(empty).uid).not.toBe(0);

    const full = join(folder, 'full');
    mkdirSync(full, { mode: 0o700 });
    writeFileSync(join(full, 'letter'), 'dear');
    await expect(startEmbeddedPostgres({ dataDir: full })).rejects.toThrow(`cannot enter ${full}`);
    expect(statSync(full).uid).toBe(0);
  });
});
