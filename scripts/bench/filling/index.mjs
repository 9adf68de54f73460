/**
 * Fills a database by COPY with what the program would have written: stories are played through it once, then copied with
 * everything that is kept of their tickets, for other institutions, people and weeks, under new ids and with chains of
 * hashes that are computed for each. In the end everything is verified. The same seed makes the same data, but for the
 * week in which it is made.
 */
import { busiest, model, standingOf } from './consortium.mjs';
import { chance } from './chance.mjs';
import { copyIn } from './copy-in.mjs';
import { copyFor, inWeek } from './copies.mjs';
import { playStories } from './play.mjs';
import { storiesAt } from './stories.mjs';
import { readTemplate, tablesOfTickets } from './templates.mjs';

/** Three years. */
const WEEKS = 150;
/** Of references, so that the number of a template stands nowhere by accident. */
const FIRST_NUMBER = 90_000;
const CHUNK = 4_000_000;

/**
 * @param connect a connection of a superuser, for whom the wall does not stand
 * @param options `tickets`; `atWork`: how many of them are not closed (people have only so much at hand, however long the
 *   history is); `seed`
 * @returns how much was written, of what, how fast
 */
export async function fillByCopy(database, connect, { tickets, atWork = 5000, seed = 1, now = new Date() }) {
  const admin = await connect();
  await admin.query(`set timezone = 'UTC'`);
  const standing = await standingOf(admin);
  const home = standing.get(model);
  await admin.query(
    `insert into reference_counter select $1, extract(year from current_date)::int - k, $2 from generate_series(0, 1) k`,
    [home.id, FIRST_NUMBER],
  );
  const playedAt = performance.now();
  const stories = await storiesAt(now);
  const { played, consumers } = await playStories(database, Object.values(stories).flat(), now);
  await admin.query('delete from outbox');
  await admin.query('delete from live_event');
  const tables = await tablesOfTickets(admin);
  const templates = [];
  for (const story of played)
    templates.push(await readTemplate(admin, tables, { ...story, holder: standing.get(story.holder) }, home));
  const [closed, open, long] = sharesOf(stories, templates);

  const startedAt = performance.now();
  const names = tables.map(({ name }) => name);
  const indexes = await withoutIndexes(admin, names);
  const writer = await writerTo(connect, 2);
  const random = chance(seed);
  const plan = { random, standing, writer, numbers: new Map() };
  const copies = tickets - templates.length;
  const standingNow = Math.min(Math.round(copies / 20), atWork);
  for (let week = WEEKS; week >= 0; week -= 1) {
    const share = Math.round((copies - standingNow) / (WEEKS + 1));
    const some = week === 0 ? copies - standingNow - share * WEEKS : share;
    await writeWeek(plan, closed, week, some);
    // of those with many messages each institution has one now and then
    if (week % 10 === 0) await writeWeek(plan, long, week, Math.ceil(copies / 50_000));
  }
  await writeWeek(plan, open, 0, standingNow);
  await writer.end();
  const copiedAt = performance.now();
  await afterwards(admin, plan, indexes, consumers);
  await admin.end();
  return {
    rows: writer.rows,
    seconds: {
      played: (startedAt - playedAt) / 1000,
      copied: (copiedAt - startedAt) / 1000,
      indexed: (performance.now() - copiedAt) / 1000,
    },
  };
}

function sharesOf({ closed, open }, templates) {
  return [
    templates.slice(0, closed.length),
    templates.slice(closed.length, closed.length + open.length),
    templates.slice(closed.length + open.length),
  ];
}

/** So many tickets of one week: each template about as often as the others. */
async function writeWeek({ random, standing, writer, numbers }, templates, weeksEarlier, count) {
  const owners = [...standing.values()].filter(({ code }) => ![model, 'ESUP'].includes(code));
  const numberOf = (code, year) => {
    const next = (numbers.get(`${code} ${String(year)}`) ?? 0) + 1;
    numbers.set(`${code} ${String(year)}`, next);
    return next;
  };
  for (const [place, template] of templates.entries()) {
    const times = Math.floor((count * (place + 1)) / templates.length) - Math.floor((count * place) / templates.length);
    if (times === 0) continue;
    const week = inWeek(template, weeksEarlier);
    // nobody calls on themselves: that is told otherwise
    const others = owners.filter(({ code }) => code !== template.holder);
    for (let one = 0; one < times; one += 1) {
      const owner = template.holder !== busiest && random.below(5) === 0 ? standing.get(busiest) : random.of(others);
      const serial = random.below(1_000_000);
      await writer.write(copyFor(week, owner, standing.get(template.holder), random, numberOf, serial));
    }
  }
}

/** Rows are gathered by table and sent in large pieces, over several connections. */
async function writerTo(connect, connections) {
  const clients = await Promise.all(Array.from({ length: connections }, connect));
  for (const client of clients)
    await client.query(`set session_replication_role = replica; set synchronous_commit = off; set timezone = 'UTC'`);
  const free = [...clients];
  const busy = new Set();
  const gathered = new Map();
  const send = async (name) => {
    const text = gathered.get(name).join('');
    gathered.delete(name);
    while (free.length === 0) await Promise.race(busy);
    const client = free.pop();
    const sending = copyIn(client, name, text).then((rows) => {
      writer.rows.set(name, (writer.rows.get(name) ?? 0) + rows);
      busy.delete(sending);
      free.push(client);
    });
    busy.add(sending);
  };
  const sizes = new Map();
  const writer = {
    rows: new Map(),
    write: async (rows) => {
      for (const [name, text] of rows) {
        if (!gathered.has(name)) gathered.set(name, []);
        gathered.get(name).push(text);
        sizes.set(name, (sizes.get(name) ?? 0) + text.length);
        if (sizes.get(name) > CHUNK) {
          sizes.set(name, 0);
          await send(name);
        }
      }
    },
    end: async () => {
      for (const name of [...gathered.keys()]) await send(name);
      await Promise.all(busy);
      for (const client of clients) await client.end();
    },
  };
  return writer;
}

/** Takes away the indexes that no constraint needs; they are made again when all rows are there. */
async function withoutIndexes(admin, names) {
  const { rows } = await admin.query(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
       from pg_index
      where indrelid = any ($1::regclass[]) and not exists (select 1 from pg_constraint where conindid = indexrelid)`,
    [names],
  );
  for (const { name } of rows) await admin.query(`drop index ${name}`);
  return rows.map(({ definition }) => definition);
}

async function afterwards(admin, { numbers, standing }, indexes, consumers) {
  await admin.query(
    `set maintenance_work_mem = '1GB'; set max_parallel_maintenance_workers = 1; set synchronous_commit = off`,
  );
  for (const definition of indexes) await admin.query(definition);
  for (const [key, last] of numbers) {
    const [code, year] = key.split(' ');
    await admin.query('insert into reference_counter values ($1, $2, $3)', [standing.get(code).id, Number(year), last]);
  }
  // the worker has been everywhere
  await admin.query(
    `insert into consumer_cursor (consumer, stream_id, institution_id, last_number)
     select distinct c.name, p.ticket_id, p.institution_id, s.last_number
       from ticket_party p join event_stream s on s.stream_id = p.ticket_id cross join unnest($1::text[]) c (name)`,
    [consumers],
  );
  await admin.query('vacuum analyze');
}
