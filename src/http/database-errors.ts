import { neutralDraft, type ProblemDraft } from './problem.js';

const SQLSTATE = /^[0-9A-Z]{5}$/;
const CONTENTION = new Set(['40001', '40P01', '55P03']);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
]);
// pg gives these no code; its pool and its client word them differently
const LOST =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|cannot use a pool after calling end|connection ended|not queryable/i;
const RETRY_AFTER_SECONDS = 2;
const DISK_FULL = '53100';
const READ_ONLY = '25006';
/** Somebody has to make room: that takes longer than a restart. */
const ROOM_AFTER_SECONDS = 30;

/** The SQLSTATE of an error of PostgreSQL, also when TypeORM or another error wraps it. */
export function sqlStateOf(error: unknown): string | undefined {
  for (const each of unwrapped(error)) {
    // a name of Node (EPERM) may look like a SQLSTATE; only PostgreSQL says how severe it is
    if (typeof each.code === 'string' && SQLSTATE.test(each.code) && 'severity' in each) return each.code;
  }
  return undefined;
}

/**
 * What a failing database means to the caller; undefined when it is a surprise. A lost race is a conflict (409): the
 * caller should read again and repeat. A server that is away, starting, full or out of connections is 503.
 */
export function databaseProblem(error: unknown): ProblemDraft | undefined {
  const state = sqlStateOf(error);
  if (state !== undefined) {
    if (CONTENTION.has(state)) {
      const detail = 'Somebody else was changing the same thing at this moment: read it again and repeat.';
      return { status: 409, code: 'try_again', detail, retryAfterSeconds: 1 };
    }
    if (state === DISK_FULL) return storageFull();
    // 08 connection, 53 resources, 57 intervention (shutting down, starting, cancelled by a time limit); a server that may
    // only be read from is one that another has taken the place of, or that somebody holds still
    return /^(?:08|53|57)/.test(state) || state === READ_ONLY ? unavailable() : undefined;
  }
  return isConnectionLost(error) ? unavailable() : undefined;
}

function isConnectionLost(error: unknown): boolean {
  return unwrapped(error).some(
    ({ code, message, syscall }) =>
      (typeof code === 'string' && NETWORK.has(code) && (code !== 'ENOENT' || syscall === 'connect')) ||
      (typeof message === 'string' && LOST.test(message)),
  );
}

interface Wrapping {
  code?: unknown;
  message?: unknown;
  syscall?: unknown;
  driverError?: unknown;
  cause?: unknown;
}

function unwrapped(error: unknown): Wrapping[] {
  const found: Wrapping[] = [];
  const pending = [error];
  while (pending.length > 0 && found.length < 8) {
    const each = pending.shift();
    if (typeof each !== 'object' || each === null) continue;
    found.push(each);
    pending.push((each as Wrapping).driverError, (each as Wrapping).cause);
  }
  return found;
}

const unavailable = (): ProblemDraft => ({ ...neutralDraft(503), retryAfterSeconds: RETRY_AFTER_SECONDS });

/** There is no room for what would be written: reading goes on. */
export function storageFull(): ProblemDraft {
  const detail =
    'There is no room left to keep anything new: what is there can be read, and changed once there is room.';
  return { status: 503, code: 'storage_full', detail, retryAfterSeconds: ROOM_AFTER_SECONDS };
}
