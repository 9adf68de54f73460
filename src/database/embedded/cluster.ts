/**
 * The cluster and the password of its superuser, both made once. `initdb` works in a folder of its own that is renamed
 * when it is complete; the password exists before, so that the two always belong together.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, useYourOwn } from './account.js';
import { type Binaries } from './binaries.js';
import { startWork } from './data-folder.js';
import { createOnce, renameOnce } from './durable.js';
import { NoEmbeddedPostgres } from './fault.js';
import { type Log } from './server.js';

/** The server's whole environment: its locale and time zone must not depend on who starts it. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' });

export async function ensureCluster(
  dataDir: string,
  binaries: Binaries,
  account: Account | undefined,
  log: Log,
): Promise<{ pgdata: string; password: string }> {
  const pgdata = join(dataDir, 'pgdata');
  const passwordFile = join(dataDir, 'superuser.password');
  const exists = existsSync(join(pgdata, 'PG_VERSION'));
  if (exists && !existsSync(passwordFile)) {
    throw new NoEmbeddedPostgres(
      `${passwordFile} is missing: put it back from your backup, beside the ${pgdata} it belongs to`,
    );
  }
  const work = startWork(dataDir);
  try {
    if (!existsSync(passwordFile)) {
      createOnce(passwordFile, `${randomBytes(24).toString('base64url')}\n`, join(work, 'password'));
    }
    const password = readFileSync(passwordFile, 'utf8').trim();
    if (!exists) {
      log('PostgreSQL makes its cluster');
      await initialise(work, password, binaries, account);
      renameOnce(join(work, 'pgdata'), pgdata);
    }
    return { pgdata, password };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function initialise(work: string, password: string, binaries: Binaries, account?: Account): Promise<void> {
  refuseNameless(account);
  const [target, passwordFile] = [join(work, 'pgdata'), join(work, 'pwfile')];
  mkdirSync(target, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) for (const path of [work, target, passwordFile]) chownSync(path, account.uid, account.gid);
  // the builtin locale: the same order of words whatever the C library, and it never changes under an index
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8'];
  const access = ['-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--no-instructions'];
  await promisify(execFile)(binaries.initdb, ['-D', target, ...locale, ...access], {
    ...(account && { uid: account.uid, gid: account.gid }),
    cwd: work,
    env: serverEnvironment(),
  });
}

/** initdb wants its user to have a name, which an arbitrary uid given to a container has not. */
function refuseNameless(account: Account | undefined): void {
  if (account) return;
  try {
    userInfo();
  } catch (cause) {
    throw new NoEmbeddedPostgres(
      `PostgreSQL does not run as user ${process.getuid?.() ?? '?'}, which has no entry in /etc/passwd: add one, or ${useYourOwn}`,
      { cause },
    );
  }
}
