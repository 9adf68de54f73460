import { Queue, Worker } from 'bullmq';
import { Redis, type RedisOptions } from 'ioredis';
import type { Complaints } from '../kernel/index.js';
import type { JobsBackend } from './place.js';

const PATIENCE_MS = 5000;

const always: RedisOptions = {
  connectTimeout: PATIENCE_MS,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(100 * times, 2000),
  // a primary that became a replica: connect again, by then the name leads to the other one
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

/**
 * Two connections of our own beside the one on which a worker waits. Whoever adds is told at once when the server is away,
 * for rows are locked meanwhile; the worker waits until it is back.
 */
export function jobsOnRedis(url: string, prefix: string, complaints: Complaints): JobsBackend {
  const clients: Redis[] = [];
  const connect = (options: RedisOptions) => {
    const client = new Redis(url, { ...always, ...options });
    // without a listener ioredis writes each to the console
    client.on('error', (error: Error) => {
      complaints.about('Redis', error.message);
    });
    clients.push(client);
    return client;
  };
  const adding = connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: PATIENCE_MS });
  return {
    openQueue: (name, options) => new Queue(name, { ...options, prefix, connection: adding }),
    openWorker: (name, work, options) =>
      new Worker(name, work, { ...options, prefix, connection: connect({ maxRetriesPerRequest: null }) }),
    check: async () => {
      await adding.ping();
    },
    close: () => {
      for (const client of clients) client.disconnect();
      return Promise.resolve();
    },
  };
}
