import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultyDay, generator } from '../support/faulty-day.js';
import { GoodClient } from '../support/good-client.js';
import { startOwnPostgres, type OwnPostgres } from '../support/own-postgres.js';
import { Installation } from '../support/processes.js';
import { RedisServer, redisProgram } from '../support/redis-server.js';
import { SmtpProgram } from '../support/smtp-program.js';
import { Supervised } from '../support/supervised.js';
import { until } from '../support/until.js';

/**
 * Two hundred tickets between four institutions while everything that can die is killed (`kill -9`) at instants drawn by
 * chance, and started again as a supervisor would. GUICHET_SEED repeats a run; what dies when is drawn from it, though not
 * what happens to be under way then.
 */
const SEED = Number(process.env['GUICHET_SEED'] ?? 20261123);
const TICKETS = Number(process.env['GUICHET_TICKETS'] ?? 200);
const PATIENCE = 600_000;
const onRedis = process.env['TEST_REDIS_URL'] !== undefined && redisProgram !== undefined;

let postgres: OwnPostgres, redis: RedisServer | undefined, smtp: SmtpProgram, guichet: Installation;
let api: Supervised, all: Supervised, worker: Supervised;
let client: GoodClient, day: FaultyDay, killed: string[];

const count = async (text: string) => Number((await guichet.rows<{ n: string }>(`select count(*) as n ${text}`))[0]?.n);
const none = async (text: string) => {
  expect(await guichet.rows(text)).toEqual([]);
};

/** What was started last is ended first, also where the rest was never started. */
const started: (() => Promise<unknown>)[] = [];

async function supervised(role: 'api' | 'worker' | 'all'): Promise<Supervised> {
  const each = await Supervised.start(guichet, role);
  started.push(() => each.stop());
  return each;
}

beforeAll(async () => {
  console.log(`GUICHET_SEED=${String(SEED)}, jobs on ${onRedis ? 'Redis' : 'PostgreSQL'}`);
  postgres = await startOwnPostgres();
  started.push(postgres.stop);
  smtp = await SmtpProgram.start();
  started.push(() => smtp.stop());
  if (onRedis) {
    const server = await RedisServer.start();
    started.push(() => server.stop());
    redis = server;
  }
  const settings = { SMTP_URL: smtp.url, LOG_LEVEL: 'warn', ...(redis ? { REDIS_URL: redis.url } : {}) };
  guichet = await Installation.open(settings, postgres.server);
  started.push(() => guichet.close());
  [api, all, worker] = [await supervised('api'), await supervised('all'), await supervised('worker')];
  for (const each of [api, all, worker]) await until(() => each.isReady());
  const { random, below } = generator(SEED, 1);
  // one in ten goes away before it is answered, and cannot know what became of what it asked for
  client = new GoodClient([api.url, all.url], () => (random() < 0.1 ? 1 + below(80) : undefined));
  day = await FaultyDay.begin(client, (account) => guichet.as(account, api.url), SEED);
}, PATIENCE);
afterAll(async () => {
  for (let end = started.pop(); end; end = started.pop()) await end();
}, PATIENCE);

/** What may die, and how it comes back. */
function victims(): Record<string, () => Promise<void>> {
  const again = (server: { kill: () => Promise<void>; begin: () => Promise<void> }) => async () => {
    await server.kill();
    await wait(500);
    await server.begin();
  };
  return {
    api: () => api.kill(),
    all: () => all.kill(),
    worker: () => worker.kill(),
    smtp: again(smtp),
    ...(redis ? { redis: again(redis) } : {}),
    // its supervisor brings it back
    database: () => {
      postgres.kill();
      return Promise.resolve();
    },
  };
}

it(
  'people get through their day while everything is killed, and are only ever told to come back',
  async () => {
    const kills = victims();
    const began = performance.now();
    killed = await day.pass(TICKETS, kills);
    const seconds = Math.round((performance.now() - began) / 1000);
    const told = [...client.statuses].map(([status, n]) => `${String(n)} x ${String(status)}`).join(', ');
    console.log(
      `${String(seconds)} s: killed ${killed.join(', ')}; told ${told}; ${String(client.cut)} without an answer`,
    );
    expect(new Set(killed)).toEqual(new Set(Object.keys(kills)));
    expect(client.wrong).toEqual([]);
    // what was killed was under way
    expect(client.cut + (client.statuses.get(503) ?? 0)).toBeGreaterThan(0);
    for (const { ended } of [api, all, worker]) expect(ended).toEqual([]);
    expect(day.refused).toEqual([]);

    // those that were killed last are back by themselves too
    for (const each of [api, all, worker]) await until(() => each.isReady());
    // whoever was sending a mail, or could not, tries again when time has passed: here it passes at once
    expect(await Promise.all([all.stop(), worker.stop()])).toEqual([0, 0]);
    await guichet.rows('update mail_queue set due_at = now()');
    worker = await supervised('worker');
    await until(() => worker.isReady());
    const rest = `from (select 1 from outbox union all select 1 from consumer_wake union all select 1 from mail_queue
                  union all select 1 from timer where wake_at <= now()) left_over`;
    await until(async () => (await count(rest)) === 0);
  },
  PATIENCE,
);

describe('afterwards', () => {
  it('everything acknowledged is there once, and nothing twice', async () => {
    const tickets = await guichet.rows<{ title: string; n: string }>(
      'select title, count(*) as n from ticket group by title',
    );
    expect(tickets.filter(({ n }) => n !== '1')).toEqual([]);
    expect(tickets.map(({ title }) => title).sort()).toEqual([...day.opened.keys()].sort());
    const messages = await guichet.rows<{ body: string; n: string }>(
      `select body, count(*) as n from message where body like 'mot %' group by body`,
    );
    expect(messages.filter(({ n }) => n !== '1')).toEqual([]);
    expect(messages.map(({ body }) => body).sort()).toEqual([...day.written].sort());
    const moves = await guichet.rows<{ move: string }>(
      `select t.reference || ' ' || e.type as move
         from event e join ticket t on t.id = e.stream_id
        where e.type = any ($1)`,
      [
        [
          'ticket.opened',
          'ticket.taken',
          'ticket.escalated',
          'ticket.resolved',
          'escalation.accepted',
          'escalation.delivered',
          'escalation.confirmed',
        ],
      ],
    );
    expect(moves.map(({ move }) => move).sort()).toEqual([...day.moved].sort());
  });

  it('the record verifies and every timer recomputes', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/src/admin/main.js', 'verify'], {
      env: { PATH: process.env['PATH'], ...guichet.environment },
    });
    const figures =
      /compared (\d+) events in (\d+) chains and .*: 0 flaws\nrecomputed (\d+) timers, .* of (\d+) tickets: 0 flaws/;
    const [events, chains, timers, tickets] = (figures.exec(stdout) ?? []).slice(1).map(Number);
    expect(stdout).toMatch(figures);
    expect(events).toBeGreaterThan(TICKETS * 2);
    expect(chains).toBeGreaterThanOrEqual(TICKETS);
    expect(timers).toBeGreaterThan(TICKETS / 2);
    expect(tickets).toBe(TICKETS);
  });

  it('nothing was given up, and every mail went: once, or again where nobody could know', async () => {
    await none('select consumer, stream_id, error from consumer_cursor where parked_at is not null');
    await none(`select id, error from mail where state not in ('sent', 'uncertain')`);
    const came = new Map<string, number>();
    for (const { messageId } of smtp.taken) {
      const id = /^<([^@]+)@/.exec(messageId)?.[1] ?? messageId;
      came.set(id, (came.get(id) ?? 0) + 1);
    }
    const mails = await guichet.rows<{ id: string; state: string; attempts: number }>(
      'select id, state, attempts from mail',
    );
    const again = [...came.values()].filter((times) => times > 1).length;
    console.log(`${String(mails.length)} mails, of which ${String(again)} came more than once`);
    expect(mails.length).toBeGreaterThan(TICKETS);
    expect(mails.filter(({ id, state }) => state === 'sent' && !came.has(id))).toEqual([]);
    // each kill cuts at most what two senders have under way
    expect(again).toBeLessThanOrEqual(2 * killed.length);
    // no more often than it was tried
    expect(mails.filter(({ id, attempts }) => (came.get(id) ?? 0) > attempts)).toEqual([]);
    const known = new Set(mails.map(({ id }) => id));
    expect([...came.keys()].filter((id) => !known.has(id))).toEqual([]);
    // and whoever was called was written to
    await none(
      `select t.reference from ticket t
        where exists (select from event e where e.stream_id = t.id and e.type = 'ticket.escalated')
          and not exists (select from mail m where m.ticket_id = t.id and m.to_address like 'engineer.%')`,
    );
  });
});
