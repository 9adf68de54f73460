/** A program that serves a database, and questions to it: one at a time, timed. */
import http from 'node:http';
import { percentile } from './figures.mjs';
import { startProgram } from './program.mjs';

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** `settings`: over those of the database. */
export async function serve(database, role = 'api', settings = {}) {
  const account = { email: 'spoc.ulco@guichet.example', password: database.password };
  const program = await startProgram({ ...database.environment, ROLE: role, ...settings }, account);
  const tokens = new Map();
  const side = {
    program,
    database,
    token: async (who) => {
      if (!tokens.has(who)) {
        const email = `${who}@guichet.example`;
        const { accessToken } = await side.ask('POST', '/auth/login', undefined, {
          email,
          password: database.password,
        });
        tokens.set(who, accessToken);
      }
      return tokens.get(who);
    },
    ask: (method, path, token, payload) => ask(program.url, method, path, token, payload),
  };
  return side;
}

function ask(url, method, path, token, payload) {
  return new Promise((resolve, reject) => {
    const body = payload === undefined ? undefined : JSON.stringify(payload);
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    };
    const asked = http.request(`${url}/api/v1${path}`, { agent, method, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const { statusCode: status } = answer;
        if (status >= 300) reject(Object.assign(new Error(`${method} ${path}: ${String(status)} ${text}`), { status }));
        else resolve(text === '' ? undefined : JSON.parse(text));
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** @param asks functions, asked in turns @returns `{ p50, p95, found }` in milliseconds, and how much the last one gave */
export async function timed(asks, { warm = 5, repeats }) {
  const times = [];
  let last;
  for (let turn = 0; turn < warm + repeats; turn += 1) {
    const startedAt = performance.now();
    last = await asks[turn % asks.length]();
    if (turn >= warm) times.push(performance.now() - startedAt);
  }
  const found = last?.counts?.total ?? last?.count ?? last?.items?.length ?? '';
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95), found };
}
