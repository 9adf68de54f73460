import type { Connections } from '../database/index.js';
import type { Queue, QueueOptions, Worker, WorkerOptions } from 'bullmq';

/** Where jobs wait: in the database of the jobs role, or in Redis or Valkey. */
export interface JobsPlace {
  readonly kind: 'postgres' | 'redis';
  readonly url: string;
}

/** What BullMQ needs to know of a place, and what differs between the two. */
export interface JobsBackend {
  openQueue(name: string, options: Omit<QueueOptions, 'connection'>): Queue;
  openWorker(
    name: string,
    work: (job: { name: string; data: unknown }) => Promise<void>,
    options: Omit<WorkerOptions, 'connection'>,
  ): Worker;
  /** Where it is a database: the pool. */
  connections?(): Connections;
  /** Throws when the place cannot be reached. */
  check(): Promise<void>;
  /** After queue and worker were closed. */
  close(): Promise<void>;
}
