import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { DataSource } from 'typeorm';
import { WorkerUnitOfWork } from '../database/index.js';
import { ticketRow } from '../database/wall-tickets.spec-support.js';
import { acting, levelOneOf, openWorld, type World } from '../database/wall.spec-support.js';
import { Consumers } from '../events/index.js';
import { Metrics } from '../http/index.js';
import { JobHandlers, JobQueue } from '../jobs/index.js';
import { Complaints } from '../kernel/index.js';
import { jobsOnPostgres } from '../jobs/on-postgres.js';
import { MovableClock, newId } from '../kernel/index.js';
import type { MailSender } from '../modules/mail/index.js';
import { InstallationFigures } from './installation-figures.js';
import { ProcessFigures } from './process-figures.js';

// Every figure, asked for as Prometheus does, before and after what it counts has come to be.

const NOW = new Date('2026-03-10T09:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

let world: World;
let source: DataSource;
let work: WorkerUnitOfWork;
let queue: JobQueue;
let jobs: Queue;
let consumers: Consumers;
let handlers: JobHandlers;
let metrics: Metrics;
let attempted: (fate: 'sent' | 'failed') => void;
let ticket: string;

beforeAll(async () => {
  Logger.overrideLogger(false);
  world = await openWorld();
  source = await new DataSource({ type: 'postgres', url: world.urls.worker, poolSize: 3 }).initialize();
  const clock = new MovableClock(NOW);
  work = new WorkerUnitOfWork(source, () => clock.now());
  const silent = new Complaints(() => undefined);
  handlers = new JobHandlers();
  const backend = jobsOnPostgres(world.urls.jobs, silent);
  queue = new JobQueue({ place: { kind: 'postgres', url: world.urls.jobs }, works: false }, backend, handlers);
  jobs = backend.openQueue(queue.name, {});
  ticket = randomUUID();
  const { id } = world;
  const [place, people] = [
    [id['ULCO'], 'ULCO-2026-00001', id['site ULCO'], id['service']],
    [id['requester ULCO'], id['agent ULCO'], NOW],
  ];
  await world.admin.query(ticketRow, [ticket, ...place, ...people]);
});
afterAll(async () => {
  await jobs.close();
  await queue.onApplicationShutdown();
  await source.destroy();
  await world.close();
});

/** A process that has just begun, and remembers no answer. */
beforeEach(() => {
  const clock = new MovableClock(NOW);
  consumers = new Consumers(work, clock);
  for (const [name, stream] of [
    ['teller', 'ticket'],
    ['counter', 'board'],
  ] as const)
    consumers.register({ name, streams: [stream], handle: () => Promise.reject(new Error('poison')) });
  metrics = begin();
});

function begin(): Metrics {
  const begun = new Metrics();
  new InstallationFigures(begun, work, queue, consumers, new MovableClock(NOW)).onModuleInit();
  const sender = { onAttempt: (listener: typeof attempted) => (attempted = listener) } as unknown as MailSender;
  new ProcessFigures(begun, work, work, queue, handlers, sender).onModuleInit();
  return begun;
}

/** The value of a figure as it is told, undefined when it is not told. */
async function figure(name: string, from = begin()): Promise<number | undefined> {
  const line = (await from.text()).split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

async function happen(at: Date): Promise<void> {
  const event = { type: 'a', audience: 'shared', side: 'user', readers: [`${world.id['ULCO'] ?? ''}/user`], data: {} };
  await acting(
    world.connections.api,
    levelOneOf(world, 'ULCO'),
    (client) =>
      client.query('select event_append($1, $2)', [ticket, JSON.stringify([{ ...event, id: newId(at), at }])]),
    { keep: true },
  );
}

it('an event that is not handed over makes the lag of those who read it, and of nobody else', async () => {
  expect(await figure('guichet_consumer_lag_seconds{consumer="teller"}')).toBe(0);
  await happen(minutesAgo(5));
  await happen(minutesAgo(1));
  expect(await figure('guichet_consumer_lag_seconds{consumer="teller"}')).toBe(300);
  expect(await figure('guichet_consumer_pending{consumer="teller"}')).toBe(2);
  expect(await figure('guichet_consumer_lag_seconds{consumer="counter"}')).toBe(0);
  await world.admin.query('truncate outbox');
  expect(await figure('guichet_consumer_pending{consumer="teller"}')).toBe(0);
});

it('an event that was handed over waits for its consumer, however often it was handed over', async () => {
  const wake = [ticket, world.id['ULCO'], newId(minutesAgo(1)), NOW];
  await world.admin.query(`insert into consumer_wake values ('teller', $1, $2, $3, $4)`, wake);
  expect(await figure('guichet_consumer_lag_seconds{consumer="teller"}')).toBe(60);
  expect(await figure('guichet_consumer_pending{consumer="teller"}')).toBe(1);
  expect(await figure('guichet_consumer_pending{consumer="counter"}')).toBe(0);
  await world.admin.query('truncate consumer_wake');
  expect(await figure('guichet_consumer_lag_seconds{consumer="teller"}')).toBe(0);
});

it('a job waits, or is put off, until it is done', async () => {
  const data = { consumer: 'teller', streamId: ticket, institutionId: world.id['ULCO'] };
  await jobs.add('wake-consumer', data, { timestamp: Date.now() - 60_000 });
  await jobs.add('drain-outbox', {}, { delay: 60_000 });
  expect(await figure('guichet_jobs{queue="guichet",state="waiting"}')).toBe(1);
  expect(await figure('guichet_jobs{queue="guichet",state="delayed"}')).toBe(1);
  expect(await figure('guichet_jobs_oldest_waiting_seconds{queue="guichet"}')).toBeGreaterThan(59);
  await jobs.drain(true);
  expect(await figure('guichet_jobs{queue="guichet",state="waiting"}')).toBe(0);
  expect(await figure('guichet_jobs_up')).toBe(1);
});

it('a consumer that fails lags since its first failure, and is told as parked once it has given up', async () => {
  const late = new Consumers(work, new MovableClock(minutesAgo(1)));
  late.register({ name: 'teller', streams: ['ticket'], handle: () => Promise.reject(new Error('poison')) });
  const fail = async (times: number) => {
    for (let n = 0; n < times; n += 1) await late.wake('teller', ticket, world.id['ULCO']!);
  };
  await happen(minutesAgo(1));
  await world.admin.query('truncate outbox');
  const wake = [ticket, world.id['ULCO'], newId(minutesAgo(1)), NOW];
  await world.admin.query(`insert into consumer_wake values ('teller', $1, $2, $3, $4)`, wake);
  await fail(1);
  expect(await figure('guichet_consumer_lag_seconds{consumer="teller"}')).toBe(60);
  expect(await figure('guichet_consumer_pending{consumer="teller"}')).toBe(1);
  expect(await figure('guichet_consumer_parked_streams{consumer="teller"}')).toBe(0);
  await fail(7);
  expect(await figure('guichet_consumer_parked_streams{consumer="teller"}')).toBe(1);
  expect(await figure('guichet_consumer_lag_seconds{consumer="teller"}')).toBe(0);
  await world.admin.query('truncate consumer_cursor, consumer_wake');
});

it('a row whose instant has come is due, and one whose instant is to come is not', async () => {
  const timer = (wakeAt: Date) =>
    world.admin.query(
      `insert into timer (id, ticket_id, institution_id, side, metric, run, state, priority, target_minutes, started_at, wake_at)
       values (gen_random_uuid(), $1, $2, 'user', 'response', (select count(*) from timer), 'running', 'P3', 60, $3, $4)`,
      [ticket, world.id['ULCO'], NOW, wakeAt],
    );
  await timer(new Date(NOW.getTime() + 1));
  expect(await figure('guichet_due{kind="timer"}')).toBe(0);
  await timer(minutesAgo(2));
  expect(await figure('guichet_due{kind="timer"}')).toBe(1);
  expect(await figure('guichet_due_oldest_seconds{kind="timer"}')).toBe(120);
  expect(await figure('guichet_due_oldest_seconds{kind="mail"}')).toBe(0);
});

it('open tickets are counted by state until they are resolved', async () => {
  const become = (state: string, cause: string | null) =>
    acting(
      world.connections.api,
      levelOneOf(world, 'ULCO'),
      (client) =>
        client.query('update ticket set state = $2, waiting_cause = $3 where id = $1', [ticket, state, cause]),
      { keep: true },
    );
  const state = async () =>
    Promise.all(['new', 'waiting'].map((one) => figure(`guichet_tickets_open{state="${one}"}`)));
  const [before = 0] = await state();
  expect(before).toBeGreaterThan(0);
  await become('waiting', 'requester');
  expect(await state()).toEqual([before - 1, 1]);
  await become('resolved', null);
  expect(await state()).toEqual([before - 1, 0]);
});

it('mail that waits is counted until it has left, and attempts by what came of them', async () => {
  expect(await figure('guichet_mail_queued')).toBe(0);
  await happen(NOW);
  await world.admin.query(
    `with written as (
       insert into mail (id, institution_id, event_id, person_id, to_address, subject, text_body, html_body, state, created_at)
       select gen_random_uuid(), $1, (select id from event limit 1), $2, 'a@ulco.example', 's', 't', 'h', 'queued', $3
       returning id, institution_id, created_at
     )
     insert into mail_queue select id, institution_id, created_at + interval '1 hour' from written`,
    [world.id['ULCO'], world.id['agent ULCO'], NOW],
  );
  expect(await figure('guichet_mail_queued')).toBe(1);
  await world.admin.query('delete from mail_queue');
  expect(await figure('guichet_mail_queued')).toBe(0);
  expect(await figure('guichet_mail_attempts_total{outcome="sent"}', metrics)).toBe(0);
  attempted('sent');
  const last = begin();
  attempted('sent');
  attempted('failed');
  expect(await figure('guichet_mail_attempts_total{outcome="sent"}', last)).toBe(1);
  expect(await figure('guichet_mail_attempts_total{outcome="failed"}', last)).toBe(1);
});

it('jobs that this process does are counted by what came of them, with the instant of the last success', async () => {
  let fails = false;
  handlers.register('send-mail', () => (fails ? Promise.reject(new Error('no')) : Promise.resolve()));
  const last = 'guichet_job_last_success_timestamp_seconds{name="send-mail"}';
  expect(await figure(last, metrics)).toBeUndefined();
  await handlers.handle('send-mail', {});
  const doneAt = await figure(last, metrics);
  expect(Math.abs(Date.now() / 1000 - (doneAt ?? 0))).toBeLessThan(60);
  fails = true;
  await expect(handlers.handle('send-mail', {})).rejects.toThrow('no');
  expect(await figure('guichet_job_runs_total{name="send-mail",outcome="done"}', metrics)).toBe(1);
  expect(await figure('guichet_job_runs_total{name="send-mail",outcome="failed"}', metrics)).toBe(1);
  expect(await figure(last, metrics)).toBe(doneAt);
});

it('a connection that is held is told as busy, and whoever waits for one as waiting', async () => {
  const busy = 'guichet_database_connections{pool="worker",state="busy"}';
  const told = begin();
  await told.text();
  expect(await figure('guichet_database_connections_max{pool="worker"}', told)).toBe(3);
  expect(await figure(busy, told)).toBe(0);
  const release: (() => void)[] = [];
  const held = [1, 2, 3, 4, 5].map(() => work.cross(() => new Promise<void>((resolve) => release.push(resolve))));
  while (release.length < 3) await new Promise((resolve) => setImmediate(resolve));
  expect(await figure(busy, told)).toBe(3);
  expect(await figure('guichet_database_connections_awaited{pool="worker"}', told)).toBe(2);
  for (const one of release.splice(0)) one();
  while (release.length < 2) await new Promise((resolve) => setImmediate(resolve));
  for (const one of release) one();
  await Promise.all(held);
});

it('while the database is away that is what is told, with the figures of the process and no old ones', async () => {
  const gone = await new DataSource({ type: 'postgres', url: world.urls.worker, poolSize: 1 }).initialize();
  await gone.destroy();
  const away = new Metrics();
  const without = new WorkerUnitOfWork(gone, () => NOW);
  new InstallationFigures(away, without, queue, consumers, new MovableClock(NOW)).onModuleInit();
  expect(await figure('guichet_database_up')).toBe(1);
  expect(await figure('guichet_database_up', away)).toBe(0);
  expect(await figure('guichet_tickets_open{state="new"}', away)).toBeUndefined();
  expect(await figure('guichet_consumer_lag_seconds{consumer="teller"}', away)).toBeUndefined();
  expect(await figure('process_start_time_seconds', away)).toBeGreaterThan(0);
});

it('no figure names an institution, a person, a service or a ticket', async () => {
  await happen(NOW);
  const text = await begin().text();
  const labels = new Set([...text.matchAll(/(\w+)="/g)].map(([, label]) => label));
  const told = ['consumer', 'kind', 'queue', 'state', 'pool', 'name', 'outcome'];
  const ofTheProcess = ['version', 'major', 'minor', 'patch', 'space', 'type', 'le', 'kind'];
  expect([...labels].filter((label) => ![...told, ...ofTheProcess].includes(label!))).toEqual([]);
  expect(text).not.toMatch(/ULCO|[0-9a-f]{8}-[0-9a-f]{4}-/);
});
