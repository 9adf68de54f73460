/**
 * Changes, over HTTP as the program ships, one request at a time, where there are 10,000 changes and 5,000 freezes of two
 * years: what stands against a change, when it could be made, a month and a feed of the calendar, lists, one change, the
 * report. Beside the times, what a request took of the processors in the program and in PostgreSQL: on a machine that does
 * other work too, that says more.
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { serve } from './asking.mjs';
import { percentile, table } from './figures.mjs';
import { busy } from './filling/changes.mjs';

const CHANGES = 10_000;
const FREEZES = 5_000;
const DAY = 86_400_000;
const WARM = 5;
const manager = 'change-manager.fun';
const user = 'spoc.ulco';

const instant = (days) => new Date(Date.now() + days * DAY).toISOString();
const date = (days) => instant(days).slice(0, 10);
const month = (months) => instant(months * 30).slice(0, 7);

export async function measureChanges(databases, { repeats }) {
  const database = await databases.ofChanges(CHANGES, FREEZES);
  const side = await serve(database);
  try {
    const rows = [['', 'p50', 'p95', 'aim', '', 'program', 'PostgreSQL', 'found']];
    for (const [name, { aim, who, paths }] of Object.entries(await questions(side))) {
      const token = await side.token(who);
      const { p50, p95, program, postgres, found } = await timed(side, token, paths, repeats);
      const figures = [p50, p95].map((figure) => figure.toFixed(1));
      rows.push([name, ...figures, aim, p95 > aim ? 'over' : '', program.toFixed(1), postgres.toFixed(1), found]);
    }
    const load = loadavg()[0].toFixed(0);
    table(
      `Changes: ${String(CHANGES)}, freezes: ${String(FREEZES)} (${String(repeats)} requests each, milliseconds; load ${load})`,
      rows,
    );
  } finally {
    await side.program.stop();
  }
}

async function questions({ database, ask, token }) {
  const { rows } = await database.admin.query(
    `select c.reference
       from change c join service s on s.id = any (c.service_ids)
      where s.code = $1 and c.window_from > now() + interval '1 day' and c.interruption_minutes > 0 and 'production' = any (c.environments)
        and c.state in ('draft', 'submitted', 'deciding', 'approved', 'scheduled') and c.class <> 'own_tenant'
      order by md5(c.reference) limit 40`,
    [busy],
  );
  const ahead = rows.map(({ reference }) => `/changes/${reference}`);
  const { items } = await ask('GET', '/changes?limit=40', await token(user));
  const months = Array.from({ length: 20 }, (_, k) => `/calendar?from=${date(k * 30 - 300)}&to=${date(k * 30 - 270)}`);
  const weeks = [-200, 0, 30, 90].map((day) => `/changes?from=${instant(day)}&to=${instant(day + 7)}`);
  const feed = async (who) => [
    new URL((await ask('POST', '/calendar/feeds', await token(who), { name: 'Mesure' })).url),
  ];
  const year = `from=${month(-12)}&to=${month(-1)}`;
  const of = (aim, who, paths) => ({ aim, who, paths });
  return {
    'conflicts of a change': of(
      100,
      manager,
      ahead.map((one) => `${one}/conflicts`),
    ),
    'its windows, 90 days': of(
      100,
      manager,
      ahead.map((one) => `${one}/windows`),
    ),
    'its windows, two years': of(
      100,
      manager,
      ahead.map((one) => `${one}/windows?minutes=120&limit=20&until=${instant(700)}`),
    ),
    'a month, change manager': of(50, manager, months),
    'a month, SPOC': of(50, user, months),
    'a month, requester': of(50, 'requester.uha', months),
    'list, change manager': of(25, manager, ['/changes']),
    'of a service': of(25, manager, [`/changes?service=${busy}`, '/changes?service=FUNMOOC']),
    'of a state': of(25, manager, ['/changes?state=deciding', '/changes?state=approved', '/changes?state=rejected']),
    'coming windows': of(25, manager, weeks),
    'list, SPOC': of(25, user, ['/changes']),
    'of a service, SPOC': of(25, user, [`/changes?service=${busy}`, '/changes?service=SMSU']),
    'of a state, SPOC': of(25, user, ['/changes?state=deciding', '/changes?state=approved', '/changes?state=rejected']),
    'coming windows, SPOC': of(25, user, weeks),
    'one change, change manager': of(20, manager, ahead),
    'one change, SPOC': of(
      20,
      user,
      items.map(({ reference }) => `/changes/${reference}`),
    ),
    'a feed, change manager': of(250, manager, await feed(manager)),
    'a feed, SPOC': of(250, user, await feed(user)),
    'report, a year of a service': of(500, manager, [`/reports/changes?service=${busy}&${year}`]),
    'report, a year': of(500, manager, [`/reports/changes?${year}`]),
    'report of a user institution, a year': of(500, 'manager.ulco', [`/reports/changes?${year}`]),
  };
}

async function timed({ program, database, ask }, token, paths, repeats) {
  const processors = await processorsOf(database);
  const turns = typeof paths[0] === 'string' ? repeats : Math.ceil(repeats / 5);
  const times = [];
  let [before, last] = [undefined, undefined];
  for (let turn = 0; turn < WARM + turns; turn += 1) {
    if (turn === WARM) before = [program.cpuSeconds() * 1000, processors()];
    const path = paths[turn % paths.length];
    const startedAt = performance.now();
    last = typeof path === 'string' ? await ask('GET', path, token) : await text(program, path);
    if (turn >= WARM) times.push(performance.now() - startedAt);
  }
  return {
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    program: (program.cpuSeconds() * 1000 - before[0]) / turns,
    postgres: (processors() - before[1]) / turns,
    found: last.items?.length ?? last.conflicts?.length ?? last.windows?.length ?? last.length ?? '',
  };
}

async function text(program, { pathname }) {
  const answer = await fetch(`${program.url}${pathname}`);
  if (!answer.ok) throw new Error(`a feed: ${String(answer.status)}`);
  return answer.text();
}

/** What the server's processes took, in milliseconds: they are the brothers of the one that answers here. */
export async function processorsOf({ admin }) {
  const { rows } = await admin.query('select pg_backend_pid() as pid');
  const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${String(rows[0].pid)}/stat`, 'utf8'))[1];
  return () =>
    readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8')
      .trim()
      .split(' ')
      .reduce((sum, pid) => sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}
