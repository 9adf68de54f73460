/**
 * From an event to what follows from it: how long after it each consumer has done its part while events come at a pace, and
 * how long a worker that was away takes to catch up, with its jobs on PostgreSQL and on Redis.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { serve } from './asking.mjs';
import { percentile, table } from './figures.mjs';
import { moversOf, qualifying } from './movers.mjs';
import { freePort } from './program.mjs';

const PATIENCE_MILLISECONDS = 600_000;
/** Answers of an api process that is asked without waiting pile up: so many at once. */
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

async function measureLag(database, { perSecond, seconds }) {
  const { admin } = database;
  const sides = [];
  try {
    sides.push(await serve(database, 'api'), await serve(database, 'worker'));
    await drained(admin);
    await admin.query('truncate bench_answered');
    const wanted = perSecond * seconds;
    const { refused, milliseconds } = await happen(sides[0], await moversOf(database), { perSecond, count: wanted });
    const endedAt = performance.now();
    await drained(admin);
    const after = (performance.now() - endedAt) / 1000;
    const done = wanted - [...refused.values()].reduce((sum, n) => sum + n, 0);
    const rate = ((done * 1000) / milliseconds).toFixed(0);
    table(
      `From an event to what follows from it: ${String(done)} events, ${rate}/s of ${String(perSecond)} wanted, one api, one worker`,
      [['', 'times', 'p50', 'p95', 'most'], ...(await lagsOf(admin))],
    );
    const told = [...refused].map(([status, n]) => `${String(n)} x ${String(status)}`).join(', ') || 'none';
    console.log(`  nothing was left ${after.toFixed(1)} s after the last one; refused: ${told}`);
  } finally {
    for (const { program } of sides) await program.stop();
  }
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

/** So many priorities are set, at a pace, or without one as fast as they are answered. How many were refused, by status. */
async function happen(side, movers, { perSecond = Infinity, count }) {
  const refused = new Map();
  const tickets = [];
  for (const { who, references } of movers) {
    const token = await side.token(who);
    for (const reference of references) tickets.push({ token, reference });
  }
  const startedAt = performance.now();
  const asked = new Set();
  for (let turn = 0; turn < count; turn += 1) {
    const pause = startedAt + (turn * 1000) / perSecond - performance.now();
    if (pause > 0) await wait(pause);
    if (perSecond === Infinity && asked.size >= AT_ONCE) await Promise.race(asked);
    const { token, reference } = tickets[turn % tickets.length];
    // another one each time that its turn comes again
    const { method, path, payload } = qualifying(token, reference, turn + Math.floor(turn / tickets.length));
    const answer = side
      .ask(method, path, token, payload)
      .catch(({ status = 'no answer' }) => refused.set(status, (refused.get(status) ?? 0) + 1))
      .finally(() => asked.delete(answer));
    asked.add(answer);
  }
  await Promise.all(asked);
  return { refused, milliseconds: performance.now() - startedAt };
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

async function caughtUp(database, settings, events) {
  const { admin } = database;
  const sides = [await serve(database, 'api', settings)];
  try {
    const movers = await moversOf(database);
    await admin.query('truncate bench_answered');
    const before = await eventsIn(admin);
    let missed = 0;
    for (; missed < events; missed = (await eventsIn(admin)) - before)
      await happen(sides[0], movers, { count: events - missed });
    const startedAt = Date.now();
    sides.push(await serve(database, 'worker', settings));
    await drained(admin);
    const { rows } = await admin.query(
      `select count(*)::integer as times, extract(epoch from max(at) - min(at))::float8 as working,
              extract(epoch from max(at))::float8 - $1 as passed
         from bench_answered`,
      [startedAt / 1000],
    );
    const { times, working, passed } = rows[0];
    return [missed, times, `${passed.toFixed(1)} s`, `${working.toFixed(1)} s`, (missed / working).toFixed(0)];
  } finally {
    for (const { program } of sides) await program.stop();
  }
}

const eventsIn = async (admin) => (await admin.query('select count(*)::integer as n from event')).rows[0].n;

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
