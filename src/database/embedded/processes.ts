/**
 * What can be learned about processes that are not our children. A process id alone proves nothing: it may have been
 * given to another program since (after a restart of a container that is the rule), or belong to a zombie that nobody
 * reaps. The command line tells.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { type Account } from './account.js';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether this process is the server of this cluster. Where there is no way to ask, a living process is believed. */
export function isPostmaster(pid: number, pgdata: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  const args = procArguments(pid);
  if (args) return args[args.indexOf('-D') + 1] === pgdata;
  const ps = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return ps.error !== undefined || ps.stdout.includes(`-D ${pgdata} `);
}

/**
 * Ends what a killed server left behind. Its children go by themselves as soon as they notice, but one in the middle of
 * a long computation holds the shared memory until it is done, and no new server can start meanwhile. They are known by
 * their title and their working directory, which only their own account (or a root with all capabilities) may read.
 */
export function endOrphanedBackends(pgdata: string, account: Account | undefined): void {
  if (process.platform !== 'linux') return;
  const candidates = readdirSync('/proc').filter((pid) => procArguments(Number(pid))?.[0]?.startsWith('postgres: '));
  const script = 'dir=$1; shift; for p; do [ "$(readlink "/proc/$p/cwd")" = "$dir" ] && kill -9 "$p"; done';
  spawnSync('/bin/sh', ['-c', script, 'sh', pgdata, ...candidates], {
    ...(account && { uid: account.uid, gid: account.gid }),
    stdio: 'ignore',
  });
}

function procArguments(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return undefined;
  }
}
