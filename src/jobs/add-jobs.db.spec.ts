import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Queue } from 'bullmq';
import pg from 'pg';
import { redisProgram, RedisServer } from '../../test/support/redis-server.js';
import { cloneDatabase, migrate, type TestServer } from '../database/index.js';
import { adderTo } from './add-jobs.js';
import { Complaints } from '../kernel/index.js';
import { jobsOnPostgres } from './on-postgres.js';
import { jobsOnRedis } from './on-redis.js';
import type { JobsBackend } from './place.js';

interface Open {
  backend: JobsBackend;
  /** What the next start does first. */
  migrate: () => Promise<void>;
  end: () => Promise<void>;
}
type Place = () => Promise<Open>;
const silent = new Complaints(() => undefined);
const newDatabase = () => {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '') as TestServer;
  return cloneDatabase(server, `added_${randomUUID().replaceAll('-', '')}`);
};
const openPostgres = ({ jobs, owner, drop }: Awaited<ReturnType<typeof newDatabase>>): Open => ({
  backend: jobsOnPostgres(jobs, silent),
  migrate: () => migrate(owner),
  end: drop,
});
const places: Record<string, Place> = {
  PostgreSQL: async () => openPostgres(await newDatabase()),
  // as an operator leaves it who takes from everybody what nobody should need
  'PostgreSQL, where nobody may make temporary tables': async () => {
    const database = await newDatabase();
    const admin = new pg.Client({ connectionString: database.admin });
    await admin.connect();
    const name = new URL(database.jobs).pathname.slice(1);
    await admin.query(`revoke temporary on database "${name}" from public`);
    await admin.end();
    return openPostgres(database);
  },
  ...(redisProgram === undefined
    ? {}
    : {
        Redis: async () => {
          const server = await RedisServer.start();
          const backend = jobsOnRedis(server.url, 'guichet-test', silent);
          return { backend, migrate: () => Promise.resolve(), end: () => server.stop() };
        },
      }),
};
const jobs = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => ({ id: `job-${String(from + n)}`, data: { number: from + n } }));

describe.each(Object.keys(places))('jobs are added, on %s', (name) => {
  let place: Awaited<ReturnType<Place>>;
  let queue: Queue;
  let said: string[];
  let add: ReturnType<typeof adderTo>;

  beforeEach(async () => {
    place = await places[name]!();
    queue = place.backend.openQueue('added', { defaultJobOptions: { attempts: 5 } });
    await queue.waitUntilReady();
    said = [];
    add = adderTo(queue, new Complaints((line) => said.push(line)));
  });
  afterEach(async () => {
    await queue.close();
    await place.backend.close();
    await place.end();
  });

  it.each([3, 40])('%i of them, once each, with what they carry and how often they are tried', async (count) => {
    await add('wake-consumer', jobs(0, count));
    const waiting = await queue.getWaiting();
    expect(waiting.map((job) => [job.id, job.name, job.data, job.opts.attempts]).sort()).toEqual(
      jobs(0, count)
        .map(({ id, data }) => [id, 'wake-consumer', data, 5])
        .sort(),
    );
  });

  it.each([3, 40])('%i of them again beside new ones: only those are new', async (count) => {
    await add('wake-consumer', jobs(0, count));
    await add('wake-consumer', jobs(0, 2 * count));
    expect(await queue.getWaitingCount()).toBe(2 * count);
  });

  it('many of them, and the next start finds nothing in its way', async () => {
    await add('wake-consumer', jobs(0, 40));
    await place.migrate();
    await add('wake-consumer', jobs(40, 80));
    expect(await queue.getWaitingCount()).toBe(80);
  });

  it('in two processes that add the same ones at once, in another order', async () => {
    await Promise.all([add('wake-consumer', jobs(0, 300)), add('wake-consumer', jobs(0, 300).reverse())]);
    expect(await queue.getWaitingCount()).toBe(300);
  });

  it('and what keeps the role from adding many at once is said, once', async () => {
    await add('wake-consumer', jobs(0, 40));
    await add('wake-consumer', jobs(40, 80));
    expect(said).toHaveLength(name.includes('nobody may') ? 1 : 0);
  });

  it('not in silence when they are not: whoever adds hears of it', async () => {
    await place.backend.close();
    await expect(add('wake-consumer', jobs(0, 3))).rejects.toThrow();
    await expect(add('wake-consumer', jobs(0, 40))).rejects.toThrow();
    place.backend.close = () => Promise.resolve();
  });
});
