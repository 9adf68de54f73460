/**
 * My turn, a queue and the counts of saved views, in a small and in a large database, side by side: two programs on one
 * server, asked in turns, one request at a time. They grow with the work at hand, not with the years. Then the plan of my turn.
 */
import pg from 'pg';
import { busiest } from './fill.mjs';
import { percentile, table } from './figures.mjs';
import { startProgram } from './program.mjs';
import { startRecorder } from './recording.mjs';

const WARM = 15;
const people = [`agent.${busiest.toLowerCase()}`, `spoc.${busiest.toLowerCase()}`, 'engineer.fun'];
const views = [
  { state: 'new', assignee: 'none' },
  { assignee: 'me', state: 'new,in_progress,waiting' },
  { unread: 'true' },
  { late: 'true', state: 'in_progress' },
  { priority: 'P1,P2', nextActor: 'user_institution' },
];

export async function measureMyTurn(databases, { sizes, repeats }) {
  const sides = [];
  try {
    for (const tickets of sizes) {
      const database = await databases.of(tickets);
      const account = { email: 'spoc.ulco@guichet.example', password: database.password };
      sides.push({ tickets, database, program: await startProgram({ ...database.environment, ROLE: 'api' }, account) });
    }
    const rows = [['', ...sizes.flatMap((size) => [`p50 at ${String(size)}`, 'p95', 'found']), 'growth of p95']];
    for (const who of people) {
      const tokens = await Promise.all(sides.map((side) => signIn(side, who)));
      for (const [index, side] of sides.entries()) await keepViews(side, tokens[index]);
      const far = await Promise.all(sides.map((side, index) => farIn(side, tokens[index])));
      const questions = {
        'my turn': () => '/my-turn',
        // where there are fewer pages than that, the last one
        'my turn, far in': (index) => `/my-turn${far[index] ? `?cursor=${far[index]}` : ''}`,
        'my turn, to qualify': () => '/my-turn?kind=qualify',
        'assigned to me': () => '/tickets?assignee=me',
        'open and nobody’s': () => '/tickets?assignee=none&state=new',
        'by priority': () => '/tickets?sort=priority&state=in_progress',
        unread: () => '/tickets?unread=true',
        'counts of five views': () => '/views/counts',
      };
      for (const [name, path] of Object.entries(questions)) {
        const times = sides.map(() => []);
        const found = sides.map(() => '');
        for (let turn = 0; turn < WARM + repeats; turn += 1) {
          for (const [index, side] of sides.entries()) {
            const startedAt = performance.now();
            const body = await ask(side, tokens[index], 'GET', path(index));
            if (turn >= WARM) times[index].push(performance.now() - startedAt);
            found[index] = body.counts?.total ?? body.items.length;
          }
        }
        const p95 = times.map((one) => percentile(one, 0.95));
        rows.push([
          `${who.split('.')[0]}: ${name}`,
          ...times.flatMap((one, index) => [
            `${percentile(one, 0.5).toFixed(1)} ms`,
            `${p95[index].toFixed(1)} ms`,
            found[index],
          ]),
          `x ${(p95.at(-1) / p95[0]).toFixed(2)}`,
        ]);
      }
    }
    table(`My turn and queues over HTTP (${String(repeats)} requests each, one at a time)`, rows);
    await showPlan(sides.at(-1));
  } finally {
    for (const { program } of sides) await program.stop();
  }
}

async function keepViews(side, token) {
  for (const [index, filter] of views.entries())
    await ask(side, token, 'POST', '/views', { name: `View ${String(index)}`, filter });
}

/** The cursor some twenty pages in, or the last one there is. */
async function farIn(side, token) {
  let cursor;
  for (let page = 0; page < 20; page += 1) {
    const { nextCursor } = await ask(side, token, 'GET', `/my-turn?limit=100${cursor ? `&cursor=${cursor}` : ''}`);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return cursor ?? '';
}

async function showPlan({ database, tickets }) {
  const recorder = await startRecorder(database);
  try {
    const who = await recorder.signIn(`spoc.${busiest.toLowerCase()}@guichet.example`);
    const { statements } = await recorder.record('GET', '/my-turn', who);
    const client = new pg.Client({ connectionString: database.urls.api });
    await client.connect();
    console.log(`\nThe plan of my turn, ${String(tickets)} tickets`);
    for (const { text, values } of statements) {
      if (!/ticket_party/.test(text)) {
        if (/^(begin|set)/.test(text)) await client.query(text);
        continue;
      }
      const { rows } = await client.query({ text: `explain (analyze, buffers) ${text}`, values });
      for (const row of rows) if (/Scan|Sort|Limit|Time/.test(row['QUERY PLAN'])) console.log(`  ${row['QUERY PLAN']}`);
    }
    await client.end();
  } finally {
    await recorder.close();
  }
}

async function signIn({ program, database }, who) {
  const { accessToken } = await ask({ program }, undefined, 'POST', '/auth/login', {
    email: `${who}@guichet.example`,
    password: database.password,
  });
  return accessToken;
}

async function ask({ program }, token, method, path, body) {
  const answer = await fetch(`${program.url}/api/v1${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const read = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(read)}`);
  return read;
}
