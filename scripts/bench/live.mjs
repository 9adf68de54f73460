/**
 * Live updates: so many streams open on one process, and so many requests a second beside them, half of which move a
 * ticket. Said are the time from the sending of a move to its arrival at each stream that may know it, the time that the
 * requests took with the streams and without them, and what the process used.
 */
import http from 'node:http';
import { percentile, table } from './figures.mjs';
import { startProgram } from './program.mjs';

const STREAMS_EACH = 2;
const roles = ['agent', 'spoc', 'engineer', 'auditor'];

export async function measureLive(databases, { tickets, subscribers, perSecond, seconds }) {
  const database = await databases.of(tickets);
  const account = (role, code) => ({
    email: `${role}.${code.toLowerCase()}@guichet.example`,
    password: database.password,
  });
  const program = await startProgram({ ...database.environment, ROLE: 'all' }, account('spoc', 'ULCO'));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
  const ask = (method, path, token, payload) => answer(agent, program.url, { method, path, token, payload });
  const signIn = async (who) => (await ask('POST', '/auth/login', undefined, who)).accessToken;
  const streams = [];
  try {
    const movers = [];
    const codes = (await database.admin.query('select code from institution order by code')).rows.map(
      ({ code }) => code,
    );
    for (const code of codes) {
      const { rows } = await database.admin.query(
        `select t.reference from ticket t join institution i on i.id = t.institution_id
          where i.code = $1 and t.state = 'in_progress' order by t.opened_at desc limit 20`,
        [code],
      );
      if (rows.length > 0)
        movers.push({ token: await signIn(account('agent', code)), references: rows.map((row) => row.reference) });
    }
    const load = () =>
      keepAsking({ perSecond, seconds }, (turn) => oneRequest(ask, movers[turn % movers.length], turn));
    await load(); // warms up
    const alone = await load();

    const moves = new Map();
    const arrivals = [];
    const hear = (reference, at) => {
      const movedAt = moves.get(reference);
      if (movedAt !== undefined) arrivals.push(at - movedAt);
    };
    for (let n = 0; streams.length < subscribers; n += 1) {
      const role = roles[Math.floor(n / codes.length) % roles.length];
      const token = await signIn(account(role, codes[n % codes.length])).catch(() => undefined);
      if (token === undefined) continue;
      for (let each = 0; each < STREAMS_EACH && streams.length < subscribers; each += 1)
        streams.push(await openStream(program.url, token, hear));
    }
    const before = { cpu: program.cpuSeconds(), at: performance.now() };
    const beside = await keepAsking({ perSecond, seconds }, (turn) =>
      oneRequest(ask, movers[turn % movers.length], turn, (reference) => moves.set(reference, performance.now())),
    );
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const cpu = (program.cpuSeconds() - before.cpu) / ((performance.now() - before.at) / 1000);
    const ms = (figures, share) => `${percentile(figures, share).toFixed(1)} ms`;
    table(`Live, ${String(streams.length)} streams and ${String(perSecond)} requests a second on one process`, [
      ['', 'p50', 'p95'],
      [`a move, from its sending to its arrival (${String(arrivals.length)})`, ms(arrivals, 0.5), ms(arrivals, 0.95)],
      ['a request beside them', ms(beside, 0.5), ms(beside, 0.95)],
      ['a request without streams', ms(alone, 0.5), ms(alone, 0.95)],
    ]);
    console.log(
      `  the process used ${(cpu * 100).toFixed(0)} % of a core and ${program.residentMegabytes().toFixed(0)} MB`,
    );
  } finally {
    for (const stream of streams) stream.destroy();
    agent.destroy();
    await program.stop();
  }
}

/** Every second one moves a ticket, the others read one. */
async function oneRequest(ask, { token, references }, turn, moving = () => undefined) {
  const reference = references[Math.floor(turn / 2) % references.length];
  if (turn % 2 === 0) return ask('GET', `/tickets/${reference}`, token);
  moving(reference);
  const levels = ['low', 'medium', 'high'];
  return ask('POST', `/tickets/${reference}/qualify`, token, {
    impact: levels[turn % 3],
    urgency: levels[Math.floor(turn / 3) % 3],
  });
}

/** At a pace, whether or not the answers keep up with it. Returns how long each took, in milliseconds. */
async function keepAsking({ perSecond, seconds }, ask) {
  const latencies = [];
  const asked = [];
  const startedAt = performance.now();
  for (let turn = 0; turn < perSecond * seconds; turn += 1) {
    const wait = startedAt + (turn * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const at = performance.now();
    asked.push(ask(turn).then(() => latencies.push(performance.now() - at)));
  }
  await Promise.all(asked);
  return latencies;
}

function openStream(url, token, hear) {
  return new Promise((resolve, reject) => {
    const asked = http.request(
      `${url}/api/v1/live`,
      { agent: false, headers: { authorization: `Bearer ${token}` } },
      (answer) => {
        if (answer.statusCode !== 200) {
          reject(new Error(`no stream: ${String(answer.statusCode)}`));
          return;
        }
        let pending = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => {
          pending += chunk;
          for (let end = pending.indexOf('\n\n'); end >= 0; end = pending.indexOf('\n\n')) {
            const data = /^data: (.*)$/m.exec(pending.slice(0, end))?.[1];
            pending = pending.slice(end + 2);
            if (data === undefined) continue;
            const told = JSON.parse(data);
            if (told.type === 'ready') resolve(asked);
            else if (told.type === 'ticket.changed') hear(told.reference, performance.now());
          }
        });
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

function answer(agent, url, { method, path, token, payload }) {
  return new Promise((resolve, reject) => {
    const body = payload === undefined ? undefined : JSON.stringify(payload);
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    };
    const asked = http.request(`${url}/api/v1${path}`, { agent, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => {
        if (response.statusCode >= 300) reject(new Error(`${method} ${path}: ${String(response.statusCode)} ${text}`));
        else resolve(JSON.parse(text));
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
