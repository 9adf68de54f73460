import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from '../support/browser.js';
import { Installation, type Running } from '../support/processes.js';
import { redisProgram, RedisServer } from '../support/redis-server.js';
import { until } from '../support/until.js';

/** What is due stands in rows: a Redis that forgets everything, or is away, costs time and nothing else. */
const PATIENCE = 300_000;
const with_ = redisProgram === undefined ? it.skip : it;
let redis: RedisServer, guichet: Installation, all: Running, spoc: Browser;

beforeAll(async () => {
  if (redisProgram === undefined) return;
  redis = await RedisServer.start();
  guichet = await Installation.open({ REDIS_URL: redis.url });
  all = await guichet.start('all');
  spoc = await guichet.as('spoc.ulco', all.url);
}, PATIENCE);
afterAll(async () => {
  if (redisProgram === undefined) return;
  await guichet.close();
  await redis.stop();
});

async function open(): Promise<string> {
  const ticket = { kind: 'incident', service: 'FUNCAMPUS', title: 'Plus rien', description: 'Tout est arrêté.' };
  const { status, body } = await spoc.post<{ reference: string }>('/tickets', ticket);
  expect(status).toBe(201);
  await spoc.post(`/tickets/${body.reference}/escalate`, { function: 'support', summary: 'Arrêt.' });
  return body.reference;
}
const areMailed = (references: readonly string[]) => () =>
  Promise.resolve(
    references.every((reference) =>
      guichet.mailbox.received.some(
        ({ to, mail }) => to.includes('engineer.fun@guichet.example') && mail.subject?.includes(reference) === true,
      ),
    ),
  );
const left = async () => (await guichet.rows('select 1 from consumer_wake union all select 1 from outbox')).length;
const ready = async () => (await fetch(`${all.url}/health/ready`)).status;

with_(
  'emptied again and again while it is worked with, nothing that was to follow is left out',
  async () => {
    const references: string[] = [];
    // while one asks, the other empties, until all is asked for
    const over = new AbortController();
    const asking = (async () => {
      for (let count = 0; count < 15; count += 1) references.push(await open());
    })().finally(() => {
      over.abort();
    });
    const emptying = (async () => {
      while (!over.signal.aborted) await redis.ask('FLUSHALL');
    })();
    await Promise.all([asking, emptying]);
    await until(areMailed(references));
    await until(async () => (await left()) === 0);
    expect(all.lines.join('\n')).toContain('the queue had forgotten its schedule');
  },
  PATIENCE,
);

with_(
  'killed and started again empty: requests go on meanwhile, and everything follows afterwards',
  async () => {
    const before = await open();
    await redis.kill();
    const lines = all.lines.length;
    await until(async () => (await ready()) === 503);
    const meanwhile = [await open(), await open()];
    const said = () =>
      all.lines.slice(lines).filter((line) => /"level":"(warn|error)"/.test(line) && !line.includes('health'));
    await new Promise((resolve) => setTimeout(resolve, 5000));
    // each subject once in half a minute, though every poll and every try to connect fails
    expect(said().length).toBeLessThan(12);
    await redis.begin();
    await until(async () => (await ready()) === 200);
    await until(areMailed([before, ...meanwhile, await open()]));
    await until(async () => (await left()) === 0);
  },
  PATIENCE,
);

with_(
  'while it is away the program can be stopped all the same',
  async () => {
    await redis.kill();
    await until(async () => (await ready()) === 503);
    const began = performance.now();
    expect(await all.end('SIGTERM')).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
  },
  PATIENCE,
);
