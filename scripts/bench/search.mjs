/**
 * Searching, counting, what is similar, duplicates and people, over HTTP, one request at a time, in a small and in a large
 * database; then the plans of the two ways in which a search looks: through the first rows of a list, and by the index of
 * words. Terms are drawn so that few are frequent: `terme0` stands in one ticket of five or so, `terme4000` in one of
 * thousands.
 */
import pg from 'pg';
import { busiest } from './fill.mjs';
import { percentile, table } from './figures.mjs';
import { startProgram } from './program.mjs';

const WARM = 10;
const terms = (from, count) => Array.from({ length: count }, (_, k) => `terme${String(from + k * 3)}`);

/** Each asked in turns: no two requests in a row are the same. */
const searches = {
  'two words that all have': () => ['q=page+blanche+'],
  'two words, one frequent': () => terms(0, 20).map((one) => `q=cours+${one}+`),
  'two words, rare': () => terms(2000, 50).map((one) => `q=blanche+${one}+`),
  'two rare words together': () => terms(300, 50).map((one, k) => `q=${one}+terme${String(k)}+`),
  'two words that none has': () => terms(0, 20).map((one) => `q=inconnu+${one}+`),
  'while it is typed': () => terms(200, 20).map((one) => `q=page+${one.slice(0, -1)}`),
  'a phrase': () => terms(500, 20).map((one) => `q=%22page+blanche%22+${one}+`),
  'a phrase that none has': () => ['q=%22blanche+page%22'],
  'a reference': () => ['q=42', 'q=2026-00042'],
  'with a filter': () => terms(0, 20).map((one) => `q=blanche+${one}+&state=in_progress`),
  'frequent, where nothing is': () => ['q=blanche+matin+&state=cancelled', 'q=blanche+matin+&late=true&state=new'],
  'without a word': () => terms(0, 20).map((one) => `q=page+-${one}+`),
};

export async function measureSearch(databases, { sizes, repeats }) {
  const sides = [];
  try {
    for (const tickets of sizes) {
      const database = await databases.of(tickets);
      const account = { email: `spoc.${busiest.toLowerCase()}@guichet.example`, password: database.password };
      const program = await startProgram({ ...database.environment, ROLE: 'api' }, account);
      sides.push({ tickets, database, program, token: await signIn(program, account) });
    }
    const rows = [['', ...sides.flatMap(({ tickets }) => [`p50 at ${String(tickets)}`, 'p95', 'items']), 'growth']];
    for (const [name, asks] of Object.entries(await asksOf(sides))) {
      const measured = [];
      for (const [index, side] of sides.entries()) measured.push(await ask(side, asks[index], repeats));
      const p50 = measured.map(({ times }) => percentile(times, 0.5));
      rows.push([
        name,
        ...measured.flatMap(({ times, items }, index) => [
          `${p50[index].toFixed(1)} ms`,
          `${percentile(times, 0.95).toFixed(1)} ms`,
          items,
        ]),
        `x ${(p50.at(-1) / p50[0]).toFixed(2)}`,
      ]);
    }
    table(`Finding, over HTTP (${String(repeats)} requests each, one at a time; aim: 80 ms at p95)`, rows);
    for (const { tickets, database } of sides) await showPlans(tickets, database);
  } finally {
    for (const { program } of sides) await program.stop();
  }
}

async function asksOf(sides) {
  const references = await Promise.all(
    sides.map(async ({ database }) => {
      const { rows } = await database.admin.query(
        `select reference from ticket where reference like $1 and state = 'in_progress' order by opened_at desc limit 20`,
        [`${busiest}-%`],
      );
      return rows.map((row) => row.reference);
    }),
  );
  const same = (of) => sides.map(() => of);
  const opening = {
    service: 'OAE',
    title: 'La page reste blanche',
    description: 'Le cours ne s’ouvre plus, terme7 et terme900.',
  };
  return {
    ...Object.fromEntries(
      Object.entries(searches).map(([name, queries]) => [name, same(queries().map((one) => [`/tickets?${one}`]))]),
    ),
    'count, two words that all have': same([['/tickets/count?q=page+blanche+']]),
    'count, two words, rare': same(terms(2000, 50).map((one) => [`/tickets/count?q=blanche+${one}+`])),
    'count, a filter alone': same([['/tickets/count?state=in_progress'], ['/tickets/count?service=OAE']]),
    similar: references.map((some) => some.map((one) => [`/tickets/${one}/similar`])),
    duplicates: same([['/tickets/duplicates', opening]]),
    people: same([['/people?q=spoc'], ['/people?q=a']]),
  };
}

async function ask({ program, token }, asks, repeats) {
  const times = [];
  let items = 0;
  for (let turn = 0; turn < WARM + repeats; turn += 1) {
    const [path, payload] = asks[turn % asks.length];
    const startedAt = performance.now();
    const answer = await fetch(`${program.url}/api/v1${path}`, {
      method: payload ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, ...(payload ? { 'content-type': 'application/json' } : {}) },
      ...(payload ? { body: JSON.stringify(payload) } : {}),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(body)}`);
    if (turn >= WARM) times.push(performance.now() - startedAt);
    items = Math.max(items, body.count ?? body.items.length);
  }
  return { times, items };
}

async function signIn(program, account) {
  const answer = await fetch(`${program.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  });
  return (await answer.json()).accessToken;
}

/** What stands inside the functions of the owner, as the superuser sees it: with the same conditions. */
async function showPlans(tickets, { admin, urls }) {
  const { rows } = await admin.query('select id from institution where code = $1', [busiest]);
  const owner = new pg.Client({ connectionString: urls.owner });
  await owner.connect();
  try {
    await owner.query('set enable_seqscan = off');
    const near = `array(select ticket_id from ticket_document where reader = '${rows[0].id}/user' limit 600)`;
    for (const [name, text] of [
      [
        'by the index',
        `select d.ticket_id from ticket_document d
          where d.words @@ (quote_literal('@${rows[0].id}/user')::tsquery && ticket_query('[{"words":"terme2000","exact":false,"prefix":false,"without":false},{"words":"blanche","exact":false,"prefix":false,"without":false}]'))
            and not d.is_personal and not d.is_own limit 20001`,
      ],
      [
        'among the first rows',
        `select d.ticket_id
           from unnest(${near}) one (id)
          cross join lateral (select * from ticket_document b
                               where b.ticket_id = one.id and b.reader = any (array['${rows[0].id}/user'])
                               order by array_position(array['${rows[0].id}/user'], b.reader) limit 1) d
          where d.words @@ ticket_query('[{"words":"terme2000","exact":false,"prefix":false,"without":false},{"words":"blanche","exact":false,"prefix":false,"without":false}]')`,
      ],
    ]) {
      const { rows: lines } = await owner.query(`explain (analyze, buffers, costs off) ${text}`);
      console.log(`\n${name}, ${String(tickets)} tickets`);
      for (const line of lines) console.log(`  ${line['QUERY PLAN']}`);
    }
  } finally {
    await owner.end();
  }
}
