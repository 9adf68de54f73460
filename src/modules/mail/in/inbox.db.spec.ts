import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { cloneDatabase, WorkerUnitOfWork, type TestServer } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { MovableClock } from '../../../kernel/index.js';
import { InboxRounds } from './inbox-rounds.js';
import type { InboundService } from './inbound.service.js';
import { finish, keep } from './inbox.store.js';

const now = new Date('2026-04-02T08:00:00.000Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const server = JSON.parse(process.env.GUICHET_TEST_DATABASE ?? '{}') as TestServer;

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let admin: pg.Client;
let source: DataSource;
let work: WorkerUnitOfWork;
let rounds: InboxRounds;

beforeAll(async () => {
  database = await cloneDatabase(server, `inbox_${randomUUID().replaceAll('-', '')}`);
  admin = new pg.Client({ connectionString: database.admin });
  await admin.connect();
  source = await new DataSource({ type: 'postgres', url: database.worker, poolSize: 3 }).initialize();
  work = new WorkerUnitOfWork(source, () => now);
  const takesNothingIn = {} as InboundService;
  rounds = new InboxRounds(new JobHandlers(), work, new MovableClock(now), takesNothingIn);
});
afterAll(async () => {
  await source.destroy();
  await admin.end();
  await database.drop();
});
beforeEach(() => admin.query('truncate mail_in cascade'));

async function came(name: string, receivedAt: Date, outcome?: 'ignored' | 'quarantined'): Promise<string> {
  const raw = Buffer.from(name);
  const digest = createHash('sha256').update(raw).digest();
  const mail = { id: randomUUID(), mailbox: name, digest, raw, receivedAt, dueAt: receivedAt };
  await keep(work, mail);
  if (outcome) {
    const nobodys = { institutionId: null, side: 'user', serviceId: null, ticketId: null, senderDigest: null } as const;
    await finish(work, mail.id, {
      ...nobodys,
      outcome,
      reason: 'empty',
      sender: null,
      subject: name,
      text: '',
      files: [],
    });
  }
  return mail.id;
}

const decided = (id: string, at: Date) =>
  admin.query(`update mail_in set state = 'discarded', decided_at = $2 where id = $1`, [id, at]);
const contents = async () => {
  const text = 'select mailbox from mail_in join mail_in_content on mail_in_id = id order by mailbox';
  return (await admin.query<{ mailbox: string }>(text)).rows.map(({ mailbox }) => mailbox);
};

it('what a mail says is kept for ninety days after it was dealt with, and until then', async () => {
  await came('done long ago', daysAgo(91), 'ignored');
  await came('done lately', daysAgo(89), 'ignored');
  await came('not read', daysAgo(200));
  await came('in quarantine', daysAgo(200), 'quarantined');
  await decided(await came('decided lately', daysAgo(200), 'quarantined'), daysAgo(89));
  await decided(await came('decided long ago', daysAgo(200), 'quarantined'), daysAgo(91));
  await rounds.clear();
  expect(await contents()).toEqual(['decided lately', 'done lately', 'in quarantine', 'not read']);
  const { rows } = await admin.query('select mailbox from mail_in where cleared_at = $1 order by mailbox', [now]);
  expect(rows).toEqual([{ mailbox: 'decided long ago' }, { mailbox: 'done long ago' }]);
  expect((await admin.query('select from mail_in')).rowCount).toBe(6);
});

it('all of it is forgotten, however much there is', async () => {
  await admin.query(
    `insert into mail_in (id, mailbox, digest, size, received_at, state, due_at, outcome, reason)
     select gen_random_uuid(), n::text, ''::bytea, 1, $1, 'done', $1, 'ignored', 'empty' from generate_series(1, 401) n`,
    [daysAgo(91)],
  );
  await admin.query(`insert into mail_in_content (mail_in_id, raw) select id, '\\x00'::bytea from mail_in`);
  await rounds.clear();
  expect(await contents()).toEqual([]);
  expect((await admin.query('select from mail_in where cleared_at is null')).rowCount).toBe(0);
});
