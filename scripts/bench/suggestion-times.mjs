/**
 * How long suggestions take, over HTTP as the program ships, one request at a time: of 5,000 actions, half of them on the
 * service whose tickets are asked for, with runs and lessons, for tickets of the institution that has the most of them and for
 * those that the provider works on. Beside the times, what a request took of the processors in the program and in PostgreSQL: on
 * a machine that does other work too, that says more.
 */
import { loadavg } from 'node:os';
import { serve } from './asking.mjs';
import { processorsOf } from './changes.mjs';
import { percentile, table } from './figures.mjs';
import { fillActions } from './filling/actions.mjs';
import { busiest } from './filling/consortium.mjs';

const ACTIONS = 5_000;
const REQUESTS = 200;
const AIM = 80;
const WARM = 10;

export async function measureSuggestionTimes(databases, { tickets }) {
  const database = await databases.of(tickets);
  const { rows: services } = await database.admin.query(
    `select s.code from service s join ticket_party p on p.service_id = s.id and p.side = 'provider'
       join institution i on i.id = p.institution_id and i.code = 'FUN'
      group by s.code order by count(*) desc limit 1`,
  );
  const busy = services[0].code;
  const startedAt = performance.now();
  const runs = Math.min(100_000, Math.max(5_000, Math.round(tickets / 5)));
  const filled = await fillActions(database.admin, { actions: ACTIONS, runs, busy });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`  ${JSON.stringify(filled)} written in ${seconds} s; half of the actions are of ${busy}`);
  const side = await serve(database);
  try {
    const rows = [['', 'p50', 'p95', `over ${String(AIM)} ms`, 'program', 'PostgreSQL', 'suggested']];
    for (const [who, institution, part] of [
      [`agent.${busiest.toLowerCase()}`, busiest, 'user'],
      ['engineer.fun', 'FUN', 'provider'],
    ]) {
      const references = await ticketsOf(database.admin, institution, part, busy);
      const { p50, p95, program, postgres, found } = await timed(side, await side.token(who), references);
      const figures = [program, postgres, found].map((figure) => figure.toFixed(1));
      rows.push([`${who}, ${busy}`, p50.toFixed(1), p95.toFixed(1), p95 > AIM ? 'over' : '', ...figures]);
    }
    const load = loadavg()[0].toFixed(1);
    table(
      `Suggestions of ${String(ACTIONS)} actions for ${String(REQUESTS)} of ${String(tickets)} tickets each (milliseconds; load ${load})`,
      rows,
    );
  } finally {
    await side.program.stop();
  }
}

async function ticketsOf(admin, institution, part, service) {
  const { rows } = await admin.query(
    `select t.reference
       from ticket_party p
       join institution i on i.id = p.institution_id
       join service s on s.id = p.service_id
       join ticket t on t.id = p.ticket_id
      where i.code = $1 and p.side = $2 and s.code = $3 and p.until is null
      order by md5(t.id::text) limit $4`,
    [institution, part, service, REQUESTS + WARM],
  );
  return rows.map(({ reference }) => reference);
}

async function timed({ program, database, ask }, token, references) {
  const processors = await processorsOf(database);
  const times = [];
  let [before, found] = [[0, 0], 0];
  for (const [turn, reference] of references.entries()) {
    if (turn === WARM) before = [program.cpuSeconds() * 1000, processors()];
    const startedAt = performance.now();
    const { items } = await ask('GET', `/tickets/${reference}/suggested-actions`, token);
    if (turn < WARM) continue;
    times.push(performance.now() - startedAt);
    found += items.length;
  }
  return {
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    program: (program.cpuSeconds() * 1000 - before[0]) / times.length,
    postgres: (processors() - before[1]) / times.length,
    found: found / times.length,
  };
}
