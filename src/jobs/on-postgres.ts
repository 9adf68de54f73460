import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { connectionsOf, JOBS_SCHEMA } from '../database/index.js';
import type { Complaints } from '../kernel/index.js';
import { patientPool } from './patient-pool.js';
import type { JobsBackend } from './place.js';

/**
 * One pool is shared by queue and worker (each would open its own otherwise); the search path selects the schema, which is
 * all the role of this pool may touch.
 */
export function jobsOnPostgres(url: string, complaints: Complaints): JobsBackend {
  const pool = patientPool({
    connectionString: url,
    max: 6,
    keepAlive: true,
    options: `-c search_path=${JOBS_SCHEMA}`,
    application_name: 'guichet jobs',
  });
  pool.on('error', (error) => {
    complaints.about('database of the jobs', error.message);
  });
  return {
    openQueue: (name, options) => new Queue(name, { ...options, connection: pool }, createPostgresBackend as never),
    openWorker: (name, work, options) =>
      new Worker(name, work, { ...options, connection: pool }, createPostgresBackend as never),
    check: async () => {
      await pool.query('select 1');
    },
    connections: () => connectionsOf(pool),
    close: () => pool.end(),
  };
}
