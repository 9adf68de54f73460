/**
 * The folder that holds everything. When root hands the cluster to another account, that account has to get there:
 * every folder above must let it through. What we make ourselves is made so; what an administrator made is not opened
 * up behind their back, but named in the error.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Account, databaseAccount, mayEnter, unprivilegedAccount } from './account.js';
import { NoEmbeddedPostgres } from './fault.js';
import { isAlive } from './processes.js';

/** `./data`, or `/var/lib/guichet` for root in a folder that the account of the database cannot enter, such as /root. */
export function defaultDataDir(cwd: string): string {
  const account = unprivilegedAccount();
  return account && closedFolder(cwd, account) ? '/var/lib/guichet' : join(cwd, 'data');
}

/** Makes the folder, hands it over if it is new or empty, and says who will run the server in it. */
export function prepareDataFolder(dataDir: string): { path: string; account: Account | undefined } {
  const wanted = resolve(dataDir);
  const account = databaseAccount(join(wanted, 'pgdata'));
  if (!account) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    return { path: realpathSync(wanted), account };
  }
  refuseClosed(dirname(wanted), wanted, account);
  makeOpen(dirname(wanted));
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  if (readdirSync(wanted).length === 0) chownSync(wanted, account.uid, account.gid);
  refuseClosed(wanted, wanted, account);
  return { path: realpathSync(wanted), account };
}

/** A folder for work that is not finished: what is complete is renamed out of it, so a kill leaves nothing half-made. */
export function startWork(dataDir: string): string {
  return mkdtempSync(join(dataDir, `starting-${process.pid}-`));
}

export function sweepUnfinished(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    const pid = /^starting-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || (isAlive(Number(pid)) && Number(pid) !== process.pid)) continue;
    try {
      rmSync(join(dataDir, name), { recursive: true, force: true });
    } catch {
      // an initdb that outlived its program still writes there: the next start will sweep it
    }
  }
}

function refuseClosed(path: string, dataDir: string, account: Account): void {
  const closed = closedFolder(path, account);
  if (!closed) return;
  throw new NoEmbeddedPostgres(
    `DATA_DIR ${dataDir}: PostgreSQL does not run as root and is handed to the account "${account.name}", ` +
      `which cannot enter ${closed}: allow it to (chmod o+x ${closed}), or choose another DATA_DIR`,
  );
}

/** The outermost folder, on the real path, that the account may not go through. */
function closedFolder(path: string, account: Account): string | undefined {
  const folders: string[] = [];
  for (let folder = realpathSync(nearestExisting(path)); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  return folders.find((folder) => !mayEnter(statSync(folder), account));
}

function nearestExisting(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestExisting(dirname(path));
}

/** Like `mkdir -p`, but whatever the umask the new folders can be entered. */
function makeOpen(path: string): void {
  if (existsSync(path)) return;
  makeOpen(dirname(path));
  mkdirSync(path);
  chmodSync(path, 0o755);
}
