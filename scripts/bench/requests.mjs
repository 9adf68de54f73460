/**
 * Opening a ticket and reading one over HTTP, with everything that belongs to it, as a ratio to the same statements in the
 * same transaction through `pg` alone. The statements are those that the program sends (recorded), looking up the session
 * included. The load comes from a process of its own, the same for both; it, the program and PostgreSQL share the cores.
 * Windows of both kinds take turns, so that a machine that is busy for a while is so for both.
 */
import { median, percentile, table } from './figures.mjs';
import { startLoader } from './loader.mjs';
import { startProgram } from './program.mjs';
import { startRecorder } from './recording.mjs';
import { scriptOf } from './replay.mjs';

const ACCOUNTS = 16;
const REFERENCES_EACH = 4;
const opening = {
  kind: 'incident',
  service: 'OAE',
  title: 'Le cours ne s’ouvre plus',
  description: 'Les étudiants voient une page blanche depuis ce matin, dans toutes les salles.',
};

export async function measureRequests(databases, { tickets, connections, rounds, windowMilliseconds }) {
  const database = await databases.of(tickets);
  const plays = await record(database);
  const account = { email: 'spoc.ulco@guichet.example', password: database.password };
  const rows = [['', 'connections', 'pg alone', 'HTTP', 'ratio', 'HTTP p50', 'HTTP p95']];
  const loader = startLoader();
  // as two processes would share the work; then everything in one, as `npm start` does
  for (const role of ['api', 'all']) {
    const program = await startProgram({ ...database.environment, ROLE: role }, account);
    try {
      for (const [name, { requests, scripts }] of Object.entries(plays)) {
        for (const count of role === 'api' ? connections : connections.filter((one) => one === 8)) {
          const window = { connections: count, milliseconds: windowMilliseconds };
          const jobs = {
            pg: { kind: 'pg', connectionString: database.urls.api, scripts, ...window },
            http: { kind: 'http', url: program.url, requests, ...window },
          };
          const { pg, http } = await takeTurns(loader, jobs, rounds);
          const latencies = http.flatMap((one) => one.latencies);
          const [alone, asked] = [pg, http].map((windows) => median(windows.map(({ perSecond }) => perSecond)));
          rows.push([
            `${name}${role === 'all' ? ', with the worker in the process' : ''}`,
            count,
            `${alone.toFixed(0)}/s`,
            `${asked.toFixed(0)}/s`,
            (asked / alone).toFixed(2),
            `${percentile(latencies, 0.5).toFixed(1)} ms`,
            `${percentile(latencies, 0.95).toFixed(1)} ms`,
          ]);
        }
      }
    } finally {
      await program.stop();
    }
  }
  loader.stop();
  table(
    `Requests, in a database of ${String(tickets)} tickets (medians of ${String(rounds)} windows; aim: 0.5 at 8)`,
    rows,
  );
  for (const [name, { scripts }] of Object.entries(plays)) {
    console.log(`  ${name}: ${String(scripts[0].statements.length)} statements, begin and commit included`);
  }
}

async function takeTurns(loader, jobs, rounds) {
  const windows = { pg: [], http: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const kind of ['pg', 'http']) {
      const measured = await loader.ask(jobs[kind]);
      if (round > 0) windows[kind].push(measured); // the first warms up
    }
  }
  return windows;
}

async function record(database) {
  const recorder = await startRecorder(database);
  try {
    const plays = {
      'POST /tickets': { requests: [], scripts: [] },
      'GET /tickets/{reference}': { requests: [], scripts: [] },
    };
    for (const { code, references } of await institutions(database.admin)) {
      const token = await recorder.signIn(`agent.${code.toLowerCase()}@guichet.example`);
      const post = { method: 'POST', path: '/tickets', token, payload: opening };
      await ask(recorder, post); // what is read once per process is read
      const [first, second] = [await ask(recorder, post), await ask(recorder, post)];
      plays['POST /tickets'].requests.push(post);
      plays['POST /tickets'].scripts.push(scriptOf(first, second));
      for (const reference of references) {
        const get = { method: 'GET', path: `/tickets/${reference}`, token };
        plays['GET /tickets/{reference}'].requests.push(get);
        plays['GET /tickets/{reference}'].scripts.push(scriptOf(await ask(recorder, get)));
      }
    }
    return plays;
  } finally {
    await recorder.close();
  }
}

async function ask(recorder, { method, path, token, payload }) {
  return (await recorder.record(method, path, token, payload)).statements;
}

/** Spread over institutions: one institution's openings wait for one another at its counter of references. */
async function institutions(admin) {
  const { rows } = await admin.query(
    `select i.code, array(select t.reference from ticket t
                           where t.institution_id = i.id and t.state = 'in_progress'
                           order by t.opened_at desc limit $2) as references
       from institution i
      order by i.code
      limit $1`,
    [ACCOUNTS, REFERENCES_EACH],
  );
  return rows;
}
