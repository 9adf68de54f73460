/**
 * What PostgreSQL does for the requests that are made most, as the role of the API with the settings of an actor, planned as
 * the program has them planned: which index is walked, how many rows and pages that takes. `--write docs/plans` keeps it.
 * Without times, so that two of them can be compared.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { prepareValue } from 'pg/lib/utils.js';
import { busiest } from './filling/consortium.mjs';
import { startRecorder } from './recording.mjs';

const hot = {
  'my-turn': ['/my-turn'],
  lists: ['/tickets', '/tickets?state=in_progress', '/tickets?nextActor=provider', '/tickets?sort=-updatedAt'],
  'lists-of-a-provider': ['/tickets', '/tickets?institution=ULCO', '/tickets?waitingCause=spoc'],
  search: ['/tickets?q=page+blanche+', '/tickets?q=terme2000+terme3+'],
  counts: ['/tickets/count?state=closed', '/tickets/count?q=page+blanche+', '/views/counts'],
  ticket: ['', '/messages', '/timeline'],
};
const IDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const LARGE = /\b(?:ticket|ticket_party|ticket_document|message|event|timer|escalation|attachment)\b/;

export async function showPlans(databases, { tickets, folder }) {
  const database = await databases.of(tickets);
  const { rows } = await database.admin.query(
    `select t.reference from ticket t join escalation e on e.ticket_id = t.id
      where t.reference like $1 and t.state = 'in_progress' order by t.opened_at desc limit 1`,
    [`${busiest}-%`],
  );
  const recorder = await startRecorder(database);
  if (folder) mkdirSync(folder, { recursive: true });
  try {
    for (const [name, paths] of Object.entries(hot)) {
      const who = name === 'lists-of-a-provider' ? 'engineer.fun' : `spoc.${busiest.toLowerCase()}`;
      const token = await recorder.signIn(`${who}@guichet.example`);
      const parts = [`${String(tickets)} tickets, of 76 institutions; asked by ${who}`];
      for (const path of paths) {
        const asked = name === 'ticket' ? `/tickets/${rows[0].reference}${path}` : path;
        await recorder.record('GET', asked, token);
        const { statements } = await recorder.record('GET', asked, token);
        const shown = asked.replace(rows[0].reference, '{reference}');
        parts.push(`GET ${shown}\n${'='.repeat(shown.length + 4)}`, ...(await plansOf(database.urls.api, statements)));
      }
      const text = `${parts.join('\n\n')}\n`;
      if (folder) writeFileSync(join(folder, `${name}.txt`), text);
      else console.log(text);
    }
  } finally {
    await recorder.close();
  }
}

async function plansOf(connectionString, statements) {
  const client = new pg.Client({ connectionString, options: '-c plan_cache_mode=force_generic_plan' });
  await client.connect();
  const plans = [];
  try {
    for (const [k, { text, values }] of statements.entries()) {
      if (text.startsWith('begin')) await client.query(text);
      if (!LARGE.test(text) || /^(?:begin|set|commit)/.test(text)) continue;
      // explained as it is run: a prepared statement with a plan that knows no values
      const name = `hot_${String(k)}`;
      await client.query(`prepare ${name} as ${text}`);
      const given = values.map(literal).join(', ');
      const { rows } = await client.query(
        `explain (analyze, buffers, costs off, timing off, summary off) execute ${name}${given && `(${given})`}`,
      );
      const asked = text.replaceAll(/\s+/g, ' ').trim().replaceAll(IDS, '{id}');
      plans.push(`${asked.length > 150 ? `${asked.slice(0, 150)} ...` : asked}\n${readable(rows)}`);
    }
    return plans;
  } finally {
    await client.end();
  }
}

/** Written without a type: it is that of the parameter. */
function literal(value) {
  const given = prepareValue(value);
  if (given === null) return 'null';
  return pg.escapeLiteral(Buffer.isBuffer(given) ? `\\x${given.toString('hex')}` : String(given));
}

/** Without the settings of the wall, which are read once and fill pages; long conditions cut. */
function readable(rows) {
  const lines = rows.map((row) => row['QUERY PLAN']);
  const kept = [];
  let deeper = Infinity;
  for (const line of lines) {
    const depth = line.search(/\S/);
    if (depth > deeper) continue;
    deeper = /InitPlan \d/.test(line) && !/\(InitPlan/.test(line) ? depth : Infinity;
    if (deeper < Infinity || /Index Searches|Planning:|Storage:|Memory Usage|Heap Fetches/.test(line)) continue;
    kept.push(line.length > 130 ? `${line.slice(0, 127)}...` : line);
  }
  return kept.join('\n').replaceAll(IDS, '{id}');
}
