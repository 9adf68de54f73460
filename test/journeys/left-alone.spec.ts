import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compiled } from '../support/compiled.js';
import { recomputedDifferences } from '../support/recompute.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

let guichet: TestApp;
let agent: Browser, spoc: Browser, requester: Browser, engineer: Browser;

beforeAll(async () => {
  // a Tuesday, 10:00 in Paris; everybody works there from 8:00 to 18:00
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', environment: { SESSION_HOURS: '720' } });
  await signIn();
});
afterAll(() => guichet.close());

async function signIn(): Promise<void> {
  [agent, spoc, requester, engineer] = (await Promise.all(
    ['agent.ulco', 'spoc.ulco', 'requester.ulco', 'engineer.fun'].map((account) => guichet.as(account)),
  )) as [Browser, Browser, Browser, Browser];
}

/** Moves the clock and lets time do what it does. */
async function comes(instant: string): Promise<void> {
  guichet.clock.moveTo(new Date(instant));
  await guichet.sweep();
}

async function open(who: Browser, more: object = {}): Promise<string> {
  const { body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Le cours ne s’ouvre plus',
    description: 'La page reste blanche.',
    ...more,
  });
  return `/tickets/${body.reference as string}`;
}

const ahead = async (who: Browser, ticket: string) => {
  const { body } = await who.get(`${ticket}/appointments`);
  return (body.items as { kind: string; at: string }[]).map(({ kind, at }) => `${kind} ${at}`);
};
const happened = async (who: Browser, ticket: string, type: string) => {
  const { body } = await who.get(`${ticket}/timeline?limit=100`);
  return (body.items as { type: string; actor: { isSystem: boolean }; data: Record<string, unknown> }[]).filter(
    (entry) => entry.type === type,
  );
};
const mail = async (to: string, ticket: string, words: RegExp) => {
  const reference = ticket.slice('/tickets/'.length);
  const { mail } = await guichet.mailbox.expect(
    to,
    ({ subject, text }) => subject?.includes(reference) === true && words.test(unwrapped(text)),
  );
  return unwrapped(mail.text);
};
const unwrapped = (text: string | undefined) => (text ?? '').replace(/\n> ?|\s+/g, ' ');

describe('a question that nobody answers', () => {
  let ticket: string;

  it('is recalled to the SPOCs twice, the second time with what follows', async () => {
    ticket = await open(requester);
    await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Page blanche.' });
    await engineer.post(`${ticket}/escalations/1/accept`);
    await engineer.post(`${ticket}/escalations/1/ask`, { body: 'Quel navigateur ?' });
    expect(await ahead(spoc, ticket)).toEqual([
      'remind_question 2026-03-12T17:00:00Z',
      'remind_question 2026-03-17T17:00:00Z',
      'return_unanswered 2026-03-24T17:00:00Z',
    ]);
    expect(await ahead(engineer, ticket)).toEqual(['return_unanswered 2026-03-24T17:00:00Z']);
    expect(await ahead(requester, ticket)).toEqual([]);
    await comes('2026-03-12T16:59:59Z');
    expect(await happened(spoc, ticket, 'escalation.reminded')).toEqual([]);
    const { version } = (await spoc.get(ticket)).body;
    await comes('2026-03-12T17:00:00Z');
    await comes('2026-03-17T17:00:00Z');
    await guichet.sweep();
    expect(await happened(spoc, ticket, 'escalation.reminded')).toMatchObject([
      { actor: { isSystem: true }, data: { n: 1, about: 'question', workingDays: 2 } },
      { data: { workingDays: 5, returnsAt: '2026-03-24T17:00:00.000Z' } },
    ]);
    expect(await happened(engineer, ticket, 'escalation.reminded')).toEqual([]);
    // a reminder changes nothing of the ticket
    expect((await spoc.get(ticket)).body.version).toBe(version);
    await mail('spoc.ulco', ticket, /toujours votre réponse.*Quel navigateur/);
    await mail('spoc2.ulco', ticket, /returned to you by itself on Tuesday 24 March 2026 at 18:00/);
  });

  it('is returned after ten working days, and both sides are told', async () => {
    await comes('2026-03-24T17:00:00Z');
    const { body } = await spoc.get(ticket);
    expect(body.escalations).toMatchObject([{ n: 1, state: 'returned' }]);
    expect(body.nextActor).toMatchObject({ kind: 'user_institution', institution: { code: 'ULCO' } });
    const { body: thread } = await engineer.get(`${ticket}/messages`);
    expect(thread.items.at(-1)).toMatchObject({ kind: 'reason', author: { name: 'Guichet' } });
    await mail('spoc.ulco', ticket, /vous est retournée, car la question de GIP FUN-MOOC/);
    await mail('engineer.fun', ticket, /est retournée à Université du Littoral/);
    // sent by the program: nobody of level 1 has answered anybody
    expect(body.timers).toMatchObject([
      { side: 'user', metric: 'resolution' },
      { side: 'user', metric: 'response', state: 'missed' },
      {},
      {},
    ]);
    expect(await ahead(spoc, ticket)).toEqual([]);
  });

  it('leaves the managers of both institutions alone until the second return, and the third sending', async () => {
    await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Sous Firefox.' });
    await engineer.post(`${ticket}/escalations/2/return`, { code: 'other', reason: 'Toujours rien à voir.' });
    const text = await mail('manager.fun', ticket, /2e retour de cette demande.*Toujours rien à voir/);
    expect(text).toContain('vous êtes responsable de ce service');
    await mail('manager.ulco', ticket, /2e retour de cette demande/);
    await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Et avec un compte neuf.' });
    await mail('manager.ulco', ticket, /3e envoi de cette demande.*compte neuf/);
    await mail('manager.fun', ticket, /3e envoi de cette demande/);
    const toManagers = guichet.mailbox.received.filter(({ to }) => to.some((one) => one.startsWith('manager.')));
    expect(toManagers).toHaveLength(4);
    await spoc.post(`${ticket}/escalations/3/recall`);
  });
});

describe('a delivery that is left alone', () => {
  let ticket: string;

  it('is announced, then transmitted, and resolves the ticket', async () => {
    ticket = await open(requester);
    await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Page blanche.' });
    await engineer.post(`${ticket}/escalations/1/accept`);
    await engineer.post(`${ticket}/escalations/1/deliver`, {
      code: 'fixed',
      textForRequester: 'Le cours s’ouvre de nouveau.',
    });
    expect(await ahead(engineer, ticket)).toEqual(['transmit 2026-03-27T17:00:00Z']);
    await comes('2026-03-26T17:00:00Z');
    await mail('spoc.ulco', ticket, /transmise d’elle-même le vendredi 27 mars 2026 à 18 h 00.*s’ouvre de nouveau/);
    expect((await spoc.get(ticket)).body.state).toBe('new');
    await comes('2026-03-27T17:00:00Z');
    const { body } = await spoc.get(ticket);
    expect(body).toMatchObject({ state: 'resolved', resolutionCode: 'fixed', escalations: [{ state: 'confirmed' }] });
    await mail('spoc.ulco', ticket, /le texte ci-dessous a été transmis/);
    // the clocks have gone forward on the 29th
    await mail('requester.ulco', ticket, /s’ouvre de nouveau.*close le vendredi 3 avril 2026 à 18 h 00/);
    expect(await ahead(spoc, ticket)).toEqual(['close 2026-04-03T16:00:00Z']);
    expect(await ahead(engineer, ticket)).toEqual([]);
  });

  it('closes it at the instant that was said', async () => {
    await comes('2026-04-03T15:59:59Z');
    expect((await spoc.get(ticket)).body.state).toBe('resolved');
    await comes('2026-04-03T16:00:00Z');
    expect((await spoc.get(ticket)).body).toMatchObject({ state: 'closed', closedAt: '2026-04-03T16:00:00Z' });
    await mail('requester.ulco', ticket, /est close/);
  });
});

describe('a requester who does not answer', () => {
  it('is reminded twice, told of the end, and the ticket resolved without them', async () => {
    guichet.clock.moveTo(new Date('2026-04-07T08:00:00Z'));
    await signIn();
    const ticket = await open(requester);
    await agent.post(`${ticket}/take`);
    await agent.post(`${ticket}/wait`, {
      cause: 'requester',
      followUpAt: '2026-04-10T08:00:00Z',
      message: 'Depuis quand ?',
    });
    await comes('2026-04-10T08:00:00Z');
    await mail('agent.ulco', ticket, /date de relance que vous aviez fixée/);
    await comes('2026-04-10T16:00:00Z');
    await mail('requester.ulco', ticket, /toujours votre réponse.*Depuis quand/);
    await comes('2026-04-16T16:00:00Z');
    await mail('requester.ulco', ticket, /résolue d’elle-même le mardi 21 avril 2026 à 18 h 00/);
    await comes('2026-04-21T16:00:00Z');
    expect((await agent.get(ticket)).body).toMatchObject({ state: 'resolved', resolutionCode: 'no_answer' });
    await mail('requester.ulco', ticket, /restée sans réponse.*rouvrir jusqu’au mardi 28 avril 2026/);
    const { body: thread } = await requester.get(`${ticket}/messages`);
    expect(thread.items.at(-1)).toMatchObject({ kind: 'resolution', author: { name: 'Guichet' } });
    expect(await happened(requester, ticket, 'ticket.reminded')).toHaveLength(2);
    expect(await happened(agent, ticket, 'ticket.follow_up_due')).toHaveLength(1);
    expect(await happened(requester, ticket, 'ticket.follow_up_due')).toEqual([]);
  });

  it('has it resolved at once after an outage, and not reminded of what is over', async () => {
    await signIn();
    const ticket = await open(requester);
    await agent.post(`${ticket}/take`);
    const waiting = { cause: 'requester', followUpAt: '2027-01-01T00:00:00Z', message: 'Depuis quand ?' };
    await agent.post(`${ticket}/wait`, waiting);
    await comes('2026-05-20T08:00:00Z');
    await signIn();
    expect((await agent.get(ticket)).body).toMatchObject({ state: 'resolved', resolvedAt: '2026-05-20T08:00:00Z' });
    expect(await happened(agent, ticket, 'ticket.reminded')).toEqual([]);
  });
});

describe('an escalation that nobody accepts', () => {
  it('goes to the next holder, then to the lead provider, then to the managers', async () => {
    const asker = await guichet.as('spoc.ujm');
    const ticket = await open(asker, { service: 'OAE', impact: 'medium', urgency: 'high' });
    await asker.post(`${ticket}/escalate`, {
      function: 'support',
      summary: 'Dossier vide.',
      messages: ['description'],
    });
    const first = await guichet.as('engineer.ulco');
    const before = (await first.get(ticket)).body.timers;
    // 60 minutes of working time each, from its own offer
    await comes('2026-05-20T09:00:00Z');
    expect((await asker.get(ticket)).body.escalations).toMatchObject([
      { institution: { code: 'ULCO' }, state: 'offered' },
    ]);
    await comes('2026-05-20T09:00:00.001Z');
    const second = await guichet.as('engineer.uphf');
    const { body: seen } = await second.get(ticket);
    expect(seen).toMatchObject({
      description: 'La page reste blanche.',
      escalations: [{ n: 2, summary: 'Dossier vide.' }],
    });
    expect(await ahead(second, ticket)).toEqual(['offer_next 2026-05-20T10:00:00.002Z']);
    // the same target goes on
    const started = (timers: { side: string; metric: string; startedAt: string }[]) =>
      timers.filter(({ side }) => side === 'provider').map(({ metric, startedAt }) => `${metric} ${startedAt}`);
    expect(started(seen.timers)).toEqual(started(before));
    await mail('engineer.uphf', ticket, /vous transfère l’escalade.*Dossier vide/);
    await mail('engineer.ulco', ticket, /proposée à un autre titulaire/);
    await mail('spoc.ujm', ticket, /a transféré l’escalade.*Université polytechnique Hauts-de-France/);
    expect((await first.get(ticket)).body.escalations).toMatchObject([{ n: 1, state: 'forwarded' }]);
    expect((await first.post(`${ticket}/escalations/1/accept`)).status).toBe(409);

    await comes('2026-05-20T10:00:00.002Z');
    await mail('engineer.ulorraine', ticket, /vous transfère l’escalade/);
    await comes('2026-05-20T11:00:00.003Z');
    await comes('2026-05-21T16:00:00Z');
    const { body } = await asker.get(ticket);
    expect(body.escalations).toMatchObject([
      { n: 1, institution: { code: 'ULCO' }, state: 'forwarded' },
      { n: 2, institution: { code: 'UPHF' }, state: 'forwarded' },
      { n: 3, institution: { code: 'ULORRAINE' }, state: 'offered', function: 'support' },
    ]);
    expect(await happened(asker, ticket, 'escalation.nobody_left')).toHaveLength(1);
    await mail('manager.ujm', ticket, /aucun titulaire à solliciter/);
    await mail('manager.ulorraine', ticket, /stays offered to Université de Lorraine/);
    expect(await ahead(asker, ticket)).toEqual([]);
    const lead = await guichet.as('engineer.ulorraine');
    expect((await lead.post(`${ticket}/escalations/3/accept`)).status).toBe(200);
  });
});

describe('two sweeps at once', () => {
  it('act once', async () => {
    await signIn();
    const { Sweep } = await compiled<typeof import('../../src/modules/tickets/index.js')>('modules/tickets/index.js');
    const tickets: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const ticket = await open(requester);
      await agent.post(`${ticket}/take`);
      await agent.post(`${ticket}/wait`, { cause: 'scheduled', followUpAt: '2026-05-22T08:00:00Z' });
      tickets.push(ticket);
    }
    expect(await ahead(agent, tickets[0]!)).toEqual(['resume 2026-05-22T08:00:00Z']);
    guichet.clock.moveTo(new Date('2026-05-22T08:00:00Z'));
    await Promise.all([1, 2, 3].map(() => guichet.app.get(Sweep).run()));
    await guichet.sweep();
    for (const ticket of tickets) {
      expect((await agent.get(ticket)).body).toMatchObject({ state: 'in_progress', followUpAt: null });
      expect(await happened(agent, ticket, 'ticket.resumed')).toHaveLength(1);
    }
  });

  it('leave what is stored as the record says', async () => {
    const { compared, differences } = await recomputedDifferences(guichet);
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(20);
  });
});

describe('a date that a provider planned', () => {
  it('comes back to its engineers, once', async () => {
    await signIn();
    const ticket = await open(requester);
    await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Page blanche.' });
    await engineer.post(`${ticket}/escalations/1/accept`);
    await engineer.post(`${ticket}/escalations/1/plan`, { cause: 'planned', followUpAt: '2026-05-25T08:00:00Z' });
    expect(await ahead(spoc, ticket)).toEqual(['escalation_follow_up 2026-05-25T08:00:00Z']);
    await comes('2026-05-25T08:00:00Z');
    await guichet.sweep();
    await mail('engineer.fun', ticket, /date que vous aviez prévue est arrivée/);
    expect(await happened(spoc, ticket, 'escalation.follow_up_due')).toHaveLength(1);
  });
});
