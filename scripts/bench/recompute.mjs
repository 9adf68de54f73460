/**
 * What `verify` does about time, over many tickets: each is worked out anew from its record (state, timers, appointments,
 * unit of "handled in time") and compared with what is stored. Nothing may differ.
 *
 * The tickets are those of the demonstration, played by the program up to now, each copied many times with everything that
 * is kept of it; only ids and references are others.
 */
import { startApplication } from './application.mjs';
import { dist } from './dist.mjs';
import { table } from './figures.mjs';

export async function measureRecomputing(databases, { tickets }) {
  const { seedDemo } = await dist('demo/demo.js');
  const { checkTimers } = await dist('admin/check-timers.js');
  const database = await databases.empty();
  const now = new Date();
  await seedDemo({
    installation: { dataDir: database.folder, urls: database.urls },
    password: database.password,
    createContext: (clock) => startApplication(database, clock),
    now,
  });
  await copy(database.admin, tickets);
  const startedAt = performance.now();
  const check = await checkTimers(database.urls.maintenance, now);
  const seconds = (performance.now() - startedAt) / 1000;
  const { rows } = await database.admin.query('select count(*)::int as events from event');
  table('Everything that follows from the record, recomputed and compared', [
    ['tickets', 'events', 'timers', 'appointments', 'units', 'differences', 'seconds', 'tickets/s'],
    [
      check.tickets,
      rows[0].events,
      check.timers,
      check.appointments,
      check.units,
      check.flaws.length,
      seconds.toFixed(1),
      (check.tickets / seconds).toFixed(0),
    ],
  ]);
  for (const flaw of check.flaws.slice(0, 5)) console.log(`  ${flaw}`);
}

/** Of each table that keeps something of a ticket: the column that names the ticket, and those that get values of their own. */
const kept = [
  ['ticket', 'id', `'reference', t.reference || '-' || m.k`],
  ['event_stream', 'stream_id', ''],
  ['event', 'stream_id', `'id', uuidv7()`],
  ['escalation', 'ticket_id', `'id', uuidv7()`],
  ['timer', 'ticket_id', `'id', uuidv7()`],
  ['appointment', 'ticket_id', ''],
  ['handled_unit', 'ticket_id', `'reference', t.reference || '-' || m.k`],
  ['handled_part', 'ticket_id', ''],
];

async function copy(client, tickets) {
  await client.query('begin');
  await client.query('set local synchronous_commit = off; set local session_replication_role = replica');
  await client.query(
    `create temporary table copy_of on commit drop as
     select t.id as old, k, uuidv7() as id
       from ticket t
       cross join generate_series(2, ceil($1::float / (select count(*) from ticket))::int) k`,
    [tickets],
  );
  await client.query('analyze copy_of');
  for (const [name, column, others] of kept) {
    await client.query(
      `insert into ${name}
       select r.*
         from copy_of m
         join ${name} t on t.${column} = m.old
        cross join lateral jsonb_populate_record(t, jsonb_build_object('${column}', m.id${others && `, ${others}`})) r`,
    );
  }
  await client.query('commit');
  await client.query('vacuum analyze');
}
