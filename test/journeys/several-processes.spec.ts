import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from '../support/browser.js';
import { Installation, type Running } from '../support/processes.js';
import { redisProgram, RedisServer } from '../support/redis-server.js';
import { Stream } from '../support/stream.js';
import { until } from '../support/until.js';

/** Two processes that answer and two that work, on one database: what one began, any other goes on with. */
const TEN_DAYS = 10 * 86_400_000;
const LATE = 24;
/** Five programs begin here, on a machine that may have other things to do. */
const PATIENCE = 300_000;

const url = process.env['TEST_REDIS_URL'];
const places = url !== undefined || redisProgram !== undefined ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];

describe.each(places)('two of each role, with jobs on %s', (place) => {
  let redis: RedisServer | undefined;
  let guichet: Installation;
  let apis: [Running, Running], workers: [Running, Running];
  let first: Browser, second: Browser, engineer: Browser;

  beforeAll(async () => {
    if (place === 'Redis' && url === undefined) redis = await RedisServer.start();
    const REDIS_URL = url ?? redis?.url ?? '';
    guichet = await Installation.open(place === 'Redis' ? { REDIS_URL } : {});
    // what was asked for ten days ago, and then everything stood still
    const past = await guichet.inThePast(new Date(Date.now() - TEN_DAYS));
    const spoc = await guichet.as('spoc.ulco', past.url);
    for (let count = 0; count < LATE; count += 1) await escalated(spoc);
    await past.kill();
    const roles = ['api', 'api', 'worker', 'worker'] as const;
    const all = await Promise.all(roles.map((role) => guichet.start(role)));
    apis = [all[0]!, all[1]!];
    workers = [all[2]!, all[3]!];
    [first, second] = [await guichet.as('spoc.ulco', apis[0].url), await guichet.as('spoc.ulco', apis[1].url)];
    engineer = await guichet.as('engineer.fun', apis[1].url);
  }, PATIENCE);
  afterAll(async () => {
    await guichet.close();
    await redis?.stop();
  });

  async function open(who: Browser): Promise<string> {
    const { status, body } = await who.post<{ reference: string }>('/tickets', {
      kind: 'incident',
      service: 'FUNCAMPUS',
      title: 'Plus rien',
      description: 'Tout est arrêté.',
      impact: 'high',
      urgency: 'high',
    });
    expect(status).toBe(201);
    return body.reference;
  }

  async function escalated(who: Browser): Promise<string> {
    const reference = await open(who);
    const { status } = await who.post(`/tickets/${reference}/escalate`, { function: 'support', summary: 'Arrêt.' });
    expect(status).toBe(200);
    return reference;
  }

  const twice = (text: string) =>
    guichet.rows(`select what, count(*) from (${text}) all_of_it group by what having count(*) > 1`);
  const isSettled = async () => {
    const [row] = await guichet.rows<{ left: string }>(
      `select (select count(*) from outbox) + (select count(*) from timer where wake_at <= now())
            + (select count(*) from mail_queue where due_at <= now()) as left`,
    );
    return row?.left === '0';
  };
  const isMailed = (reference: string) =>
    guichet.mailbox.received.some(({ mail }) => mail.subject?.includes(reference) === true);

  it(
    'do together what was due: every timer is told once and every mail is sent once',
    async () => {
      await until(isSettled);
      // consumers may still be at work on what was handed over: every ticket was escalated, so all have a mail
      const late = await guichet.rows<{ reference: string }>('select reference from ticket');
      expect(late).toHaveLength(LATE);
      await until(async () => late.every(({ reference }) => isMailed(reference)) && (await isSettled()));

      const told = `select stream_id || ' ' || type || ' ' || data as what from event where type like 'timer.%'`;
      expect(await twice(told)).toEqual([]);
      const missed = await guichet.rows(`select distinct stream_id from event where type = 'timer.missed'`);
      expect(missed).toHaveLength(LATE);
      const mails = new Map<string, number>();
      for (const { mail } of guichet.mailbox.received)
        mails.set(mail.messageId ?? '', (mails.get(mail.messageId ?? '') ?? 0) + 1);
      expect([...mails].filter(([, times]) => times > 1)).toEqual([]);
      expect(mails.size).toBeGreaterThanOrEqual(LATE);
      // both had a part in it, and nobody else did any
      for (const worker of workers) expect(worker.did('wake-consumer')).toBeGreaterThan(0);
      for (const api of apis) expect(api.lines.filter((line) => line.includes('is done'))).toEqual([]);
    },
    PATIENCE,
  );

  it('tell whoever watches at one what is done at the other', async () => {
    const stream = await Stream.ready(second);
    const reference = await open(first);
    await first.post(`/tickets/${reference}/take`);
    await stream.until(() => stream.types(reference).includes('ticket.taken'));
    stream.close();
  });

  it('count together how often somebody asks', async () => {
    const asked = 2 * LATE;
    await Promise.all(
      Array.from({ length: asked }, (_, n) => (n % 2 === 0 ? first : first.on(apis[1].url)).get('/me')),
    );
    const counted = `select coalesce(max(amount), 0)::int as most from request_count where minute > now() - interval '2 minutes'`;
    await until(async () => (await guichet.rows<{ most: number }>(counted))[0]!.most >= asked);
  });

  it(
    'go on when one of each is killed',
    async () => {
      const acknowledged: string[] = [];
      const stream = await Stream.ready(second);
      // both are being asked, and both are at work, when they die
      const writers = [first, second].map(async (who) => {
        for (let count = 0; count < 12; count += 1) {
          const reference = await escalated(who).catch(() => undefined);
          if (reference === undefined) return;
          acknowledged.push(reference);
        }
      });
      await until(() => Promise.resolve(acknowledged.length >= 6));
      await Promise.all([apis[0].end('SIGKILL'), workers[0].end('SIGKILL')]);
      await Promise.all(writers);

      for (const reference of acknowledged) expect((await second.get(`/tickets/${reference}`)).status).toBe(200);
      const last = await escalated(second);
      await stream.until(() => stream.types(last).includes('ticket.escalated'));
      stream.close();
      // a mail that the dead one was sending waits for its lease, the others do not
      const told = async () => {
        const { body } = await engineer.get('/tickets?limit=100');
        return body.items.length > 0 && [...acknowledged, last].every(isMailed);
      };
      await until(told);
      const timers = `select stream_id || ' ' || type || ' ' || data as what from event where type like 'timer.%'`;
      expect(await twice(timers)).toEqual([]);
      expect((await fetch(`${apis[1].url}/health/ready`)).status).toBe(200);
      expect((await fetch(`${workers[1].url}/health/ready`)).status).toBe(200);
    },
    PATIENCE,
  );

  it('end by themselves within ten seconds when they are asked to', async () => {
    const began = performance.now();
    expect(await Promise.all([apis[1].end('SIGTERM'), workers[1].end('SIGTERM')])).toEqual([0, 0]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
