import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

let guichet: TestApp;
let requester: Browser, agent: Browser, spoc: Browser, engineer: Browser;
let reference: string;
const at = (path: string) => `/tickets/${reference}${path}`;

beforeAll(async () => {
  // a Tuesday, 10:00 in Paris
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  requester = await guichet.as('requester.ulco');
  agent = await guichet.as('agent.ulco');
  spoc = await guichet.as('spoc.ulco');
  engineer = await guichet.as('engineer.fun');
});
afterAll(() => guichet.close());

describe('an incident on FUN Campus, from a teacher of ULCO to FUN and back', () => {
  it('is opened by the requester, whose urgency is a proposal', async () => {
    const { status, body, headers } = await requester.post('/tickets', {
      kind: 'incident',
      service: 'FUNCAMPUS',
      title: 'Les apprenants ne voient plus le quiz',
      description: 'Depuis ce matin, le quiz du module 3 ne s’affiche plus pour personne.',
      impact: 'medium',
      urgency: 'high',
    });
    expect(status).toBe(201);
    reference = body.reference;
    expect(reference).toBe('ULCO-2026-00001');
    expect(headers.get('etag')).toBe(`"${body.version}"`);
    expect(body).toMatchObject({
      state: 'new',
      priority: 'P3',
      proposedUrgency: 'high',
      institution: { code: 'ULCO' },
      service: { code: 'FUNCAMPUS' },
      nextActor: { kind: 'user_institution', institution: { code: 'ULCO' } },
      escalations: [],
      timers: [],
    });
    const mail = await guichet.mailbox.expect('requester.ulco', ({ subject }) => subject?.includes(reference) === true);
    expect(mail.from).toBe('');
  });

  it('is taken and qualified by level 1, whose timers only ULCO sees', async () => {
    await agent.post(at('/take'));
    const { status, body } = await agent.post(at('/qualify'), { impact: 'medium', urgency: 'high' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'in_progress', priority: 'P2', assignee: { name: expect.any(String) } });
    const timers = body.timers as { side: string; metric: string; targetMinutes: number; state: string }[];
    expect(timers.map(({ side, metric, targetMinutes }) => [side, metric, targetMinutes])).toEqual([
      ['user', 'resolution', 900],
      ['user', 'response', 60],
    ]);
  });

  const ids: string[] = [];
  it('gathers five messages', async () => {
    for (const [who, body, audience] of [
      [agent, 'Bonjour, sur quel navigateur ?', 'requester'],
      [requester, 'Firefox, et Chrome aussi.', 'requester'],
      [agent, 'Note interne : vu le même cas en novembre.', 'internal'],
      [agent, 'Merci, nous regardons.', 'requester'],
      [requester, 'Voici le lien du module.', 'requester'],
    ] as const) {
      const { status, body: message } = await who.post(at('/messages'), { body, audience });
      expect(status).toBe(201);
      ids.push(message.id);
    }
    const { body } = await agent.get(at('/messages'));
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(ids);
    const { body: seen } = await requester.get(at('/messages'));
    expect(seen.items.map(({ id }: { id: string }) => id)).toEqual(ids.filter((_, index) => index !== 2));
  });

  it('does not exist for FUN before it is escalated', async () => {
    expect((await engineer.get(at(''))).status).toBe(404);
    expect((await engineer.post(at('/escalations/1/accept'))).status).toBe(404);
    expect((await engineer.get('/tickets')).body.items).toEqual([]);
  });

  it('is escalated by the SPOC alone, with a summary and two of the five messages', async () => {
    const sending = {
      function: 'support',
      summary: 'Quiz du module 3 invisible, deux navigateurs.',
      messages: [ids[1], ids[4]],
    };
    expect((await agent.post(at('/escalate'), sending)).status).toBe(403);
    const { status, body } = await spoc.post(at('/escalate'), sending);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'in_progress',
      nextActor: { kind: 'provider', institution: { code: 'FUN' } },
      escalations: [{ n: 1, function: 'support', institution: { code: 'FUN' }, state: 'offered', own: false }],
    });
    expect(body.timers.filter(({ side }: { side: string }) => side === 'provider')).toMatchObject([
      { metric: 'resolution', state: 'running', targetMinutes: 600, dueAt: '2026-03-11T09:00:00Z' },
      { metric: 'response', state: 'running', targetMinutes: 60, dueAt: '2026-03-10T10:00:00Z' },
    ]);
    await guichet.mailbox.expect('engineer.fun', ({ subject }) => subject?.includes(reference) === true);
  });

  it('shows FUN just these: the summary and two messages, no description, no name, no timers of ULCO', async () => {
    const { body } = await engineer.get(at(''));
    expect(body).toMatchObject({
      description: null,
      assignee: null,
      requester: { id: null, name: 'a user of ULCO' },
      escalations: [{ summary: 'Quiz du module 3 invisible, deux navigateurs.' }],
    });
    expect(body.timers.map(({ side }: { side: string }) => side)).toEqual(['provider', 'provider']);
    const { body: thread } = await engineer.get(at('/messages'));
    expect(thread.items.map(({ id }: { id: string }) => id)).toEqual([ids[1], ids[4]]);
    expect(JSON.stringify(thread)).not.toContain('@');
    const { body: list } = await engineer.get('/tickets');
    expect(list.items).toMatchObject([{ reference }]);
  });

  it('is accepted, a question is asked and answered, and the wait does not count', async () => {
    guichet.clock.advance(30 * 60_000);
    const { body: accepted } = await engineer.post(at('/escalations/1/accept'));
    expect(accepted.escalations[0]).toMatchObject({ state: 'accepted', assignee: { name: expect.any(String) } });
    const { body: asked } = await engineer.post(at('/escalations/1/ask'), { body: 'Le module est-il publié ?' });
    expect(asked).toMatchObject({ nextActor: { kind: 'user_institution', institution: { code: 'ULCO' } } });
    expect(asked.timers.find(({ metric }: { metric: string }) => metric === 'resolution')).toMatchObject({
      state: 'paused',
      dueAt: null,
    });
    await guichet.mailbox.expect('spoc.ulco', ({ text }) => text?.includes('Le module est-il publié ?') === true);
    guichet.clock.advance(2 * 3_600_000);
    const { body: answered } = await spoc.post(at('/escalations/1/answer'), { body: 'Oui, depuis lundi.' });
    const provider = answered.timers.filter(({ side }: { side: string }) => side === 'provider');
    expect(provider).toMatchObject([
      { metric: 'resolution', state: 'running', dueAt: '2026-03-11T11:00:00Z' },
      { metric: 'response', state: 'met' },
    ]);
  });

  it('takes a word of the requester meanwhile: FUN reads it, and still owes the next step', async () => {
    const { status, body } = await requester.post(at('/messages'), {
      body: 'Cela bloque l’examen.',
      audience: 'requester',
    });
    expect(status).toBe(201);
    const { body: seen } = await engineer.get(at(''));
    expect(seen.nextActor).toMatchObject({ kind: 'provider', institution: { code: 'FUN' } });
    expect((await engineer.get(at('/messages'))).body.items.at(-1)).toMatchObject({
      id: body.id,
      author: { name: 'a user of ULCO', id: null },
    });
    expect((await engineer.get('/tickets?nextActor=FUN')).body.items).toMatchObject([{ reference }]);
  });

  it('is delivered with a text for the requester, transmitted and resolved in one move, and closed', async () => {
    guichet.clock.advance(3_600_000);
    const text = 'Le quiz est de nouveau visible : le cache du module a été reconstruit.';
    const { body: delivered } = await engineer.post(at('/escalations/1/deliver'), {
      code: 'fixed',
      textForRequester: text,
    });
    expect(delivered).toMatchObject({ nextActor: { kind: 'user_institution' }, escalations: [{ state: 'delivered' }] });
    const { status, body: resolved } = await spoc.post(at('/escalations/1/confirm'), { resolve: true });
    expect(status).toBe(200);
    expect(resolved).toMatchObject({
      state: 'resolved',
      resolutionCode: 'fixed',
      nextActor: { kind: 'nobody' },
      escalations: [{ state: 'confirmed' }],
    });
    expect(resolved.timers.map(({ state }: { state: string }) => state)).toEqual(['met', 'met', 'met', 'met']);
    const mail = await guichet.mailbox.expect('requester.ulco', (one) => one.text?.includes(text) === true);
    expect(mail.mail.references).toContain('<');
    const { body: closed } = await agent.post(at('/close'));
    expect(closed.state).toBe('closed');
    expect((await requester.post(at('/reopen'), { reason: 'encore' })).status).toBe(409);
  });
});
