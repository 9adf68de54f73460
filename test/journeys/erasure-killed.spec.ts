import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { formWith } from '../security/operations.js';
import { PASSWORD } from '../support/app.js';
import { Browser } from '../support/browser.js';
import { everyRow } from '../support/everywhere.js';
import { Installation, type Running } from '../support/processes.js';
import { freePort, RedisServer, redisProgram } from '../support/redis-server.js';
import { until } from '../support/until.js';

// Somebody is erased while the process that does it is killed again and again, with mails to them that could not be sent.

const ADDRESS = 'lou.zibeline@ulco.example';
const TRACE = /zibeline|quokka|migraine|radiographie/i;
const onRedis = process.env['TEST_REDIS_URL'] !== undefined && redisProgram !== undefined;

let guichet: Installation, redis: RedisServer | undefined;
let api: Running, worker: Running, chief: Browser, person: string;
const processes: Running[] = [];
const begin = async (role: 'api' | 'worker') => {
  const running = await guichet.start(role);
  processes.push(running);
  return running;
};
const erasure = async () =>
  (await guichet.rows<{ state: string; statement: number }>('select state, at_statement as statement from erasure'))[0];

beforeAll(async () => {
  redis = onRedis ? await RedisServer.start() : undefined;
  guichet = await Installation.open({
    SMTP_URL: `smtp://127.0.0.1:${String(await freePort())}`,
    ...(redis ? { REDIS_URL: redis.url } : {}),
  });
  const [row] = await guichet.rows<{ id: string }>(
    `update person set email = $1, display_name = 'Lou Zibeline' where email = 'requester.ulco@guichet.example' returning id`,
    [ADDRESS],
  );
  person = row!.id;
  [api, worker] = [await begin('api'), await begin('worker')];
  chief = await guichet.as('admin.ulco', api.url);
  const [lou, agent] = [await new Browser(api.url).signIn(ADDRESS, PASSWORD), await guichet.as('agent.ulco', api.url)];
  // what is asked for and what goes wrong says the same things
  await Promise.all([
    new Browser(api.url).post('/auth/login', { email: ADDRESS, password: 'quokka' }),
    new Browser(api.url).post('/auth/forgotten', { email: ADDRESS }),
    agent.get('/people?q=zibeline'),
    agent.get('/tickets?q=quokka&zibeline=1'),
    lou.post('/tickets', { title: 'Ma migraine', zibeline: 'quokka' }),
  ]);
  for (let n = 0; n < 8; n += 1) {
    const question = { kind: 'incident', service: 'OAE', title: 'Ma migraine', description: 'Un quokka me regarde.' };
    const { body } = await lou.post('/tickets', question, { 'idempotency-key': `quokka-of-a-zibeline-${String(n)}` });
    const at = `/tickets/${body.reference as string}`;
    const form = formWith('ma radiographie', 'radiographie.txt', { audience: 'requester' });
    const answers = [
      await lou.send('POST', `${at}/attachments`, form),
      await agent.post(`${at}/messages`, { body: `Lou Zibeline <${ADDRESS}> a rappelé.`, audience: 'internal' }),
      await agent.post(`${at}/resolve`, { code: 'fixed', text: 'Plus de quokka, Lou Zibeline.' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200]);
  }
  await guichet.rows('update person set left_at = now() where id = $1', [person]);
  await until(
    async () => (await guichet.rows('select 1 from outbox union all select 1 from consumer_wake')).length === 0,
  );
}, 200_000);
afterAll(async () => {
  await guichet.close();
  await redis?.stop();
});

it('is gone to the last row, though whoever erases them is killed in the middle', async () => {
  expect((await guichet.rows('select 1 from mail_queue')).length).toBeGreaterThan(8);
  expect((await chief.post(`/people/${person}/erase`, { email: ADDRESS })).status).toBe(202);
  const killedAt: number[] = [];
  for (const at of [5, 40, 80]) {
    await until(async () => Number((await erasure())?.statement) >= at);
    await worker.end('SIGKILL');
    const stopped = await erasure();
    expect(stopped?.state).toBe('running');
    killedAt.push(stopped!.statement);
    // as if the time had passed for which the one that died had taken it
    await guichet.rows('update erasure set due_at = now()');
    worker = await begin('worker');
  }
  expect(killedAt).toEqual([...killedAt].sort((a, b) => a - b));
  await until(async () => (await erasure())?.state === 'done');
  expect((await chief.get(`/people/${person}/erasure`)).body.state).toBe('done');
});

it('stands in no table, no job, no file and no line that the processes wrote', async () => {
  const rows = await everyRow((text) => guichet.rows(text));
  expect(rows.length).toBeGreaterThan(100);
  const written = processes.flatMap(({ lines }) => lines);
  expect(written.filter((line) => line.includes('erase-people')).length).toBeGreaterThan(0);
  const files = readdirSync(guichet.dataDir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const held = [
    ...rows,
    ...written,
    ...files.map(({ parentPath, name }) => `${name}: ${readFileSync(join(parentPath, name), 'utf8')}`),
    ...(redis ? await inRedis(redis) : []),
  ];
  expect(held.filter((one) => TRACE.test(one))).toEqual([]);
});

/** Every key, with what it holds. */
async function inRedis(server: RedisServer): Promise<string[]> {
  const reading: Record<string, (key: string) => [string, ...string[]]> = {
    string: (key) => ['GET', key],
    hash: (key) => ['HGETALL', key],
    list: (key) => ['LRANGE', key, '0', '-1'],
    set: (key) => ['SMEMBERS', key],
    zset: (key) => ['ZRANGE', key, '0', '-1'],
    stream: (key) => ['XRANGE', key, '-', '+'],
  };
  const keys = (await server.ask('KEYS', '*')) as string[];
  expect(keys.length).toBeGreaterThan(0);
  return Promise.all(
    keys.map(async (key) => {
      const read = reading[(await server.ask('TYPE', key)) as string];
      return `${key}: ${JSON.stringify(read && (await server.ask(...read(key))))}`;
    }),
  );
}
