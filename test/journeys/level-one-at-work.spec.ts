import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { recomputedDifferences } from '../support/recompute.js';

let guichet: TestApp;
let requester: Browser, agent: Browser, spoc: Browser, engineer: Browser, uphf: Browser;

beforeAll(async () => {
  // a Tuesday, 10:00 in Paris; everybody works there from 8:00 to 18:00
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  [requester, agent, spoc, engineer, uphf] = (await Promise.all(
    ['requester.ulco', 'agent.ulco', 'spoc.ulco', 'engineer.fun', 'spoc.uphf'].map((account) => guichet.as(account)),
  )) as [Browser, Browser, Browser, Browser, Browser];
});
afterAll(() => guichet.close());

describe('level 1', () => {
  it('logs a call, which reaches the requester at the instant it is written down', async () => {
    const { body } = await requester.post('/tickets', {
      kind: 'incident',
      service: 'FUNCAMPUS',
      title: 'Page blanche',
      description: 'Depuis ce matin.',
    });
    const path = `/tickets/${body.reference as string}`;
    const call = { body: 'Rappelée, elle vérifie.', audience: 'internal', channel: 'phone' };
    const opened = guichet.clock.now();
    guichet.clock.moveTo(new Date(opened.getTime() + 30 * 60_000));
    const before = new Date(opened.getTime() - 1).toISOString();
    const after = new Date(guichet.clock.now().getTime() + 1).toISOString();
    for (const calledAt of [before, after])
      expect((await agent.post(`${path}/messages`, { ...call, calledAt })).body.code).toBe('not_then');
    const uncalled = { body: 'x', audience: 'internal', calledAt: opened.toISOString() };
    expect((await agent.post(`${path}/messages`, uncalled)).status).toBe(422);
    const asRequester = { ...call, audience: 'requester' };
    expect((await requester.post(`${path}/messages`, asRequester)).status).toBe(403);
    const logged = await agent.post(`${path}/messages`, { ...call, calledAt: opened.toISOString() });
    expect(logged.body).toMatchObject({ channel: 'phone' });
    const timers = (await agent.get(`${path}/timers`)).body.items as Record<string, unknown>[];
    const response = timers.find(({ side, metric }) => side === 'user' && metric === 'response');
    expect(response).toMatchObject({ state: 'met' });
    expect(new Date(response!['endedAt'] as string)).toEqual(guichet.clock.now());
  });

  it('keeps answers and templates, and fills in what an answer leaves open', async () => {
    const bad = await agent.post('/canned-answers', { name: 'Salut', body: 'Bonjour {requester.password}' });
    expect([bad.status, bad.body.code]).toEqual([422, 'unknown_placeholder']);
    const body = 'Bonjour {requester.name}, {reference} sur {service.name}. {"a": {}} {agent.name}';
    expect((await agent.post('/canned-answers', { name: 'Salut', body, shared: true })).status).toBe(403);
    const { body: own } = await agent.post('/canned-answers', { name: 'Salut', body });
    const { body: ticket } = await requester.post('/tickets', {
      kind: 'incident',
      service: 'FUNCAMPUS',
      title: 'Page blanche',
      description: 'Depuis ce matin.',
    });
    const path = `/tickets/${ticket.reference as string}/canned-answers/${own.id as string}`;
    const me = (await agent.get('/me')).body.name as string;
    const { text } = (await agent.get(path)).body;
    expect(text).toBe(
      `Bonjour ${ticket.requester.name as string}, ${ticket.reference as string} sur ${ticket.service.name as string}. {"a": {}} ${me}`,
    );
    expect((await spoc.get(path)).status).toBe(404);
    const at = `/canned-answers/${own.id as string}`;
    expect((await agent.put(at, { name: 'Salut', body: 'Bonjour' })).status).toBe(428);
    expect((await agent.put(at, { name: 'Salut', body: 'Bonjour' }, { 'if-match': '"1"' })).body.version).toBe(2);
    expect((await agent.put(at, { name: 'Salut', body: 'Bonsoir' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await spoc.send('DELETE', at, undefined, { 'if-match': '"2"' })).status).toBe(404);
    expect((await agent.send('DELETE', at, undefined, { 'if-match': '"2"' })).status).toBe(204);
    const shared = { name: 'Compte', shared: true, content: { kind: 'request', title: 'Créer un compte' } };
    const { body: template } = await spoc.post('/ticket-templates', shared);
    expect((await agent.get(`/ticket-templates/${template.id as string}`)).body.content).toEqual(shared.content);
    expect((await uphf.get(`/ticket-templates/${template.id as string}`)).status).toBe(404);
    const change = { name: 'Compte', content: {} };
    const etag = { 'if-match': '"1"' };
    expect((await agent.put(`/ticket-templates/${template.id as string}`, change, etag)).status).toBe(403);
    expect((await engineer.get('/ticket-templates')).status).toBe(403);
  });

  it('and the provider enter their time, each on their own side', async () => {
    const { body } = await agent.post('/tickets', {
      kind: 'incident',
      service: 'FUNCAMPUS',
      title: 'Page blanche',
      description: 'Depuis ce matin.',
    });
    const path = `/tickets/${body.reference as string}/time-spent`;
    await spoc.post(`/tickets/${body.reference as string}/escalate`, { function: 'support', summary: 'Voir' });
    for (const minutes of [0, -5, 1441, 1.5, '30']) expect((await agent.post(path, { minutes })).status).toBe(400);
    expect((await agent.post(path, { minutes: 5, on: '2026-02-30' })).status).toBe(422);
    expect((await agent.post(path, { minutes: 5, on: '2099-01-01' })).status).toBe(422);
    const { body: entry } = await agent.post(path, { minutes: 30, note: 'Diagnostic' });
    await agent.post(path, { minutes: 15 });
    await engineer.post(path, { minutes: 240 });
    expect((await spoc.get(path)).body).toMatchObject({ totalMinutes: 45 });
    expect((await engineer.get(path)).body).toMatchObject({ totalMinutes: 240, items: [{ minutes: 240 }] });
    expect((await spoc.send('DELETE', `${path}/${entry.id as string}`, undefined)).status).toBe(403);
    expect((await engineer.send('DELETE', `${path}/${entry.id as string}`, undefined)).status).toBe(404);
    expect((await agent.send('DELETE', `${path}/${entry.id as string}`, undefined)).status).toBe(204);
    const again = await agent.send('DELETE', `${path}/${entry.id as string}`, undefined);
    expect([again.status, again.body.code]).toEqual([409, 'time_kept']);
    expect((await spoc.get(path)).body).toMatchObject({ totalMinutes: 15, items: [{ minutes: 30 }, { minutes: 15 }] });
  });
});

it('leaves nothing stored that the record does not say', async () => {
  await guichet.sweep();
  expect((await recomputedDifferences(guichet)).differences).toEqual([]);
});
