import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../../test/support/until.js';
import { cloneDatabase, type TestServer } from '../database/index.js';
import { Complaints } from '../kernel/index.js';
import { JobHandlers } from './job-handlers.js';
import { JobQueue } from './job-queue.js';
import { rhythm, type JobName } from './names.js';
import { jobsOnPostgres } from './on-postgres.js';

let end: () => Promise<void>;
let queue: JobQueue;
const done: string[] = [];

beforeAll(async () => {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '') as TestServer;
  const database = await cloneDatabase(server, `jobs_${randomUUID().replaceAll('-', '')}`);
  const backend = jobsOnPostgres(database.jobs, new Complaints(() => undefined));
  const handlers = new JobHandlers();
  for (const name of [...Object.keys(rhythm), 'wake-consumer'] as JobName[])
    handlers.register(name, (data) => {
      if (name === 'wake-consumer') done.push((data as { streamId: string }).streamId);
      return Promise.resolve();
    });
  queue = new JobQueue({ place: { kind: 'postgres', url: database.jobs }, works: true }, backend, handlers);
  await queue.onApplicationBootstrap();
  end = async () => {
    await queue.onModuleDestroy();
    await queue.onApplicationShutdown();
    await database.drop();
  };
});
afterAll(() => end());

const add = (streamId: string) =>
  queue.add('wake-consumer', [{ id: streamId, data: { consumer: 'mail', streamId, institutionId: streamId } }]);

it('rests until nobody wants it to any more', async () => {
  await add('before');
  await until(() => Promise.resolve(done.includes('before')));
  await queue.pause('clock');
  await queue.pause('room');
  queue.resume('clock');
  expect(queue.isPaused).toBe(true);
  await add('meanwhile');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(done).not.toContain('meanwhile');
  queue.resume('room');
  expect(queue.isPaused).toBe(false);
  await until(() => Promise.resolve(done.includes('meanwhile')));
});
