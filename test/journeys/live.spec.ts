import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { Stream } from '../support/stream.js';

/** What happens, told to whoever watches while it happens: to those who may know it, once, in every process. */
let guichet: TestApp;
let second: Awaited<ReturnType<TestApp['another']>>;
let admin: pg.Client;
let spoc: Browser, agent: Browser, requester: Browser, engineer: Browser, foreign: Browser;
const streams: Stream[] = [];

beforeAll(async () => {
  guichet = await startTestApp();
  second = await guichet.another();
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  [spoc, agent, requester, engineer, foreign] = (await Promise.all(
    ['spoc.ulco', 'agent.ulco', 'requester.ulco', 'engineer.fun', 'spoc.uphf'].map((name) => guichet.as(name)),
  )) as [Browser, Browser, Browser, Browser, Browser];
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});
afterAll(async () => {
  await admin.end();
  await second.close();
  await guichet.close();
});

const watch = async (who: Browser, options: Parameters<typeof Stream.ready>[1] = {}) => {
  const stream = await Stream.ready(who, options);
  streams.push(stream);
  return stream;
};

async function open(who: Browser): Promise<string> {
  const { body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Un titre',
    description: 'Secret',
  });
  return body.reference as string;
}

/** What somebody may know of a ticket, by its timeline: another way to the same events. */
async function recorded(who: Browser, reference: string): Promise<string[]> {
  return (await who.get(`/tickets/${reference}/timeline?limit=100`)).body.items.map(({ id }: { id: string }) => id);
}

const sorted = (ids: readonly string[]) => [...ids].sort();

describe('somebody who watches', () => {
  it('is told what happens on the tickets that they may read, and nothing of what is written', async () => {
    const stream = await watch(spoc);
    const reference = await open(requester);
    await agent.post(`/tickets/${reference}/take`);
    await stream.until(() => stream.types(reference).includes('ticket.taken'));
    expect(stream.told.at(-1)?.data).toEqual({
      type: 'ticket.changed',
      reference,
      version: (await spoc.get(`/tickets/${reference}`)).body.version,
      events: expect.any(Array),
    });
    expect(sorted(stream.events(reference))).toEqual(sorted(await recorded(spoc, reference)));
    expect(stream.text).not.toMatch(/Secret|Un titre/);
  });

  it('gets headers that keep proxies from holding it back, and says when to come back', async () => {
    const stream = await watch(spoc);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
    expect(stream.text).toMatch(/^retry: \d+\n\n/);
  });

  it('is told what the wall shows: requesters of their own, a provider from the escalation on, nobody of others', async () => {
    const [atHome, asked, called, outside] = await Promise.all(
      [spoc, requester, engineer, foreign].map((who) => watch(who)),
    );
    const another = await open(agent);
    const reference = await open(requester);
    await agent.post(`/tickets/${reference}/take`);
    await agent.post(`/tickets/${reference}/messages`, { body: 'Entre nous', audience: 'internal' });
    await spoc.post(`/tickets/${reference}/escalate`, { function: 'support', summary: 'Un résumé' });
    await engineer.post(`/tickets/${reference}/messages`, { body: 'Chez FUN', audience: 'internal' });
    await engineer.post(`/tickets/${reference}/escalations/1/accept`);
    await spoc.post(`/tickets/${reference}/messages`, { body: 'Bonjour', audience: 'requester' });
    const own = await open(foreign);
    for (const [stream, who] of [
      [atHome, spoc],
      [asked, requester],
      [called, engineer],
    ] as const) {
      const due = await recorded(who, reference);
      await stream!.until(() => stream!.events(reference).length >= due.length);
      expect(sorted(stream!.events(reference))).toEqual(sorted(due));
    }
    await outside!.until(() => outside!.events(own).length > 0);
    expect(outside!.text).not.toContain('ULCO');
    expect(asked!.text).not.toContain(another);
    expect(atHome!.text).not.toContain(own);
    expect(atHome!.events(another).length).toBeGreaterThan(0);
    // each side's own note reached that side, and no other
    const notes = (stream: Stream) => stream.types(reference).filter((type) => type === 'message.posted').length;
    expect([atHome, asked, called].map((stream) => notes(stream!))).toEqual([2, 1, 2]);
    expect(called!.types(reference)).not.toContain('ticket.taken');
  });

  it('goes on where they were, with what they missed, once', async () => {
    const first = await watch(agent);
    const reference = await open(requester);
    await first.until(() => first.events(reference).length > 0);
    first.close();
    await agent.post(`/tickets/${reference}/take`);
    const another = await open(requester);
    const then = await watch(agent, { lastEventId: first.lastId });
    await agent.post(`/tickets/${reference}/resolve`, { code: 'fixed', text: 'Réparé' });
    await then.until(() => then.types(reference).includes('ticket.resolved'));
    expect(sorted([...first.events(reference), ...then.events(reference)])).toEqual(
      sorted(await recorded(agent, reference)),
    );
    expect(sorted(then.events(another))).toEqual(sorted(await recorded(agent, another)));
    expect(then.told.findIndex(({ data }) => data.type === 'ready')).toBe(2);
  });

  it('goes on from the middle of a batch too', async () => {
    const before = await watch(agent);
    before.close();
    const references = [await open(requester), await open(requester), await open(requester)];
    const whole = await watch(agent, { lastEventId: before.lastId });
    const middle = whole.told[0]!;
    whole.close();
    const rest = await watch(agent, { lastEventId: middle.id });
    expect(rest.told.map(({ data }) => data.reference)).not.toContain(middle.data.reference);
    const told = [...middle.data.events.map(({ id }: { id: string }) => id), ...rest.events()];
    const due = (await Promise.all(references.map((reference) => recorded(agent, reference)))).flat();
    expect(sorted(told)).toEqual(sorted(due));
  });

  it.each([
    ['forged', () => 'AAAA'.repeat(140)],
    ['of another person of the same institution', async () => (await watch(agent)).lastId],
    ['of another institution', async () => (await watch(foreign)).lastId],
    ['of nonsense', () => '1:1:1'],
  ])('is asked to read again when the id is %s', async (_what, id) => {
    const stream = await watch(spoc, { lastEventId: await id() });
    expect(stream.told.map(({ data }) => data)).toEqual([{ type: 'reset' }]);
    const reference = await open(requester);
    await stream.until(() => stream.events(reference).length > 0);
  });

  it('gets ids that tell nothing: of one length, different each time', async () => {
    const stream = await watch(foreign);
    const { body } = await guichet.anybody.get('/health/live');
    expect(body).toBeDefined();
    const ids = [stream.lastId];
    for (let n = 0; n < 3; n += 1) ids.push((await watch(foreign)).lastId);
    await open(requester);
    ids.push((await watch(foreign)).lastId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.map((id) => id.length)).size).toBe(1);
  });

  it('does not get a stream by HEAD, without signing in, or for a foreign institution', async () => {
    const url = `${guichet.anybody.url}/api/v1/live`;
    const head = await fetch(url, { method: 'HEAD', headers: spoc.authorization });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const nobody = await fetch(url);
    await nobody.body?.cancel();
    expect(nobody.status).toBe(401);
    const elsewhere = await fetch(url, { headers: { ...spoc.authorization, 'x-institution': 'UPHF' } });
    await elsewhere.body?.cancel();
    expect(elsewhere.status).toBe(403);
  });

  it('has ten streams at most, and gets another when one is closed', async () => {
    const auditor = await guichet.as('auditor.ulco');
    const many = await Promise.all(Array.from({ length: 10 }, () => watch(auditor)));
    const eleventh = await auditor.get('/live');
    expect([eleventh.status, eleventh.body.code]).toEqual([429, 'too_many_streams']);
    expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0);
    many[0]!.close();
    for (let tries = 0; ; tries += 1) {
      const again = await Stream.of(auditor).catch(() => undefined);
      if (again) {
        streams.push(again);
        break;
      }
      if (tries > 200) throw new Error('the place of a closed stream was never free');
    }
  });
});

describe('a stream ends', () => {
  it('when its session is ended, in whichever process', async () => {
    const who = await guichet.as('agent.ulco');
    const [here, there, others] = [await watch(who), await watch(who, { url: second.url }), await watch(agent)];
    await who.post('/auth/logout', undefined);
    await here.until(() => here.isOver);
    await there.until(() => there.isOver);
    expect(others.isOver).toBe(false);
  });

  it('when its reader loses a role', async () => {
    const manager = await guichet.as('manager.ulco');
    const stream = await watch(manager);
    await admin.query(
      `delete from role_grant where role = 'manager' and person_id = (select id from person where email = 'manager.ulco@guichet.example')`,
    );
    await stream.until(() => stream.isOver);
    expect((await manager.get('/tickets')).status).toBe(403);
  });
});

describe('two processes', () => {
  it('tell what was done in either, in the order of no id, each once', async () => {
    const [here, there] = [await watch(spoc), await watch(agent, { url: second.url })];
    const references = await Promise.all(Array.from({ length: 12 }, () => open(requester)));
    const inSecond = { ...agent.authorization, 'content-type': 'application/json' };
    await Promise.all(
      references.map((reference, n) =>
        n % 2 === 0
          ? agent.post(`/tickets/${reference}/take`)
          : fetch(`${second.url}/api/v1/tickets/${reference}/take`, {
              method: 'POST',
              headers: inSecond,
              body: '{}',
            }).then((answer) => answer.text()),
      ),
    );
    for (const reference of references) {
      const due = sorted(await recorded(spoc, reference));
      for (const stream of [here, there]) {
        await stream.until(() => stream.events(reference).length >= due.length);
        expect(sorted(stream.events(reference))).toEqual(due);
      }
    }
    // a position means the same in both
    const moved = await watch(agent, { url: guichet.anybody.url, lastEventId: there.lastId });
    expect(moved.events()).toEqual([]);
  });

  it('lose nothing to a transaction that commits after a later one', async () => {
    const [slow, quick] = [await open(requester), await open(requester)];
    const stream = await watch(spoc);
    // holds back the commit of the first move until the second one was told
    const held = new pg.Client({ connectionString: guichet.urls.admin });
    await held.connect();
    await held.query(`create function hold() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock(4711); return null; end $$;
      create constraint trigger hold after insert on event deferrable initially deferred for each row
        when (new.type = 'ticket.taken') execute function hold()`);
    await held.query('select pg_advisory_lock(4711)');
    const taking = agent.post(`/tickets/${slow}/take`);
    for (;;) {
      const { rows } = await admin.query(
        `select 1 from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`,
      );
      if (rows.length > 0) break;
    }
    await agent.post(`/tickets/${quick}/cancel`, { reason: 'Plus besoin' });
    await stream.until(() => stream.types(quick).includes('ticket.cancelled'));
    expect(stream.types(slow)).toEqual([]);
    await held.query('select pg_advisory_unlock(4711)');
    expect((await taking).status).toBe(200);
    await stream.until(() => stream.types(slow).includes('ticket.taken'));
    await held.query('drop trigger hold on event; drop function hold()');
    await held.end();
    expect(stream.types(slow).filter((type) => type === 'ticket.taken')).toHaveLength(1);
    expect(stream.types(quick).filter((type) => type === 'ticket.cancelled')).toHaveLength(1);
  });

  it('lose nothing when the connection that listens is cut', async () => {
    const [here, there] = [await watch(spoc), await watch(agent, { url: second.url })];
    const references: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { rowCount } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'guichet live' and datname = current_database()`,
      );
      if (n === 0) expect(rowCount).toBe(2);
      references.push(await open(requester));
    }
    for (const reference of references) {
      const due = sorted(await recorded(spoc, reference));
      for (const stream of [here, there]) {
        await stream.until(() => stream.events(reference).length >= due.length);
        expect(sorted(stream.events(reference))).toEqual(due);
      }
    }
  });
});
