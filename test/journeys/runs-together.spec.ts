import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { began, done, host, makeAction, makeTicket, say } from '../support/action.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { Stream } from '../support/stream.js';
import { until } from '../support/until.js';

/** Runs that several people make: handed over, done together, ended by what others saw, in a process that dies. */
let guichet: TestApp;
let requester: Browser, agent: Browser, spoc: Browser, engineer: Browser, manager: Browser, foreign: Browser;
const streams: Stream[] = [];

beforeAll(async () => {
  guichet = await startTestApp();
  [requester, agent, spoc, engineer, manager, foreign] = (await Promise.all(
    ['requester.ulco', 'agent.ulco', 'spoc.ulco', 'engineer.fun', 'manager.fun', 'agent.uphf'].map((name) =>
      guichet.as(name),
    ),
  )) as [Browser, Browser, Browser, Browser, Browser, Browser];
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});
afterAll(() => guichet.close());

const action = (more: object = {}, isPublished = true) => makeAction({ engineer, manager }, more, isPublished);
const ticket = () => makeTicket(requester);

describe('a change of shift', () => {
  it('hands the run over: whoever comes sees all of it, and goes on', async () => {
    const { id } = await began(agent, await action(), `/tickets/${await ticket()}`);
    await done(agent, id, 1, { seen: 'Une invite' });
    await agent.post(`/runs/${id as string}/evidence`, { text: 'top : 100 %', n: 1 });
    const { id: to } = (await spoc.get('/me')).body;
    const { body: given } = await agent.post(`/runs/${id as string}/hand-over`, { to, note: 'Reste la file.' });
    expect(given.assignee).toEqual({ id: to, name: expect.any(String) });
    expect((await spoc.get('/runs?mine=true&state=running')).body.items.map((one: { id: string }) => one.id)).toContain(
      id,
    );
    const { body: seen } = await spoc.get(`/runs/${id as string}`);
    expect([seen.next, seen.steps[0].seen, seen.evidence.map(({ kind, text, n }: any) => [kind, text, n])]).toEqual([
      2,
      'Une invite',
      [
        ['text', 'top : 100 %', 1],
        ['hand_over', 'Reste la file.', null],
      ],
    ]);
    expect((await spoc.post(`/runs/${id as string}/take`)).body.code).toBe('already_there');
    await done(spoc, id, 2);
    expect((await agent.post(`/runs/${id as string}/take`)).body.assignee.id).toBe((await agent.get('/me')).body.id);
    // nobody else is given it
    const { id: engineers } = (await engineer.get('/me')).body;
    expect((await agent.post(`/runs/${id as string}/hand-over`, { to: engineers })).body.code).toBe('unknown_person');
    expect((await foreign.post(`/runs/${id as string}/take`)).status).toBe(404);
    expect((await spoc.post(`/runs/${id as string}/finish`, { outcome: 'partly' })).status).toBe(200);
  });
});

describe('two people on one run', () => {
  it('see each other’s steps live, and nobody else does', async () => {
    const { id } = await began(agent, await action(), `/tickets/${await ticket()}`);
    const [here, there, owner, outside] = await Promise.all(
      [agent, spoc, engineer, foreign].map(async (who) => {
        const stream = await Stream.ready(who);
        streams.push(stream);
        return stream;
      }),
    );
    await spoc.post(`/runs/${id as string}/look`);
    expect((await agent.get(`/runs/${id as string}`)).body.looking).toHaveLength(1);
    await done(agent, id, 1);
    const told = (stream: Stream) =>
      stream.told.map(({ data }) => data).filter((data) => data.type === 'run.changed' && data.id === id);
    const types = (stream: Stream) => told(stream).flatMap(({ events }) => events.map((event: any) => event.type));
    await there!.until(() => types(there!).includes('run.step_done'));
    expect(told(there!).at(-1)).toEqual({
      type: 'run.changed',
      id,
      version: 2,
      events: [{ id: expect.any(String), type: 'run.step_done' }],
    });
    await done(spoc, id, 2);
    await here!.until(() => types(here!).filter((type) => type === 'run.step_done').length === 2);
    await spoc.post(`/runs/${id as string}/finish`, { outcome: 'worked' });
    await here!.until(() => types(here!).includes('run.finished'));
    // what is told to the others comes after, and of the run nothing came before it
    const own = await ticket();
    await engineer.post('/runs', { action: await action(), parameters: host });
    const { body: theirs } = await foreign.post('/tickets', {
      kind: 'incident',
      service: 'FUNCAMPUS',
      title: 'x',
      description: 'x',
    });
    await outside!.until(() => outside!.events(theirs.reference).length > 0);
    await owner!.until(() => owner!.told.some(({ data }) => data.type === 'run.changed'));
    expect([owner!.text, outside!.text].filter((text) => text.includes(id) || text.includes(own))).toEqual([]);
  });

  it('are told what they missed when they come back', async () => {
    const { id } = await began(agent, await action());
    const first = await Stream.ready(spoc);
    streams.push(first);
    first.close();
    await done(agent, id, 1);
    const then = await Stream.ready(spoc, { lastEventId: first.lastId });
    streams.push(then);
    expect(then.told.map(({ data }) => [data.type, data.id])).toContainEqual(['run.changed', id]);
  });

  it('do different steps from the same version without failing, and of one step the second fails', async () => {
    const { id } = await began(agent, await action());
    await done(agent, id, 1);
    const [one, two] = await Promise.all([
      say(agent, id, 2, { state: 'done' }, '"2"'),
      say(spoc, id, 3, { state: 'done' }, '"2"'),
    ]);
    expect([one.status, two.status]).toEqual([200, 200]);
    const again = await say(spoc, id, 2, { state: 'failed' }, '"2"');
    expect([again.status, again.body.code]).toEqual([412, 'stale']);
  });
});

describe('an action', () => {
  it('is suspended after two runs that made it worse; those that go on say so', async () => {
    const reference = await action();
    const going = await began(agent, reference);
    for (const who of [agent, foreign]) {
      const { id } = await began(who, reference);
      await who.post(`/runs/${id as string}/finish`, { outcome: 'made_worse' });
    }
    await until(async () => (await manager.get(`/actions/${reference}`)).body.state === 'suspended');
    const { status, body } = await agent.post('/runs', { action: reference, parameters: host });
    expect([status, body.code]).toEqual([409, 'action_suspended']);
    expect((await agent.get(`/runs/${going.id as string}`)).body.banner).toBe('suspended');
    expect((await done(agent, going.id, 1)).status).toBe(200);
    // looked at and lifted, it takes two institutions, or its own
    expect((await manager.post(`/actions/${reference}/lift`)).status).toBe(200);
    guichet.clock.advance(60_000);
    for (const who of [agent, agent]) {
      const again = await began(who, reference);
      await who.post(`/runs/${again.id as string}/finish`, { outcome: 'made_worse' });
    }
    const one = await began(foreign, reference);
    expect((await manager.get(`/actions/${reference}`)).body.state).toBe('published');
    await foreign.post(`/runs/${one.id as string}/finish`, { outcome: 'made_worse' });
    await until(async () => (await manager.get(`/actions/${reference}`)).body.state === 'suspended');
  });
});

describe('a process that is killed in the middle of a run', () => {
  it('loses nothing that it acknowledged, and the run goes on elsewhere', async () => {
    const { id } = await began(agent, await action());
    const killed = await guichet.process();
    const there = agent.on(killed.url);
    await done(there, id, 1, { seen: 'Une invite' });
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; ; n += 1) {
        const text = `${String(writer)}/${String(n)}`;
        const answer = await there.post(`/runs/${id as string}/evidence`, { text }).catch(() => undefined);
        if (answer?.status !== 201) return;
        acknowledged.push(text);
      }
    });
    while (acknowledged.length < 20) await new Promise((resolve) => setImmediate(resolve));
    await killed.kill();
    await Promise.all(writers);
    const { body } = await spoc.get(`/runs/${id as string}`);
    expect([body.next, body.steps[0].seen]).toEqual([2, 'Une invite']);
    const kept = body.evidence.map(({ text }: { text: string }) => text);
    expect(acknowledged.filter((text) => !kept.includes(text))).toEqual([]);
    await done(spoc, id, 2);
    expect((await spoc.post(`/runs/${id as string}/finish`, { outcome: 'worked' })).status).toBe(200);
  });
});
