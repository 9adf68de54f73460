/**
 * Who runs the server. PostgreSQL refuses to run as root, so root hands the cluster to an account without privileges:
 * the owner of the cluster when there is one (it stays the same when an account `postgres` appears later), else
 * `postgres`, else `nobody`. Everybody else runs it as themselves.
 */
import { type Stats, readFileSync, statSync } from 'node:fs';
import { NoEmbeddedPostgres } from './fault.js';

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export const useYourOwn = 'set DATABASE_OWNER_URL to use a PostgreSQL of your own';

const isRoot = () => process.getuid?.() === 0;

/** The account to change to, or undefined to stay who we are. */
export function databaseAccount(pgdata: string): Account | undefined {
  if (!isRoot()) return undefined;
  const account = ownerOf(pgdata) ?? unprivilegedAccount();
  if (account) return account;
  throw new NoEmbeddedPostgres(
    `PostgreSQL does not run as root, and there is no account "postgres" or "nobody" to hand it to: run this program as an ordinary user, or ${useYourOwn}`,
  );
}

/** The account that root would hand a new cluster to. */
export function unprivilegedAccount(): Account | undefined {
  if (!isRoot()) return undefined;
  const all = accounts();
  return ['postgres', 'nobody'].map((name) => all.find((account) => account.name === name)).find(Boolean);
}

/** Whether the account may go through a folder, by its mode; access lists are not looked at. */
export function mayEnter(folder: Stats, account: Account): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}

function ownerOf(path: string): Account | undefined {
  const owner = statSync(path, { throwIfNoEntry: false });
  if (!owner || owner.uid === 0) return undefined;
  const name = accounts().find((account) => account.uid === owner.uid)?.name ?? `user ${owner.uid}`;
  return { name, uid: owner.uid, gid: owner.gid };
}

function accounts(): Account[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
