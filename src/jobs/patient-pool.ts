import pg from 'pg';

const DEADLOCK = '40P01';
const MOST_TRIES = 5;

/**
 * A pool whose statements are sent again when PostgreSQL ended them to untie a deadlock. Each is a transaction of its own, so
 * nothing of it was done. BullMQ locks the jobs of a queue in whatever order its workers end them, and does not repeat what
 * was ended: such a job would stand still until it counts as stalled.
 */
export function patientPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(config);
  const send = pool.query.bind(pool) as (...asked: unknown[]) => Promise<unknown>;
  const patiently = async (...asked: unknown[]) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await send(...asked);
      } catch (error) {
        if ((error as { code?: string }).code !== DEADLOCK || tries === MOST_TRIES) throw error;
      }
    }
  };
  return Object.assign(pool, { query: patiently });
}
