/**
 * The sweep: 10,000 tickets of which something is due, among many open ones of which nothing is. How long it takes to
 * find them, whether that grows with the open ones, by which index, and how many are settled a second.
 *
 * The tickets are written in bulk (see fill.mjs) and all open; of 10,000 at work, anywhere among them, a timer is
 * then made due.
 */
import pg from 'pg';
import { startApplication } from './application.mjs';
import { dist } from './dist.mjs';
import { percentile, table } from './figures.mjs';

const DUE = 10_000;
const WARM = 5;
/** Of the due ones, how many are settled: each in a transaction of its own, on disk. */
const SETTLED = 500;

export async function measureSweep(databases, { sizes, repeats }) {
  const { Sweep } = await dist('modules/tickets/index.js');
  const rows = [['among open tickets', 'all due found', 'the next 200: p50', 'p95', 'settled']];
  const medians = [];
  for (const open of sizes) {
    const database = await databases.ofOpen(open);
    const now = await makeDue(database.admin);
    let present = new Date(0);
    const app = await startApplication(database, { now: () => present });
    const statement = await statementOf(app);
    const worker = new pg.Client({ connectionString: database.urls.worker });
    await worker.connect();
    const find = (limit) =>
      timed(() => worker.query(statement.replace('limit 200', `limit ${String(limit)}`), [now, []]));
    const times = [];
    for (let turn = 0; turn < WARM + repeats; turn += 1) times.push((await find(200)).milliseconds);
    const next = times.slice(WARM);
    medians.push(percentile(next, 0.5));
    const all = [await find(DUE), await find(DUE), await find(DUE)];
    const { rows: plan } = await worker.query(`explain (analyze, buffers) ${statement}`, [now, []]);
    await worker.end();
    table(
      `Plan among ${String(open)}`,
      plan.map((line) => [line['QUERY PLAN']]),
    );

    await putOff(database.admin, now);
    present = now;
    const settling = await timed(() => app.get(Sweep).run());
    await app.close();
    rows.push([
      String(open),
      `${String(all[0].result.rowCount)} in ${percentile(
        all.map(({ milliseconds }) => milliseconds),
        0.5,
      ).toFixed(0)} ms`,
      `${percentile(next, 0.5).toFixed(2)} ms`,
      `${percentile(next, 0.95).toFixed(2)} ms`,
      `${((settling.result * 1000) / settling.milliseconds).toFixed(0)}/s (${String(settling.result)})`,
    ]);
  }
  if (medians.length > 1) rows.push(['growth', '', `x ${(medians.at(-1) / medians[0]).toFixed(2)}`, '', '']);
  table(`The sweep, ${String(DUE)} tickets due`, rows);
}

/** What the sweep asks: heard while it sweeps at an instant before everything. */
async function statementOf(app) {
  const { WorkerUnitOfWork } = await dist('database/index.js');
  const { Sweep } = await dist('modules/tickets/index.js');
  const work = app.get(WorkerUnitOfWork);
  const heard = [];
  const { outside } = work;
  work.outside = (text, values) => {
    heard.push(text);
    return outside.call(work, text, values);
  };
  await app.get(Sweep).run();
  delete work.outside;
  const statement = heard.find((text) => /from timer\b/.test(text));
  if (!statement?.includes('limit 200')) throw new Error('the sweep asks otherwise than this measurement knows');
  return statement;
}

async function makeDue(admin) {
  const now = new Date();
  // writing a million tickets took some minutes, in which others came near
  await admin.query(
    `update timer set wake_at = wake_at + interval '1 year' where wake_at <= $1::timestamptz + interval '1 day'`,
    [now],
  );
  await admin.query(
    `update timer t
        set wake_at = $1::timestamptz - interval '1 millisecond' * d.place
       from (select m.id, row_number() over () as place
               from timer m
               join ticket on ticket.id = m.ticket_id
                and ticket.state in ('new', 'in_progress') and ticket.kind = 'incident'
              where m.side = 'user' and m.metric = 'resolution' and m.state = 'running'
                -- timers are written for all; of what nobody promises the record knows none
                and exists (select 1 from institution_targets p
                             where p.institution_id = m.institution_id
                               and p.targets #> array['incident', m.priority, 'resolution'] is not null)
              order by md5(m.id::text)
              limit $2) d
      where d.id = t.id`,
    [now, DUE],
  );
  await admin.query('vacuum analyze timer');
  return now;
}

async function putOff(admin, now) {
  await admin.query(
    `update timer
        set wake_at = $1::timestamptz + interval '1 day'
      where id in (select id from timer where wake_at <= $1 order by wake_at offset $2)`,
    [now, SETTLED],
  );
}

async function timed(work) {
  const startedAt = performance.now();
  const result = await work();
  return { result, milliseconds: performance.now() - startedAt };
}
