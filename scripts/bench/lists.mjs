/**
 * One page of `GET /tickets` in a small and in a large database, side by side: two programs on one server, asked in turns,
 * one request at a time. Nothing may grow with the number of tickets.
 */
import { busiest } from './fill.mjs';
import { percentile, table } from './figures.mjs';
import { startProgram } from './program.mjs';

const WARM = 15;
const readers = { spoc: `spoc.${busiest.toLowerCase()}`, engineer: 'engineer.fun' };

export async function measureLists(databases, { sizes, repeats }) {
  const sides = [];
  try {
    for (const tickets of sizes) {
      const database = await databases.of(tickets);
      const account = { email: 'spoc.ulco@guichet.example', password: database.password };
      const program = await startProgram({ ...database.environment, ROLE: 'api' }, account);
      sides.push({ tickets, database, program });
    }
    const heading = sizes.flatMap((tickets) => [`p50 at ${String(tickets)}`, 'p95']);
    const rows = [['', ...heading, 'growth of p50']];
    for (const [role, name] of Object.entries(readers)) {
      const tokens = await Promise.all(sides.map((side) => signIn(side, `${name}@guichet.example`)));
      const queries = await Promise.all(sides.map((side) => queriesOf(side, role, name)));
      for (const query of Object.keys(queries[0])) {
        const times = await takeTurns(
          sides.map(
            ({ program }, index) =>
              () =>
                page(program.url, queries[index][query], tokens[index]),
          ),
          repeats,
        );
        const p50 = times.map((one) => percentile(one, 0.5));
        rows.push([
          `${role}: ${query}`,
          ...times.flatMap((one, index) => [`${p50[index].toFixed(1)} ms`, `${percentile(one, 0.95).toFixed(1)} ms`]),
          `x ${(p50.at(-1) / p50[0]).toFixed(2)}`,
        ]);
      }
    }
    table(`Lists, a page of 50 over HTTP (${String(repeats)} requests each, one at a time)`, rows);
  } finally {
    for (const { program } of sides) await program.stop();
  }
}

async function takeTurns(asks, repeats) {
  const times = asks.map(() => []);
  for (let turn = 0; turn < WARM + repeats; turn += 1) {
    for (const [index, ask] of asks.entries()) {
      const startedAt = performance.now();
      await ask();
      if (turn >= WARM) times[index].push(performance.now() - startedAt);
    }
  }
  return times;
}

async function queriesOf({ database }, role, name) {
  const cursor = await cursorFarIn(
    database.admin,
    role === 'spoc' ? 'user' : 'provider',
    name.split('.')[1].toUpperCase(),
  );
  return {
    'newest first': '',
    'state=in_progress': 'state=in_progress',
    'late=true': 'late=true',
    'sort=dueAt': 'sort=dueAt',
    ...(role === 'spoc' ? { 'nextActor=FUN': 'nextActor=FUN' } : {}),
    'a cursor far in': `cursor=${cursor}`,
  };
}

/** The cursor of the page after nine tenths of the list, as the API would have given it. */
async function cursorFarIn(admin, side, code) {
  const { rows } = await admin.query(
    `select p.opened_at as key, p.ticket_id as id
       from ticket_party p
       join institution i on i.id = p.institution_id and i.code = $2
      where p.side = $1
      order by p.opened_at desc, p.ticket_id desc
     offset (select count(*) * 9 / 10 from ticket_party p join institution i on i.id = p.institution_id and i.code = $2 where p.side = $1)
      limit 1`,
    [side, code],
  );
  return Buffer.from(JSON.stringify({ key: rows[0].key.toISOString(), id: rows[0].id })).toString('base64url');
}

async function signIn({ program, database }, email) {
  const answer = await fetch(`${program.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: database.password }),
  });
  return (await answer.json()).accessToken;
}

async function page(url, query, token) {
  const answer = await fetch(`${url}/api/v1/tickets?${query}`, { headers: { authorization: `Bearer ${token}` } });
  const body = await answer.json();
  if (!answer.ok || body.items.length === 0) throw new Error(`GET /tickets?${query}: ${JSON.stringify(body)}`);
  return body;
}
