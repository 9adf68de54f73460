import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTicket } from '../security/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

let guichet: TestApp;
let admin: pg.Client;
let requester: Browser, agent: Browser, spoc: Browser, engineer: Browser, foreign: Browser;
const someId = '00000000-0000-7000-8000-000000000000';
const version = (n: number) => ({ 'if-match': `"${String(n)}"` });

beforeAll(async () => {
  guichet = await startTestApp({ environment: { SESSION_HOURS: '720' } });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  requester = await guichet.as('requester.ulco');
  agent = await guichet.as('agent.ulco');
  spoc = await guichet.as('spoc.ulco');
  engineer = await guichet.as('engineer.fun');
  foreign = await guichet.as('spoc.uphf');
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const newTicket = async () => `/tickets/${await openTicket(requester)}`;
const escalate = (ticket: string) => spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Un résumé' });
const say = async (who: Browser, ticket: string, audience: string, more: object = {}) => {
  const { status, body } = await who.post(`${ticket}/messages`, { body: 'Bonjour', audience, ...more });
  expect(status).toBe(201);
  return body as { id: string; version: number };
};
const personOf = async (account: string) => {
  const { rows } = await admin.query<{ id: string }>('select id from person where email = $1', [
    `${account}@guichet.example`,
  ]);
  return rows[0]!.id;
};

describe('a message is edited', () => {
  const edit = (who: Browser, ticket: string, id: string, body: string, n: number) =>
    who.send('PATCH', `${ticket}/messages/${id}`, { body }, version(n));

  it('within ten minutes by its author, and both texts are read by the same people', async () => {
    const ticket = await newTicket();
    await escalate(ticket);
    const message = await say(spoc, ticket, 'shared');
    guichet.clock.advance(600_000);
    const edited = await edit(spoc, ticket, message.id, 'Bonsoir', 1);
    expect(edited).toMatchObject({ status: 200, body: { body: 'Bonsoir', version: 2, editedAt: expect.any(String) } });
    expect(edited.headers.get('etag')).toBe('"2"');
    const texts = async (who: Browser) => {
      const { status, body } = await who.get(`${ticket}/messages/${message.id}/versions`);
      return status === 200 ? (body.items as { body: string }[]).map(({ body: text }) => text) : status;
    };
    for (const who of [spoc, agent, engineer]) expect(await texts(who)).toEqual(['Bonjour', 'Bonsoir']);
    for (const who of [requester, foreign]) expect(await texts(who)).toBe(404);
    const { body: timeline } = await engineer.get(`${ticket}/timeline`);
    expect((timeline.items as { type: string }[]).at(-1)?.type).toBe('message.edited');
    guichet.clock.advance(1);
    expect(await edit(spoc, ticket, message.id, 'Trop tard', 2)).toMatchObject({
      status: 409,
      body: { code: 'edit_time_over' },
    });
  });

  it('by nobody else, of no other version, and not what a move has said', async () => {
    const ticket = await newTicket();
    await escalate(ticket);
    const message = await say(spoc, ticket, 'shared');
    const before = (await spoc.get(ticket)).body.version as number;
    for (const who of [agent, engineer, await guichet.as('spoc2.ulco')])
      expect((await edit(who, ticket, message.id, 'x', 1)).status).toBe(403);
    expect((await edit(requester, ticket, message.id, 'x', 1)).status).toBe(404);
    expect((await edit(foreign, ticket, message.id, 'x', 1)).status).toBe(404);
    expect((await edit(spoc, ticket, someId, 'x', 1)).status).toBe(404);
    expect((await edit(spoc, ticket, message.id, 'x', 2)).status).toBe(412);
    expect((await spoc.send('PATCH', `${ticket}/messages/${message.id}`, { body: 'x' })).status).toBe(428);
    expect((await edit(spoc, ticket, message.id, '', 1)).status).toBe(400);
    expect((await spoc.get(ticket)).body.version).toBe(before);
    const { body: asked } = await spoc.post(`${ticket}/qualify`, {
      impact: 'low',
      urgency: 'low',
      reason: 'Parce que',
    });
    expect(asked.priority).toBeDefined();
    const { body: thread } = await spoc.get(`${ticket}/messages`);
    const reason = (thread.items as { id: string; kind: string }[]).find(({ kind }) => kind === 'reason');
    expect(await edit(spoc, ticket, reason?.id ?? '', 'x', 1)).toMatchObject({
      status: 409,
      body: { code: 'not_editable' },
    });
  });

  it('of which another institution is told nothing, not even by the version of the ticket', async () => {
    const ticket = await newTicket();
    const inside = await say(spoc, ticket, 'shared');
    await escalate(ticket);
    const before = (await engineer.get(ticket)).body.version as number;
    expect((await edit(spoc, ticket, inside.id, 'Encore entre nous', 1)).status).toBe(200);
    expect((await engineer.get(ticket)).body.version).toBe(before);
    expect(JSON.stringify((await engineer.get(`${ticket}/timeline`)).body)).not.toContain('message.edited');
  });

  it('not once the part of somebody who reads it has ended: they see what was said until then', async () => {
    const ticket = await newTicket();
    await escalate(ticket);
    const message = await say(spoc, ticket, 'shared');
    const inside = await say(spoc, ticket, 'internal');
    expect((await spoc.post(`${ticket}/escalations/1/recall`)).status).toBe(200);
    expect(await edit(spoc, ticket, message.id, 'Un secret', 1)).toMatchObject({
      status: 409,
      body: { code: 'read_by_former_holder' },
    });
    expect((await edit(spoc, ticket, inside.id, 'Un secret', 1)).status).toBe(200);
    expect(JSON.stringify((await engineer.get(`${ticket}/messages`)).body)).not.toContain('Un secret');
  });

  it('by the person who asked too', async () => {
    const ticket = await newTicket();
    const message = await say(requester, ticket, 'requester');
    expect((await edit(requester, ticket, message.id, 'Bonsoir', 1)).status).toBe(200);
    expect((await edit(requester, ticket, message.id, 'Bonsoir', 2)).body.version).toBe(2);
  });
});

describe('a draft', () => {
  it('is one’s own: kept, read, overwritten only where it was read, and forgotten', async () => {
    const ticket = await newTicket();
    const path = `${ticket}/draft`;
    expect((await spoc.get(path)).body).toEqual({ body: '', audience: null, savedAt: null, version: 0 });
    const save = (who: Browser, body: string, n: number) => who.put(path, { body, audience: 'internal' }, version(n));
    expect(await save(spoc, 'Je pense', 0)).toMatchObject({ status: 200, body: { version: 1 } });
    expect((await save(spoc, 'D’une autre fenêtre', 0)).status).toBe(412);
    expect(await save(spoc, 'Je pense que', 1)).toMatchObject({
      status: 200,
      body: { version: 2, body: 'Je pense que' },
    });
    for (const who of [agent, requester, await guichet.as('spoc2.ulco')])
      expect((await who.get(path)).body).toMatchObject({ body: '', version: 0 });
    expect((await foreign.get(path)).status).toBe(404);
    expect((await requester.put(path, { body: 'x', audience: 'internal' }, version(0))).status).toBe(403);
    expect((await spoc.put(path, { body: 'x', audience: 'internal' })).status).toBe(428);
    await say(spoc, ticket, 'internal');
    expect((await spoc.get(path)).body.version).toBe(2);
    await say(spoc, ticket, 'internal', { discardDraft: true });
    expect((await spoc.get(path)).body.version).toBe(0);
    await save(spoc, 'Encore', 0);
    expect((await spoc.send('DELETE', path, undefined)).status).toBe(204);
    expect((await spoc.send('DELETE', path, undefined)).status).toBe(204);
    expect((await spoc.get(path)).body.version).toBe(0);
  });

  it('is gone after thirty days', async () => {
    const ticket = await newTicket();
    await agent.put(`${ticket}/draft`, { body: 'Ancien', audience: 'shared' }, version(0));
    guichet.clock.advance(29 * 86_400_000);
    const later = await guichet.as('agent.ulco');
    expect((await later.get(`${ticket}/draft`)).body.body).toBe('Ancien');
    guichet.clock.advance(86_400_001);
    expect((await (await guichet.as('agent.ulco')).get(`${ticket}/draft`)).body.body).toBe('');
    [requester, agent, spoc, engineer, foreign] = (await Promise.all(
      ['requester.ulco', 'agent.ulco', 'spoc.ulco', 'engineer.fun', 'spoc.uphf'].map((name) => guichet.as(name)),
    )) as [Browser, Browser, Browser, Browser, Browser];
  });
});

describe('a message mentions', () => {
  it('colleagues of one’s own side, who are told; the other side is not told whom', async () => {
    const ticket = await newTicket();
    await escalate(ticket);
    const id = await personOf('agent.ulco');
    const message = await say(spoc, ticket, 'shared', { body: 'Qui regarde la base ?', mentions: [id] });
    expect(message).toMatchObject({ mentions: [{ id, name: expect.any(String) }] });
    const letter = await guichet.mailbox.expect(
      'agent.ulco',
      ({ text }) => text?.includes('Qui regarde la base') ?? false,
    );
    expect(letter.mail.subject).toContain('mentionné');
    const { body: seen } = await engineer.get(`${ticket}/messages`);
    expect(seen.items.at(-1)).toMatchObject({ body: 'Qui regarde la base ?', mentions: [] });
    expect(JSON.stringify([seen, (await engineer.get(`${ticket}/timeline`)).body])).not.toContain(id);
    const theirs = await personOf('manager.fun');
    expect(await say(engineer, ticket, 'internal', { mentions: [theirs] })).toMatchObject({
      mentions: [{ id: theirs }],
    });
  });

  it('nobody else, and the answer is the same for whoever exists', async () => {
    const ticket = await newTicket();
    await escalate(ticket);
    const refusal = async (who: Browser, id: string, audience = 'shared') => {
      const { status, body } = await who.post(`${ticket}/messages`, { body: 'x', audience, mentions: [id] });
      return { status, ...body, requestId: '' };
    };
    const nobody = await refusal(spoc, someId);
    expect(nobody).toMatchObject({ status: 422, code: 'not_mentionable', errors: [{ pointer: '/mentions/0' }] });
    for (const account of ['engineer.fun', 'agent.uphf', 'requester.ulco', 'engineer.ulco', 'admin.ulco'])
      expect([account, await refusal(spoc, await personOf(account))]).toEqual([account, nobody]);
    expect(await refusal(requester, await personOf('agent.ulco'), 'requester')).toEqual(
      await refusal(requester, someId, 'requester'),
    );
    const { status } = await spoc.post(`${ticket}/messages`, {
      body: 'x',
      audience: 'shared',
      mentions: Array(21).fill(someId),
    });
    expect(status).toBe(400);
  });
});
