import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { formWith } from '../security/operations.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

let guichet: TestApp;
let spoc: Browser, host: Browser;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  spoc = await guichet.as('spoc.uphf');
  host = await guichet.as('engineer.ulorraine');
});
afterAll(() => guichet.close());

async function returned(): Promise<string> {
  const { body } = await spoc.post('/tickets', {
    kind: 'incident',
    service: 'OAE',
    title: 'Lenteurs',
    description: 'Depuis midi.',
  });
  const ticket = `/tickets/${body.reference as string}`;
  await spoc.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Lenteurs.' });
  await host.post(`${ticket}/escalations/1/return`, { code: 'out_of_scope', reason: 'Pas chez nous.' });
  return ticket;
}

describe('a return that nobody answered', () => {
  it('leaves the provider a party until it is settled', async () => {
    const ticket = await returned();
    await spoc.post(`${ticket}/messages`, { body: 'Pourquoi ?', audience: 'shared' });
    expect((await host.get(`${ticket}/messages`)).body.items.at(-1)).toMatchObject({ body: 'Pourquoi ?' });
    await spoc.post(`${ticket}/escalations/1/confirm`);
    await spoc.post(`${ticket}/messages`, { body: 'Pour nous seuls.', audience: 'shared' });
    expect((await host.get(`${ticket}/messages`)).body.items.at(-1)).toMatchObject({ body: 'Pourquoi ?' });
    expect((await spoc.post(`${ticket}/escalations/1/refuse`, { reason: 'Si.' })).body).toMatchObject({
      status: 409,
      code: 'return_settled',
    });
  });

  it('is settled by the end of the ticket: what follows a reopening stays at home', async () => {
    const ticket = await returned();
    await spoc.post(`${ticket}/resolve`, { code: 'answered', text: 'C’est le réseau.' });
    await spoc.post(`${ticket}/reopen`, { reason: 'Toujours lent.' });
    for (const audience of ['shared', 'requester'])
      await spoc.post(`${ticket}/messages`, { body: `Après, ${audience}.`, audience });
    const { body: thread } = await host.get(`${ticket}/messages`);
    expect(JSON.stringify(thread)).not.toMatch(/Après|Toujours lent/);
    const { body: timeline } = await host.get(`${ticket}/timeline`);
    expect(JSON.stringify(timeline)).not.toMatch(/reopened/);
    expect((await host.post(`${ticket}/messages`, { body: 'Encore.', audience: 'shared' })).status).toBe(409);
  });

  it('is settled by cancelling, and by calling somebody else', async () => {
    const cancelled = await returned();
    await spoc.post(`${cancelled}/cancel`, { reason: 'Sans objet.' });
    expect((await spoc.get(`${cancelled}/moves`)).body.items).toEqual([]);
    const again = await returned();
    const { body } = await spoc.post(`${again}/escalate`, { function: 'support', summary: 'Alors le support.' });
    expect(body.escalations.map(({ state }: { state: string }) => state)).toEqual(['returned', 'offered']);
    await spoc.post(`${again}/messages`, { body: 'Pour le support.', audience: 'shared' });
    expect(JSON.stringify((await host.get(`${again}/messages`)).body)).not.toContain('Pour le support.');
  });

  it('leaves no due instant in the lists of whose part has ended', async () => {
    const ticket = await returned();
    await spoc.post(`${ticket}/escalations/1/confirm`);
    await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Alors le support.' });
    const { body } = await host.get('/tickets');
    const line = body.items.find(({ reference }: { reference: string }) => ticket.endsWith(reference));
    expect(line).toMatchObject({ dueAt: null, isLate: false });
  });
});

describe('an engineer who asks for something', () => {
  it('sees what they asked for as a requester, beside what they work on', async () => {
    const owner = new pg.Client({ connectionString: guichet.urls.owner });
    await owner.connect();
    await owner.query(
      `insert into role_grant (institution_id, person_id, role)
       select m.institution_id, p.id, 'requester' from person p join membership m on m.person_id = p.id
        where p.email = 'engineer.ulorraine@guichet.example'`,
    );
    await owner.end();
    const both = await guichet.as('engineer.ulorraine');
    const { status, body } = await both.post('/tickets', {
      kind: 'request',
      service: 'POD',
      title: 'Une chaîne',
      description: 'Pour mon cours.',
    });
    expect(status).toBe(201);
    const agent = await guichet.as('agent.ulorraine');
    await agent.post(`/tickets/${body.reference}/messages`, { body: 'Bien reçu.', audience: 'requester' });
    await agent.post(`/tickets/${body.reference}/messages`, { body: 'Entre nous.', audience: 'internal' });
    expect((await both.get(`/tickets/${body.reference}/messages`)).body.items).toMatchObject([{ body: 'Bien reçu.' }]);
    const { body: list } = await both.get('/tickets?limit=100');
    expect(list.items.map(({ reference }: { reference: string }) => reference)).toContain(body.reference);
    expect(list.items.length).toBeGreaterThan(1);
    expect((await both.post(`/tickets/${body.reference}/take`)).status).toBe(403);
    expect(
      (await both.post(`/tickets/${body.reference}/messages`, { body: 'Merci.', audience: 'requester' })).status,
    ).toBe(201);
  });

  it('adds files to what they wrote, on the side on which they wrote it', async () => {
    const both = await guichet.as('engineer.ulorraine');
    const { body: ticket } = await both.post('/tickets', {
      kind: 'incident',
      service: 'OAE',
      title: 'Un espace vide',
      description: 'Le mien.',
    });
    const path = `/tickets/${ticket.reference}`;
    const own = await guichet.as('spoc.ulorraine');
    expect((await own.post(`${path}/escalate`, { function: 'hosting', summary: 'Un espace vide.' })).status).toBe(200);
    const { body: note } = await both.post(`${path}/messages`, { body: 'Vu dans les journaux.', audience: 'internal' });
    const form = formWith('des lignes', 'journal.txt', { messageId: note.id as string });
    expect((await both.send('POST', `${path}/attachments`, form)).status).toBe(201);
    expect((await own.get(`${path}/timeline`)).body.items).not.toContainEqual(
      expect.objectContaining({ type: 'attachment.added' }),
    );
  });
});

describe('what a requester is told of time', () => {
  it('is nothing, on the ticket and in lists', async () => {
    const requester = await guichet.as('requester.uphf');
    const { body } = await requester.post('/tickets', {
      kind: 'incident',
      service: 'OAE',
      title: 'Lent',
      description: 'Lent.',
    });
    guichet.clock.advance(8 * 86_400_000);
    await guichet.sweep();
    const again = await guichet.as('requester.uphf');
    expect((await (await guichet.as('agent.uphf')).get(`/tickets/${body.reference}`)).body.isLate).toBe(true);
    expect((await again.get(`/tickets/${body.reference}`)).body).toMatchObject({ timers: [], isLate: false });
    expect((await again.get('/tickets')).body.items).toMatchObject([{ dueAt: null, isLate: false }]);
    for (const query of ['late=true', 'sort=dueAt'])
      expect((await again.get(`/tickets?${query}`)).body.items).toEqual([]);
  });
});

describe('a disputed priority', () => {
  it('is answered once: what level 1 corrects afterwards is its own correction', async () => {
    const spocNow = await guichet.as('spoc.uphf');
    const engineer = await guichet.as('engineer.ulorraine');
    const { body } = await spocNow.post('/tickets', {
      kind: 'incident',
      service: 'OAE',
      title: 'Panne',
      description: 'Panne.',
    });
    const ticket = `/tickets/${body.reference as string}`;
    await spocNow.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Panne.' });
    const { body: disputed } = await engineer.post(`${ticket}/escalations/1/dispute`, {
      impact: 'high',
      urgency: 'high',
      reason: 'Tout est arrêté.',
    });
    expect(disputed.escalations[0].dispute).toMatchObject({ impact: 'high', urgency: 'high' });
    const { body: raised } = await spocNow.post(`${ticket}/qualify`, { impact: 'high', urgency: 'high' });
    expect(raised).toMatchObject({ priority: 'P1', escalations: [{ dispute: null }] });
    await spocNow.post(`${ticket}/qualify`, { impact: 'low', urgency: 'low' });
    await spocNow.post(`${ticket}/qualify`, { impact: 'high', urgency: 'high' });
    const { body: timeline } = await spocNow.get(`${ticket}/timeline`);
    const rules = timeline.items
      .filter(({ type }: { type: string }) => type === 'ticket.qualified')
      .map(({ data }: { data: { rule: string } }) => data.rule);
    expect(rules).toEqual(['raised', 'corrected', 'corrected']);
  });
});
