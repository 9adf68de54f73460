/**
 * From an event to what follows from it: how long after it each consumer has done its part while events come at a pace, and
 * how long a worker that was away takes to catch up, with its jobs on PostgreSQL and on Redis.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { startApplication } from './application.mjs';
import { serve } from './asking.mjs';
import { dist } from './dist.mjs';
import { percentile, table } from './figures.mjs';
import { freePort } from './program.mjs';

const PATIENCE_MILLISECONDS = 600_000;
/** So many events are written at once. */
const AT_ONCE = 32;
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const ms = (figures, at) => `${percentile(figures, at).toFixed(0)} ms`;

export async function measureOutbox(databases, { tickets, perSecond, seconds, events }) {
  const database = await databases.of(tickets);
  await writeDownAnswers(database.admin);
  try {
    await measureLag(database, { perSecond, seconds });
    await measureCatchingUp(database, events);
  } finally {
    await database.admin.query(stopWritingDown);
  }
}

/** Each wake that a consumer has answered, at the end of the transaction in which it did what follows. */
async function writeDownAnswers(admin) {
  await admin.query(`
    create table bench_answered (event_id uuid not null, consumer text not null, at timestamptz not null);
    create function bench_answered() returns trigger language plpgsql security definer as $$
    begin
      insert into public.bench_answered values (old.event_id, old.consumer, clock_timestamp());
      return null;
    end $$;
    create constraint trigger bench_answered after delete on consumer_wake
      deferrable initially deferred for each row execute function bench_answered();
  `);
}
/** What is measured in this database afterwards is not to be slowed down by it. */
const stopWritingDown = `
  drop trigger bench_answered on consumer_wake;
  drop function bench_answered();
  drop table bench_answered;
`;

/**
 * Two processes on as many cores do not answer that many moves a second, so the events come without the requests around them:
 * those of tickets at work, in their proportions, are recorded once more as the program records them, by whom they were.
 */
async function measureLag(database, { perSecond, seconds }) {
  const { admin } = database;
  const { program: worker } = await serve(database, 'worker');
  const app = await startApplication(database, { now: () => new Date() });
  try {
    await calm(admin, worker);
    await admin.query('truncate bench_answered');
    const used = worker.cpuSeconds();
    const { count, milliseconds } = await record(app, await pastEvents(admin, perSecond * seconds), perSecond);
    const endedAt = performance.now();
    await drained(admin);
    const after = (performance.now() - endedAt) / 1000;
    const rate = ((count * 1000) / milliseconds).toFixed(0);
    table(
      `From an event to what follows from it: ${String(count)} events of tickets, ${rate}/s of ${String(perSecond)} wanted, one worker`,
      [['', 'times', 'p50', 'p95', 'most'], ...(await lagsOf(admin))],
    );
    const cores = (worker.cpuSeconds() - used) / (milliseconds / 1000 + after);
    console.log(
      `  nothing was left ${after.toFixed(1)} s after the last one; the worker took ${cores.toFixed(2)} of a core`,
    );
  } finally {
    await app.close();
    await worker.stop();
  }
}

/** What came due while the database was filled is done, and the worker rests. */
async function calm(admin, worker) {
  const startedAt = performance.now();
  for (let before = worker.cpuSeconds(); ; before = worker.cpuSeconds()) {
    await wait(3000);
    await drained(admin);
    if (worker.cpuSeconds() - before < 0.5) return;
    if (performance.now() - startedAt > PATIENCE_MILLISECONDS) throw new Error('the worker does not come to rest');
  }
}

async function pastEvents(admin, count) {
  const { rows } = await admin.query(
    `select e.stream_id as stream, e.type, e.audience, e.actor_side as side, e.readers, e.data, e.actor_id as person,
            e.actor_institution_id as institution
       from event e
       join ticket t on t.id = e.stream_id and t.state in ('new', 'in_progress', 'waiting')
      where exists (select 1 from ticket_party p
                     where p.ticket_id = t.id and p.institution_id = e.actor_institution_id and p.until is null
                       and p.side = case e.actor_side when 'provider' then 'provider' else 'user' end)
      order by md5(e.id::text)
      limit $1`,
    [count],
  );
  if (rows.length === 0) throw new Error('there is no ticket at work');
  // where there are fewer, some come again
  return Array.from({ length: count }, (_, n) => rows[n % rows.length]);
}

/** At a pace, by at most `AT_ONCE` at a time. */
async function record(app, events, perSecond) {
  const { UnitOfWork } = await dist('database/index.js');
  const { Events } = await dist('events/index.js');
  const [work, record] = [app.get(UnitOfWork), app.get(Events)];
  const everywhere = { scope: 'staff', userServices: 'all', providerServices: 'all', roles: new Map() };
  const startedAt = performance.now();
  const asked = new Set();
  for (const [turn, { stream, person, institution, ...event }] of events.entries()) {
    const pause = startedAt + (turn * 1000) / perSecond - performance.now();
    if (pause > 0) await wait(pause);
    if (asked.size >= AT_ONCE) await Promise.race(asked);
    const actor = { personId: person, name: '', institution: { id: institution, code: '', name: '' }, ...everywhere };
    const written = work
      .run(actor, (tx) => record.append(tx, stream, new Date(), [event]))
      .finally(() => asked.delete(written));
    asked.add(written);
  }
  await Promise.all(asked);
  return { count: events.length, milliseconds: performance.now() - startedAt };
}

/** Of all consumers, then of each. An id of an event begins with the millisecond in which it happened. */
async function lagsOf(admin) {
  const { rows } = await admin.query(
    `select consumer, array_agg(lag) as lags
       from (select consumer, (extract(epoch from at) * 1000
                    - ('x' || left(replace(event_id::text, '-', ''), 12))::bit(48)::bigint)::float8 as lag
               from bench_answered) l
      group by 1 order by 1`,
  );
  const all = { consumer: 'all consumers', lags: rows.flatMap(({ lags }) => lags) };
  return [all, ...rows].map(({ consumer, lags }) => [
    consumer,
    lags.length,
    ms(lags, 0.5),
    ms(lags, 0.95),
    ms(lags, 1),
  ]);
}

async function drained(admin) {
  const startedAt = performance.now();
  for (;;) {
    const { rows } = await admin.query('select 1 from outbox union all select 1 from consumer_wake limit 1');
    if (rows.length === 0) return;
    if (performance.now() - startedAt > PATIENCE_MILLISECONDS) throw new Error('something is left for consumers to do');
    await wait(20);
  }
}

async function measureCatchingUp(database, events) {
  const rows = [['jobs on', 'events', 'times', 'from the start of the process', 'from its first answer', 'events/s']];
  for (const kind of ['PostgreSQL', 'Redis']) {
    const redis = kind === 'Redis' ? await startRedis() : undefined;
    if (kind === 'Redis' && !redis) rows.push([kind, 'no server on this machine', '', '', '', '']);
    else
      try {
        const settings = redis ? { REDIS_URL: redis.url, DATABASE_JOBS_URL: '' } : {};
        rows.push([kind, ...(await caughtUp(database, settings, events))]);
      } finally {
        await redis?.stop();
      }
  }
  table('Catching up after the worker was away', rows);
}

async function caughtUp(database, settings, count) {
  const { admin } = database;
  const app = await startApplication(database, { now: () => new Date() });
  let worker;
  try {
    await record(app, await pastEvents(admin, count), Infinity);
    await admin.query('truncate bench_answered');
    const startedAt = Date.now();
    ({ program: worker } = await serve(database, 'worker', settings));
    await drained(admin);
    const { rows } = await admin.query(
      `select count(*)::integer as times, extract(epoch from max(at) - min(at))::float8 as working,
              extract(epoch from max(at))::float8 - $1 as passed
         from bench_answered`,
      [startedAt / 1000],
    );
    const { times, working, passed } = rows[0];
    return [count, times, `${passed.toFixed(1)} s`, `${working.toFixed(1)} s`, (count / working).toFixed(0)];
  } finally {
    await app.close();
    await worker?.stop();
  }
}

async function startRedis() {
  const program = ['/usr/bin/redis-server', '/usr/bin/valkey-server'].find((path) => existsSync(path));
  if (!program) return undefined;
  const port = String(await freePort());
  const child = spawn(program, ['--port', port, '--bind', '127.0.0.1', '--save', ''], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => {
    child.stdout.on('data', (part) => {
      if (/ready to accept connections/i.test(String(part))) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      return ended;
    },
  };
}
