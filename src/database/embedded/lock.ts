/**
 * One program per data folder. The lock is an advisory lock of PostgreSQL, held by a session that stays open as long as
 * the program lives: the server releases it when that session ends, however the program ended, so there is nothing to
 * clean up. A program that was just killed may still hold it for the moment the server takes to notice.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { NoEmbeddedPostgres } from './fault.js';
import { isAlive } from './processes.js';

export interface Lock {
  isHeld(): boolean;
  /** Resolves when the session ends: on release, or because the server went away. */
  lost: Promise<void>;
  release(): Promise<void>;
}

const key = 7_243_001;
const patienceMs = { holderLives: 500, holderDied: 15_000 };

/** Takes the lock with this session, or ends the session and says who has it. */
export async function takeLock(session: pg.Client, dataDir: string, port: number): Promise<Lock> {
  let isHeld = true;
  const lost = new Promise<void>((resolve) => {
    session.once('end', () => {
      isHeld = false;
      resolve();
    });
  });
  const release = () => session.end().catch(() => undefined);
  try {
    await waitForLock(session, dataDir, port);
  } catch (error) {
    await release();
    throw error;
  }
  return { isHeld: () => isHeld, lost, release };
}

async function waitForLock(session: pg.Client, dataDir: string, port: number): Promise<void> {
  const since = performance.now();
  while (!(await tryLock(session))) {
    const holder = await holderOf(session);
    const patience = holder !== undefined && isAlive(holder) ? patienceMs.holderLives : patienceMs.holderDied;
    if (performance.now() - since > patience) {
      throw new NoEmbeddedPostgres(
        `${dataDir} is in use by another program, process ${holder ?? 'unknown'} (its PostgreSQL answers on 127.0.0.1:${port}): ` +
          'stop that one first, or give this one another DATA_DIR',
      );
    }
    await wait(50);
  }
}

async function tryLock(session: pg.Client): Promise<boolean> {
  const { rows } = await session.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [key]);
  return rows[0]?.taken === true;
}

async function holderOf(session: pg.Client): Promise<number | undefined> {
  const { rows } = await session.query<{ name: string }>(
    `select a.application_name as name
       from pg_locks l
       join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = $1 and l.objsubid = 1`,
    [key],
  );
  const pid = /^guichet (\d+)$/.exec(rows[0]?.name ?? '')?.[1];
  return pid === undefined ? undefined : Number(pid);
}
