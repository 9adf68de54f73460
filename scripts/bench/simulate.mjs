/**
 * A year of one agreement under other hours, simulated by the program as it ships, and what the people notice of it: pages
 * of `GET /tickets`, one request at a time, before and during it.
 *
 * The units are written in bulk by the superuser of a server that will be thrown away, without tickets behind them: each
 * offered at a minute of the year, accepted, asked about, answered, delivered and confirmed. What was counted of them is
 * made up, so that the flips mean nothing; what is counted again is not.
 */
import { percentile, table } from './figures.mjs';
import { startProgram } from './program.mjs';

const QUIET_MILLISECONDS = 15_000;
const USER = 'ULCO';
const SERVICE = 'FUNCAMPUS';

export async function measureSimulation(databases, { tickets, units }) {
  const database = await databases.of(tickets);
  const agreement = await addUnits(database.admin, units);
  const account = (role) => ({ email: `${role}.ulco@guichet.example`, password: database.password });
  const program = await startProgram({ ...database.environment, ROLE: 'all' }, account('spoc'));
  try {
    const spoc = await signIn(program, account('spoc'));
    const manager = await signIn(program, account('manager'));
    const page = () => ask(program, spoc, '/tickets');
    await pages(page, 3000);
    const memory = program.residentMegabytes();
    const before = await pages(page, QUIET_MILLISECONDS);

    const year = new Date().getUTCFullYear() - 1;
    const startedAt = performance.now();
    const { id } = await ask(program, manager, `/agreements/${agreement}/simulate`, {
      from: `${String(year)}-01`,
      to: `${String(year)}-12`,
      hours: { timeZone: 'Europe/Paris', weekly: weekOf('08:00', '16:00'), holidayRegion: 'FR' },
    });
    let most = memory;
    let askedAt = startedAt;
    let state = 'queued';
    const during = await pages(
      async () => {
        await page();
        if (performance.now() - askedAt < 500) return;
        askedAt = performance.now();
        most = Math.max(most, program.residentMegabytes());
        ({ state } = await ask(program, manager, `/agreements/${agreement}/simulations/${id}`));
      },
      600_000,
      () => state !== 'queued' && state !== 'running',
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const { total, error, result } = await ask(program, manager, `/agreements/${agreement}/simulations/${id}`);
    if (state !== 'done' || total !== units) throw new Error(`the simulation was ${state} after ${total}: ${error}`);
    const row = (times) => [
      `${percentile(times, 0.5).toFixed(1)} ms`,
      `${percentile(times, 0.95).toFixed(1)} ms`,
      `${percentile(times, 0.99).toFixed(1)} ms`,
      times.length,
    ];
    table(
      `A year of ${String(units)} tickets under other hours: ${seconds.toFixed(1)} s (${String(result.flipped)} flips)`,
      [
        ['GET /tickets, one at a time', 'p50', 'p95', 'p99', 'requests'],
        ['before', ...row(before)],
        ['during', ...row(during)],
      ],
    );
    console.log(`  memory of the program: ${memory.toFixed(0)} MB before, at most ${most.toFixed(0)} MB during`);
  } finally {
    await program.stop();
  }
}

/** How long each took, until the time is over or `isOver` says so. */
async function pages(one, milliseconds, isOver = () => false) {
  const times = [];
  for (const end = performance.now() + milliseconds; performance.now() < end && !isOver();) {
    const startedAt = performance.now();
    await one();
    times.push(performance.now() - startedAt);
  }
  return times;
}

function weekOf(open, close) {
  return Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [[open, close]]]));
}

async function signIn({ url }, account) {
  return (await send(`${url}/api/v1/auth/login`, {}, account)).accessToken;
}

function ask({ url }, token, path, body) {
  return send(`${url}/api/v1${path}`, { authorization: `Bearer ${token}` }, body);
}

async function send(url, headers, body) {
  const content = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(url, { headers: { ...headers, ...type }, ...content });
  const answered = await answer.json();
  if (!answer.ok) throw new Error(`${url}: ${JSON.stringify(answered)}`);
  return answered;
}

async function addUnits(admin, count) {
  const { rows } = await admin.query(
    `select a.id from agreement a
       join institution i on i.id = a.institution_id and i.code = $1
       join service s on s.id = a.service_id and s.code = $2`,
    [USER, SERVICE],
  );
  await admin.query('begin');
  await admin.query('set local session_replication_role = replica; set local synchronous_commit = off');
  await admin.query(units, [rows[0].id, count]);
  await admin.query('commit');
  await admin.query('vacuum analyze handled_unit');
  return rows[0].id;
}

const units = `
  with offered as (
    select n, date_trunc('year', now()) - interval '1 year' + n * interval '365 days' / ($2::int + 1) as at,
           n % 48 * interval '1 hour' as worked, (array['P1', 'P2', 'P3', 'P3', 'P4'])[1 + n % 5] as priority
      from generate_series(1, $2::int) n
  ), told as (
    select o.*, e.n as position, to_char((o.at + e.after) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as instant, e.fact
      from offered o
     cross join lateral (values
       (1, interval '0', '{"type":"opened"}'::jsonb || jsonb_build_object('priority', o.priority)),
       (2, interval '0', '{"type":"ticket","state":"in_progress"}'),
       (3, interval '0', '{"type":"escalation","n":1,"state":"offered"}'),
       (4, interval '20 minutes', '{"type":"escalation","n":1,"state":"accepted"}'),
       (5, interval '1 hour', '{"type":"escalation","n":1,"state":"waiting","cause":"spoc"}'),
       (6, interval '3 hours', '{"type":"escalation","n":1,"state":"accepted"}'),
       (7, interval '3 hours' + o.worked, '{"type":"escalation","n":1,"state":"delivered"}'),
       (8, interval '4 hours' + o.worked, '{"type":"escalation","n":1,"state":"confirmed"}'),
       (9, interval '4 hours' + o.worked, '{"type":"ticket","state":"resolved"}'),
       (10, interval '200 hours' + o.worked, '{"type":"ticket","state":"closed"}')) e (n, after, fact)
  )
  insert into handled_unit (ticket_id, institution_id, lead_provider_id, service_id, agreement_id, reference, kind, facts,
         verdict, verdict_at, due_at, binding, month, response, late_questions, returns)
  select gen_random_uuid(), a.institution_id, a.lead_provider_id, a.service_id, a.id, 'BENCH-2000-' || lpad(t.n::text, 6, '0'),
         'incident', jsonb_agg(t.fact || jsonb_build_object('at', t.instant) order by t.position),
         case when t.n % 20 = 0 then 'missed' else 'met' end, t.at + interval '3 hours', t.at + interval '3 hours', true,
         to_char((t.at + interval '3 hours') at time zone 'Europe/Paris', 'YYYY-MM'), 'met', 0, 0
    from told t
    join agreement a on a.id = $1
   group by t.n, t.at, a.id`;
