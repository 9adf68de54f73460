/**
 * What PostgreSQL does for the requests that are made most, as the role of the API with the settings of an actor: time,
 * pages touched and the kind of scan of every large table, statement by statement. Printed, to be read; `--only plans`.
 */
import pg from 'pg';
import { table } from './figures.mjs';
import { startRecorder } from './recording.mjs';
import { newIds, replay, scriptOf } from './replay.mjs';

const LARGE = /\b(?:ticket|ticket_party|message|event|timer|escalation|outbox|event_stream|event_chain)\b/;
const opening = { kind: 'incident', service: 'OAE', title: 'Page blanche', description: 'Rien ne s’ouvre.' };

export async function showPlans(databases, { sizes }) {
  for (const tickets of sizes) {
    const database = await databases.of(tickets);
    const { rows } = await database.admin.query(
      `select t.reference from ticket t join escalation e on e.ticket_id = t.id
        where t.reference like 'ULCO-%' and t.state = 'in_progress' order by t.opened_at desc limit 1`,
    );
    const one = `/tickets/${rows[0].reference}`;
    const recorder = await startRecorder(database);
    try {
      const spoc = await recorder.signIn('spoc.ulco@guichet.example');
      const requests = [
        ['GET', '/tickets'],
        ['GET', '/tickets?state=in_progress'],
        ['GET', '/tickets?late=true'],
        ['GET', '/tickets?nextActor=FUN'],
        ['GET', one],
        ['GET', `${one}/messages`],
        ['GET', `${one}/timeline`],
        ['POST', '/tickets', opening],
      ];
      for (const [method, path, payload] of requests) {
        await recorder.record(method, path, spoc, payload);
        const [first, second] = [
          await recorder.record(method, path, spoc, payload),
          await recorder.record(method, path, spoc, payload),
        ];
        const script = scriptOf(first.statements, method === 'POST' ? second.statements : undefined);
        await explain(`${method} ${path}, ${String(tickets)} tickets`, database.urls.api, script);
      }
    } finally {
      await recorder.close();
    }
    await explain(
      `The sweep's look for what is due, ${String(tickets)} tickets`,
      database.urls.worker,
      scriptOf([
        {
          name: 'due',
          text: `select distinct ticket_id, institution_id
                 from (select ticket_id, institution_id from timer where wake_at <= $1 order by wake_at limit 200) due`,
          values: [new Date(Date.now() + 3_600_000)],
        },
      ]),
    );
  }
}

/** Writes are made and taken back. The program plans each statement once per connection, not each time as here. */
async function explain(heading, connectionString, script) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const rows = [['', 'planned in', 'ran in', 'pages', 'scans of large tables']];
  const explained = {
    query: async (statement) => {
      if (typeof statement === 'string') return client.query(statement === 'commit' ? 'rollback' : statement);
      const { rows: lines } = await client.query({
        text: `explain (analyze, buffers) ${statement.text}`,
        values: statement.values,
      });
      rows.push(
        rowOf(
          statement.text,
          lines.map((line) => line['QUERY PLAN']),
        ),
      );
      return { rows: [{ last: 99_999 }] };
    },
  };
  try {
    await replay(explained, script, newIds);
    rows.length = 1; // the first time a connection learns the catalogue
    await replay(explained, script, newIds);
  } finally {
    await client.end();
  }
  table(heading, rows);
}

function rowOf(text, lines) {
  const time = (what) => `${/[\d.]+/.exec(lines.find((line) => line.startsWith(what)) ?? '-')?.[0] ?? '-'} ms`;
  const pages = lines.slice(0, lines.indexOf('Planning:') + 1 || undefined).find((line) => line.includes('Buffers:'));
  const scans = lines
    .filter((line) => /Scan/.test(line) && LARGE.test(line))
    .map((line) => {
      const [, how, , what] =
        /((?:Seq|Index Only|Index|Bitmap Heap) Scan)( Backward)?(?: using \w+)? on (\w+)/.exec(line) ?? [];
      const [, index] = /using (\w+)/.exec(line) ?? [];
      return how && `${how === 'Seq Scan' ? 'SEQ SCAN' : ''}${index ?? what}`;
    });
  const shown = text.replace(/\s+/g, ' ').trim().slice(0, 60);
  return [
    shown,
    time('Planning Time'),
    time('Execution Time'),
    (pages ?? '').match(/\d+/g)?.join('+') ?? '-',
    [...new Set(scans.filter(Boolean))].join(' '),
  ];
}
