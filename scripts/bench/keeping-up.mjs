/**
 * Several processes on one database: how many requests one api process answers and how many two, how long after an event
 * the worker has done what follows from it, how long it takes to catch up after it was away, with its jobs on PostgreSQL
 * and on Redis, what a process takes that nobody asks anything, and how long it starts with the large database.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { median, percentile, table } from './figures.mjs';
import { startLoader } from './loader.mjs';
import { freePort, startProgram } from './program.mjs';

const SETTLING_MILLISECONDS = 10_000;
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const share = (part) => `${(part * 100).toFixed(1)} %`;
const ms = (figures, at) => `${percentile(figures, at).toFixed(0)} ms`;

export async function measureKeepingUp(databases, { tickets, large, seconds, events, rounds }) {
  const database = await databases.of(tickets);
  const account = { email: 'spoc.ulco@guichet.example', password: database.password };
  const start = (role, settings = {}) => startProgram({ ...database.environment, ROLE: role, ...settings }, account);
  const movers = await moversOf(database);
  await writeDownAnswers(database.admin);
  await measureIdle(database, start, seconds);
  await measureThroughput(start, movers, { seconds, rounds });
  await measureLag(database, start, movers, { perSecond: 200, seconds });
  await measureCatchingUp(database, start, movers, events);
  await measureStarting(await databases.of(large), account, large);
}

/** Agents with tickets of their institution at work: who asks, and about what. */
async function moversOf({ admin, password }) {
  const { rows } = await admin.query(
    `select lower(i.code) as code, (array_agg(t.reference order by t.opened_at desc))[1:60] as references
       from ticket t join institution i on i.id = t.institution_id
      where t.state = 'in_progress'
      group by 1 having count(*) >= 20 order by count(*) desc limit 40`,
  );
  return rows.map(({ code, references }) => ({
    account: { email: `agent.${code}@guichet.example`, password },
    references,
  }));
}

/** The requests of a day at level 1: two tickets read, a list, what is next, and each sixth changes a priority. */
async function requestsOf(url, movers) {
  const all = [];
  for (const { account, references } of movers) {
    const token = await signIn(url, account);
    const get = (path) => ({ method: 'GET', path, token });
    references.forEach((reference, n) =>
      all.push(
        get(`/tickets/${reference}`),
        get(`/tickets/${reference}/messages`),
        get('/tickets?state=in_progress&limit=50'),
        get('/my-turn?limit=20'),
        get(`/tickets/${reference}/timers`),
        qualifying(token, reference, n),
      ),
    );
  }
  return all;
}

const levels = ['low', 'medium', 'high'];
const qualifying = (token, reference, turn) => ({
  method: 'POST',
  path: `/tickets/${reference}/qualify`,
  token,
  payload: { impact: levels[turn % 3], urgency: levels[Math.floor(turn / 3) % 3] },
});

async function signIn(url, account) {
  const answer = await ask(url, { method: 'POST', path: '/auth/login', payload: account });
  return answer.accessToken;
}

async function ask(url, { method, path, token, payload }) {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(payload ? { 'content-type': 'application/json' } : {}),
    },
    ...(payload ? { body: JSON.stringify(payload) } : {}),
  });
  if (!answer.ok)
    throw Object.assign(new Error(`${method} ${path}: ${String(answer.status)} ${await answer.text()}`), {
      status: answer.status,
    });
  return answer.json();
}

async function measureIdle({ admin, urls }, start, seconds) {
  const rows = [['', 'processor', 'memory', 'connections']];
  const name = new URL(urls.api).pathname.slice(1);
  for (const role of ['api', 'worker', 'all']) {
    const program = await start(role);
    await wait(SETTLING_MILLISECONDS);
    const before = program.cpuSeconds();
    await wait(seconds * 1000);
    const { rows: connections } = await admin.query(
      `select usename as role, count(*)::integer as n from pg_stat_activity
        where datname = $1 and usename like 'guichet%' group by 1 order by 1`,
      [name],
    );
    rows.push([
      `ROLE=${role}`,
      share((program.cpuSeconds() - before) / seconds),
      `${program.residentMegabytes().toFixed(0)} MB`,
      connections.map(({ role: user, n }) => `${user.replace('guichet_', '')} ${String(n)}`).join(', '),
    ]);
    await program.stop();
  }
  table(`A process that nobody asks anything, ${String(seconds)} s`, rows);
}

/** Windows with one and with two take turns. The load comes from two processes in both cases. */
async function measureThroughput(start, movers, { seconds, rounds }) {
  const worker = await start('worker');
  const apis = [await start('api'), await start('api')];
  const loaders = [startLoader(), startLoader()];
  const window = { kind: 'http', connections: 8, milliseconds: (seconds * 1000) / 4 };
  const requests = [await requestsOf(apis[0].url, movers), await requestsOf(apis[1].url, movers)];
  const measured = [[], []];
  for (let round = -1; round < rounds; round += 1)
    for (const count of [1, 2]) {
      const before = { cpu: apis.map((api) => api.cpuSeconds()), at: performance.now(), machine: busy() };
      const answers = await Promise.all(
        loaders.map((loader, n) =>
          loader.ask({ ...window, url: apis[count === 1 ? 0 : n].url, requests: requests[count === 1 ? 0 : n] }),
        ),
      );
      const passed = (performance.now() - before.at) / 1000;
      if (round < 0) continue; // warms up
      const machine = busy();
      measured[count - 1].push({
        perSecond: answers.reduce((sum, answer) => sum + answer.perSecond, 0),
        latencies: answers.flatMap(({ latencies }) => latencies),
        api: apis.reduce((sum, api, n) => sum + api.cpuSeconds() - before.cpu[n], 0) / passed,
        machine: (machine.busy - before.machine.busy) / (machine.all - before.machine.all),
      });
    }
  for (const loader of loaders) loader.stop();
  for (const each of [...apis, worker]) await each.stop();
  const perSecond = measured.map((windows) => median(windows.map((one) => one.perSecond)));
  const row = (name, n) => {
    const windows = measured[n];
    const latencies = windows.flatMap((one) => one.latencies);
    return [
      name,
      `${perSecond[n].toFixed(0)}/s`,
      ms(latencies, 0.5),
      ms(latencies, 0.95),
      median(windows.map(({ api }) => api)).toFixed(2),
      share(median(windows.map(({ machine }) => machine))),
    ];
  };
  table(`Requests of a day at level 1 from 16 connections, medians of ${String(rounds)} windows that take turns`, [
    ['', 'answered', 'p50', 'p95', 'cores of the api', 'machine busy'],
    row('one api process', 0),
    row('two api processes', 1),
  ]);
  console.log(`  two answer ${(perSecond[1] / perSecond[0]).toFixed(2)} times as many as one`);
}

/** Of the whole machine, in ticks: PostgreSQL and the load share it. */
function busy() {
  const [user, nice, system, idle, waiting, ...rest] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const used = user + nice + system + rest.slice(0, 3).reduce((sum, one) => sum + one, 0);
  return { busy: used, all: used + idle + waiting };
}

/** Each wake that a consumer has answered, at the end of the transaction in which it did what follows. */
async function writeDownAnswers(admin) {
  await admin.query(`
    create table if not exists bench_answered (event_id uuid not null, consumer text not null, at timestamptz not null);
    create or replace function bench_answered() returns trigger language plpgsql security definer as $$
    begin
      insert into public.bench_answered values (old.event_id, old.consumer, clock_timestamp());
      return null;
    end $$;
    drop trigger if exists bench_answered on consumer_wake;
    create constraint trigger bench_answered after delete on consumer_wake
      deferrable initially deferred for each row execute function bench_answered();
  `);
}

/** An id of an event begins with the millisecond in which it happened. */
const answeredAfter = `
  select consumer, extract(epoch from at) * 1000
         - ('x' || left(replace(event_id::text, '-', ''), 12))::bit(48)::bigint as milliseconds
    from bench_answered`;

async function measureLag({ admin }, start, movers, { perSecond, seconds }) {
  const programs = [await start('api'), await start('worker')];
  const requests = (await requestsOf(programs[0].url, movers)).filter(({ method }) => method === 'POST');
  await drained(admin);
  await admin.query('truncate bench_answered');
  const { refused, milliseconds } = await atPace(programs[0].url, requests, { perSecond, count: perSecond * seconds });
  const ended = performance.now();
  await drained(admin);
  const after = performance.now() - ended;
  const { rows } = await admin.query(answeredAfter);
  for (const each of programs) await each.stop();
  const all = rows.map((row) => Number(row.milliseconds));
  const consumers = Map.groupBy
    ? Map.groupBy(rows, (row) => row.consumer)
    : rows.reduce((map, row) => map.set(row.consumer, [...(map.get(row.consumer) ?? []), row]), new Map());
  const done = perSecond * seconds - [...refused.values()].reduce((sum, n) => sum + n, 0);
  table(
    `From an event to what follows from it: ${String(done)} events at ${((done * 1000) / milliseconds).toFixed(0)}/s, one api, one worker`,
    [
      ['', 'wakes', 'p50', 'p95', 'most'],
      ['all consumers', all.length, ms(all, 0.5), ms(all, 0.95), ms(all, 1)],
      ...[...consumers].sort().map(([consumer, those]) => {
        const figures = those.map((row) => Number(row.milliseconds));
        return [consumer, figures.length, ms(figures, 0.5), ms(figures, 0.95), ms(figures, 1)];
      }),
    ],
  );
  console.log(
    `  nothing was left ${(after / 1000).toFixed(1)} s after the last one; refused: ${[...refused].map(([status, n]) => `${String(n)} x ${String(status)}`).join(', ') || 'none'}`,
  );
}

/** At a pace, whether or not the answers keep up with it. */
async function atPace(url, requests, { perSecond, count }) {
  const startedAt = performance.now();
  const refused = new Map();
  const asked = [];
  for (let turn = 0; turn < count; turn += 1) {
    const pause = startedAt + (turn * 1000) / perSecond - performance.now();
    if (pause > 0) await wait(pause);
    const { token, path } = requests[turn % requests.length];
    const again = qualifying(token, path.split('/')[2], turn + Math.floor(turn / requests.length));
    asked.push(
      ask(url, again).catch(({ status = 'no answer' }) => refused.set(status, (refused.get(status) ?? 0) + 1)),
    );
  }
  await Promise.all(asked);
  return { refused, milliseconds: performance.now() - startedAt };
}

async function drained(admin) {
  for (;;) {
    const { rows } = await admin.query('select 1 from outbox union all select 1 from consumer_wake limit 1');
    if (rows.length === 0) return;
    await wait(20);
  }
}

async function measureCatchingUp({ admin }, start, movers, events) {
  const rows = [['jobs on', 'events', 'wakes', 'from the start of the worker', 'events/s']];
  for (const kind of ['PostgreSQL', 'Redis']) {
    const redis = kind === 'Redis' ? await startRedis() : undefined;
    if (kind === 'Redis' && !redis) {
      rows.push(['Redis', 'no server on this machine', '', '', '']);
      continue;
    }
    const settings = redis ? { REDIS_URL: redis.url, DATABASE_JOBS_URL: '' } : {};
    const api = await start('api', settings);
    const requests = (await requestsOf(api.url, movers)).filter(({ method }) => method === 'POST');
    await admin.query('truncate bench_answered');
    const before = await eventsIn(admin);
    // as fast as one process takes them, a little ahead of its answers
    for (let done = 0; done < events; done = (await eventsIn(admin)) - before)
      await atPace(api.url, requests, { perSecond: 400, count: Math.min(2000, events - done) });
    const missed = (await eventsIn(admin)) - before;
    const worker = await start('worker', settings);
    await drained(admin);
    const passed = await admin.query(
      'select extract(epoch from max(at) - min(at))::float8 as seconds, count(*)::integer as wakes from bench_answered',
    );
    const { seconds, wakes } = passed.rows[0];
    rows.push([kind, missed, wakes, `${seconds.toFixed(1)} s`, (missed / seconds).toFixed(0)]);
    await worker.stop();
    await api.stop();
    await redis?.stop();
  }
  table('Catching up after the worker was away', rows);
}

const eventsIn = async (admin) => (await admin.query('select count(*)::integer as n from event')).rows[0].n;

async function startRedis() {
  const program = ['/usr/bin/redis-server', '/usr/bin/valkey-server'].find((path) => existsSync(path));
  if (!program) return undefined;
  const port = String(await freePort());
  const child = spawn(program, ['--port', port, '--bind', '127.0.0.1', '--save', ''], { stdio: 'ignore' });
  await wait(1000);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      return ended;
    },
  };
}

async function measureStarting(database, account, tickets) {
  const rows = [['', 'ready after', 'memory']];
  for (const role of ['api', 'worker', 'all']) {
    const runs = [];
    for (let n = 0; n < 3; n += 1) {
      const program = await startProgram({ ...database.environment, ROLE: role }, account);
      runs.push([program.readyMilliseconds / 1000, program.residentMegabytes()]);
      await program.stop();
    }
    const of = (column) => median(runs.map((run) => run[column]));
    rows.push([`ROLE=${role}`, `${of(0).toFixed(1)} s`, `${of(1).toFixed(0)} MB`]);
  }
  table(`A start with ${String(tickets)} tickets present, medians of 3`, rows);
}
