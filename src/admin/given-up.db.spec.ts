import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { cloneDatabase, type TestServer } from '../database/index.js';
import { eventsCommand } from './events.js';
import { jobsCommand } from './jobs.js';

// The commands as they are typed, on a database in which something is parked and something is dead.

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let admin: pg.Client;
let environment: Record<string, string>;
const folder = mkdtempSync(join(tmpdir(), 'guichet-given-up-'));
const STREAM = randomUUID();

beforeAll(async () => {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '') as TestServer;
  database = await cloneDatabase(server, `given_up_${randomUUID().replaceAll('-', '')}`);
  admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  environment = {
    DEMO: 'off',
    DATA_DIR: folder,
    SECRET_KEY: 'a key for the command line of these tests',
    // as a process has it that is not to know the owner
    DATABASE_API_URL: database.api,
    DATABASE_WORKER_URL: database.worker,
    DATABASE_JOBS_URL: database.jobs,
  };
  await admin.query(`insert into event_stream values ($1, 'board', 3, now())`, [STREAM]);
  await admin.query(
    `insert into consumer_cursor values ('teller', $1, gen_random_uuid(), 2, 8, null, '2026-03-10T09:00:00Z',
                                         'alice@example.org is not known', 'TypeError')`,
    [STREAM],
  );
});
afterAll(async () => {
  await admin.end();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function typed(work: Promise<number>): Promise<{ status: number; said: string }> {
  const lines: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => {
    lines.push(line);
  });
  try {
    return { status: await work, said: lines.join('\n') };
  } finally {
    log.mockRestore();
  }
}

it('shows what is parked in columns and as JSON, retries it, and says when nothing is left', async () => {
  const { status, said } = await typed(eventsCommand(['parked'], environment));
  expect(status).toBe(0);
  expect(said).toMatch(
    new RegExp(`^consumer +kind .*\nteller +board +- +${STREAM} .*2026-03-10T09:00:00Z +8 +TypeError$`),
  );
  expect(said).not.toContain('alice');
  const asJson = await typed(eventsCommand(['parked', '--json'], environment));
  expect(JSON.parse(asJson.said)).toMatchObject({ count: 1, streams: [{ streamId: STREAM, errorKind: 'TypeError' }] });
  expect(await typed(eventsCommand(['retry', '--consumer', 'other', '--json'], environment))).toEqual({
    status: 0,
    said: '{"retried":0}',
  });
  expect((await typed(eventsCommand(['retry', STREAM], environment))).said).toMatch(/^1 parked before/);
  expect((await typed(eventsCommand(['retry', STREAM], environment))).said).toMatch(/^nothing is parked there/);
  expect((await typed(eventsCommand(['parked'], environment))).said).toBe('nothing is parked');
});

it('shows that no job is dead, and finds none to retry', async () => {
  expect((await typed(jobsCommand(['dead'], environment))).said).toBe('no job is dead');
  expect(JSON.parse((await typed(jobsCommand(['dead', '--json'], environment))).said)).toEqual({ count: 0, jobs: [] });
  expect((await typed(jobsCommand(['retry', '--all'], environment))).said).toMatch(/^nothing is dead there/);
});

it.each([['retry'], ['retry', 'x', '--all'], ['retry', 'x', 'y'], ['retry', '--al']])(
  'refuses %j %j %j',
  async (...words) => {
    await expect(async () => eventsCommand(words, environment)).rejects.toThrow(/needed|Unknown option/);
    await expect(async () => jobsCommand(words, environment)).rejects.toThrow(/needed|Unknown option/);
  },
);
