/**
 * The other end, in a process of its own: asks the program over HTTP, or says the same statements to PostgreSQL through
 * `pg` alone, over a number of connections for a number of seconds, and reports how many were answered. Started by
 * `loader.mjs`, told what to do by messages.
 */
import http from 'node:http';
import pg from 'pg';
import { newIds, replay } from './replay.mjs';

const agents = new Map();
const pools = new Map();

process.on('message', (job) => {
  const work = job.kind === 'http' ? overHttp(job) : overPg(job);
  work.then(
    (result) => process.send({ result }),
    (error) => process.send({ error: String(error.stack ?? error) }),
  );
});

/** Every connection asks again as soon as it has its answer. */
async function keepAsking({ connections, milliseconds }, ask) {
  const startedAt = performance.now();
  let answered = 0;
  const latencies = [];
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      for (let turn = 0; performance.now() - startedAt < milliseconds; turn += 1) {
        const askedAt = performance.now();
        await ask(connection, turn);
        answered += 1;
        latencies.push(performance.now() - askedAt);
      }
    }),
  );
  return { perSecond: answered / ((performance.now() - startedAt) / 1000), latencies };
}

function overHttp({ url, requests, ...window }) {
  const key = `${url} ${String(window.connections)}`;
  if (!agents.has(key)) agents.set(key, new http.Agent({ keepAlive: true, maxSockets: window.connections }));
  const agent = agents.get(key);
  return keepAsking(window, (connection, turn) =>
    request(agent, url, pick(requests, window.connections, connection, turn)),
  );
}

function request(agent, url, { method, path, token, payload }) {
  return new Promise((resolve, reject) => {
    const body = payload === undefined ? undefined : JSON.stringify(payload);
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    };
    const asked = http.request(`${url}/api/v1${path}`, { agent, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => {
        if (answer.statusCode >= 300) reject(new Error(`${method} ${path}: ${String(answer.statusCode)} ${text}`));
        else resolve(JSON.parse(text));
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

async function overPg({ connectionString, scripts, ...window }) {
  const key = `${connectionString} ${String(window.connections)}`;
  if (!pools.has(key)) {
    const clients = Array.from(
      { length: window.connections },
      () => new pg.Client({ connectionString, keepAlive: true, options: '-c plan_cache_mode=force_generic_plan' }),
    );
    await Promise.all(clients.map((client) => client.connect()));
    pools.set(key, clients);
  }
  const clients = pools.get(key);
  return keepAsking(window, (connection, turn) =>
    replay(clients[connection], pick(scripts, window.connections, connection, turn), newIds),
  );
}

/** Connections stay apart: each goes its own way through what can be asked. */
function pick(choices, connections, connection, turn) {
  return choices[(connection + turn * connections) % choices.length];
}
