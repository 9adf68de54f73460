/**
 * `postmaster.pid`, which a server writes into its cluster and removes when it ends properly. After a kill it stays, and
 * then says nothing true: PostgreSQL replaces it when the process is gone, but not when the number was given to another
 * process of the same account, nor when it was killed before it wrote the number.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, isPostmaster } from './processes.js';

export interface Postmaster {
  pid: number;
  port: number;
  isReady: boolean;
  isStopping: boolean;
}

/** How long a server may take between creating the file and writing its number into it. */
const unwrittenMs = 2000;

/** The living server of this cluster; removes the file of one that is not. 'unknown' while the file is being written. */
export function findPostmaster(pgdata: string): Postmaster | 'unknown' | undefined {
  const file = join(pgdata, 'postmaster.pid');
  const text = read(file);
  if (text === undefined) return undefined;
  const postmaster = parse(text);
  const { pid } = postmaster;
  if (pid > 0 && isPostmaster(pid, pgdata)) return postmaster;
  if (pid > 0 && !isAlive(pid)) return undefined; // PostgreSQL sees that for itself, and checks more than we could
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (pid === 0 && age < unwrittenMs) return 'unknown';
  if (read(file) === text) rmSync(file, { force: true }); // unless a server has started since
  return undefined;
}

/** What the file says, true or not. */
export function readPostmaster(pgdata: string): Postmaster {
  return parse(read(join(pgdata, 'postmaster.pid')) ?? '');
}

function parse(text: string): Postmaster {
  const lines = text.split('\n');
  const [pid = '', , , port = '', , , , state = ''] = lines;
  return {
    pid: Math.abs(Number.parseInt(pid, 10)) || 0, // negative: a server in single-user mode
    port: Number(port),
    isReady: state.trim() === 'ready',
    isStopping: state.trim() === 'stopping',
  };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
