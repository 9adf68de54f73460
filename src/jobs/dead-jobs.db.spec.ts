import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnrecoverableError, type Queue, type Worker } from 'bullmq';
import { redisProgram, RedisServer } from '../../test/support/redis-server.js';
import { until } from '../../test/support/until.js';
import { cloneDatabase, type TestServer } from '../database/index.js';
import { Complaints } from '../kernel/index.js';
import { deadJobs, retryDead } from './dead-jobs.js';
import { jobsOnPostgres } from './on-postgres.js';
import { jobsOnRedis } from './on-redis.js';
import type { JobsBackend } from './place.js';

type Place = () => Promise<{ backend: JobsBackend; end: () => Promise<void> }>;
const silent = new Complaints(() => undefined);

const places: Record<string, Place> = {
  PostgreSQL: async () => {
    const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '') as TestServer;
    const database = await cloneDatabase(server, `dead_${randomUUID().replaceAll('-', '')}`);
    return { backend: jobsOnPostgres(database.jobs, silent), end: database.drop };
  },
  ...(redisProgram === undefined
    ? {}
    : {
        Redis: async () => {
          const server = await RedisServer.start();
          return { backend: jobsOnRedis(server.url, 'guichet-test', silent), end: () => server.stop() };
        },
      }),
};

describe.each(Object.keys(places))('a job that failed for good, on %s', (name) => {
  let place: Awaited<ReturnType<Place>>;
  let queue: Queue;
  let worker: Worker;
  let isCured: boolean;
  let done: string[];

  beforeEach(async () => {
    place = await places[name]!();
    queue = place.backend.openQueue('dead', {});
    await queue.waitUntilReady();
    [isCured, done] = [false, []];
    worker = place.backend.openWorker(
      'dead',
      (job) => {
        if (!isCured) return Promise.reject(new UnrecoverableError('alice@example.org is not known'));
        done.push(job.name);
        return Promise.resolve();
      },
      { maxStalledCount: 100 },
    );
    for (const id of ['first', 'second', 'third']) await queue.add('send-mail', {}, { jobId: id, attempts: 1_000_000 });
    await until(async () => (await deadJobs(queue)).count === 3);
  });
  afterEach(async () => {
    await worker.close();
    await queue.close();
    await place.backend.close();
    await place.end();
  });

  it('is told by its name, when and by which kind of error, without what the error said', async () => {
    const { jobs, count } = await deadJobs(queue);
    expect(count).toBe(3);
    expect(jobs.map(({ id }) => id).sort()).toEqual(['first', 'second', 'third']);
    expect(jobs[0]).toMatchObject({ name: 'send-mail', attempts: 1, errorKind: 'UnrecoverableError' });
    expect(Math.abs(Date.now() - jobs[0]!.failedAt.getTime())).toBeLessThan(60_000);
    expect(JSON.stringify(jobs)).not.toContain('alice');
  });

  it('is done again when it is retried, once, and one that is not dead is left alone', async () => {
    isCured = true;
    expect(await retryDead(queue, 'second')).toBe(1);
    await until(() => Promise.resolve(done.length === 1));
    expect(await retryDead(queue, 'second')).toBe(0);
    expect(await retryDead(queue, 'nothing')).toBe(0);
    expect((await deadJobs(queue)).jobs.map(({ id }) => id).sort()).toEqual(['first', 'third']);
  });

  it('is done again with all the others', async () => {
    isCured = true;
    expect(await retryDead(queue)).toBe(3);
    await until(() => Promise.resolve(done.length === 3));
    expect(await retryDead(queue)).toBe(0);
    expect((await deadJobs(queue)).count).toBe(0);
  });
});
