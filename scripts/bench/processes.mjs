/**
 * Several processes on one database: how many requests one api process answers and how many two, what a process takes that
 * nobody asks anything, and how long it starts with the large database.
 */
import { readFileSync } from 'node:fs';
import { serve } from './asking.mjs';
import { median, percentile, table } from './figures.mjs';
import { startLoader } from './loader.mjs';
import { moversOf, requestsOf } from './movers.mjs';

const SETTLING_MILLISECONDS = 10_000;
const roles = ['api', 'worker', 'all'];
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const share = (part) => `${(part * 100).toFixed(1)} %`;
const ms = (figures, at) => `${percentile(figures, at).toFixed(0)} ms`;

export async function measureProcesses(databases, { tickets, large, seconds, rounds }) {
  await measureRest(await databases.empty(), 'nothing is due', seconds);
  const database = await databases.of(tickets);
  await measureThroughput(database, { seconds: seconds / 4, rounds });
  await measureStarting(await databases.of(large), large);
}

async function measureRest(database, what, seconds) {
  const rows = [['', 'processor', 'memory', 'connections']];
  for (const role of roles) {
    const { program } = await serve(database, role);
    try {
      await wait(SETTLING_MILLISECONDS);
      const before = program.cpuSeconds();
      await wait(seconds * 1000);
      const used = (program.cpuSeconds() - before) / seconds;
      const memory = `${program.residentMegabytes().toFixed(0)} MB`;
      rows.push([`ROLE=${role}`, share(used), memory, await connectionsOf(database)]);
    } finally {
      await program.stop();
    }
  }
  table(`A process that nobody asks anything, where ${what}: ${String(seconds)} s`, rows);
}

async function connectionsOf({ admin, urls }) {
  const { rows } = await admin.query(
    `select usename as role, count(*)::integer as n from pg_stat_activity
      where datname = $1 and usename like 'guichet%' group by 1 order by 1`,
    [new URL(urls.api).pathname.slice(1)],
  );
  return rows.map(({ role, n }) => `${role.replace('guichet_', '')} ${String(n)}`).join(', ');
}

/** Windows with one and with two take turns. The load comes from two processes in both cases. */
async function measureThroughput(database, { seconds, rounds }) {
  const movers = await moversOf(database);
  const sides = [];
  const loaders = [startLoader(), startLoader()];
  try {
    for (const role of ['api', 'api', 'worker']) sides.push(await serve(database, role));
    const apis = sides.slice(0, 2);
    const jobs = [];
    for (const side of apis)
      jobs.push({
        kind: 'http',
        url: side.program.url,
        requests: await requestsOf(side, movers),
        connections: 8,
        milliseconds: seconds * 1000,
      });
    const turns = { 'one api process': [jobs[0], jobs[0]], 'two api processes': jobs };
    const measured = Object.fromEntries(Object.keys(turns).map((name) => [name, []]));
    for (let round = -1; round < rounds; round += 1)
      for (const [name, asked] of Object.entries(turns)) {
        const window = await oneWindow(apis, loaders, asked);
        if (round >= 0) measured[name].push(window); // the first one warms up
      }
    sayThroughput(measured);
  } finally {
    for (const loader of loaders) loader.stop();
    for (const { program } of sides) await program.stop();
  }
}

async function oneWindow(apis, loaders, jobs) {
  const used = () => apis.reduce((sum, { program }) => sum + program.cpuSeconds(), 0);
  const before = { cpu: used(), at: performance.now(), machine: busy() };
  const answers = await Promise.all(loaders.map((loader, n) => loader.ask(jobs[n])));
  const machine = busy();
  return {
    perSecond: answers.reduce((sum, answer) => sum + answer.perSecond, 0),
    latencies: answers.flatMap(({ latencies }) => latencies),
    cores: (used() - before.cpu) / ((performance.now() - before.at) / 1000),
    machine: (machine.busy - before.machine.busy) / (machine.all - before.machine.all),
  };
}

function sayThroughput(measured) {
  const of = (windows, what) => median(windows.map((window) => window[what]));
  table('Requests of a day at level 1 from 16 connections, medians of windows that take turns', [
    ['', 'answered', 'p50', 'p95', 'cores of the api', 'machine busy'],
    ...Object.entries(measured).map(([name, windows]) => {
      const latencies = windows.flatMap((window) => window.latencies);
      const answered = `${of(windows, 'perSecond').toFixed(0)}/s`;
      const cores = of(windows, 'cores').toFixed(2);
      return [name, answered, ms(latencies, 0.5), ms(latencies, 0.95), cores, share(of(windows, 'machine'))];
    }),
  ]);
  const [one, two] = Object.values(measured).map((windows) => of(windows, 'perSecond'));
  console.log(`  two answer ${(two / one).toFixed(2)} times as many as one`);
}

/** Of the whole machine, in ticks: PostgreSQL, the worker and the load share it. */
function busy() {
  const [user, nice, system, idle, waiting, irq, softirq, stolen] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const used = user + nice + system + irq + softirq + stolen;
  return { busy: used, all: used + idle + waiting };
}

async function measureStarting(database, tickets) {
  const rows = [['', 'somebody signs in after', 'memory']];
  for (const role of roles) {
    const runs = [];
    for (let n = 0; n < 3; n += 1) {
      const { program } = await serve(database, role);
      runs.push([program.readyMilliseconds / 1000, program.residentMegabytes()]);
      await program.stop();
    }
    const of = (column) => median(runs.map((run) => run[column]));
    rows.push([`ROLE=${role}`, `${of(0).toFixed(1)} s`, `${of(1).toFixed(0)} MB`]);
  }
  table(`A start with ${String(tickets)} tickets present, medians of 3`, rows);
}
