import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// One incident that many institutions suffer from: each learns of it, and none of the others.

let guichet: TestApp;
let ulco: Browser, uphf: Browser, requester: Browser, engineer: Browser, manager: Browser, stranger: Browser;
let parent: string, child: string, sent: string, own: string;
let major: string;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  [ulco, uphf, requester, engineer, manager, stranger] = (await Promise.all(
    ['spoc.ulco', 'spoc.uphf', 'requester.uphf', 'engineer.fun', 'manager.fun', 'spoc.ujm'].map((one) =>
      guichet.as(one),
    ),
  )) as [Browser, Browser, Browser, Browser, Browser, Browser];
  // whoever has no agreement that runs is told nothing
  const admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  await admin.query(
    `update agreement set ends_on = '2026-02-01'
      where institution_id = (select id from institution where code = 'UJM')`,
  );
  await admin.query(
    `delete from responsibility where institution_id = (select id from institution where code = 'UJM')`,
  );
  await admin.end();
  parent = await open(ulco, { title: 'Secret interne de l’ULCO' });
  child = await open(requester);
  sent = await open(requester);
  own = await open(ulco);
  await uphf.post(`/tickets/${sent}/escalate`, { function: 'support', summary: 'Un résumé' });
});
afterAll(() => guichet.close());

async function open(who: Browser, more: object = {}): Promise<string> {
  const { body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Plus rien ne marche',
    description: 'Depuis ce matin.',
    ...more,
  });
  return body.reference as string;
}
const words = (text: string | undefined) => (text ?? '').replace(/\n> ?|\s+/g, ' ');
const mail = (to: string, said: RegExp) => guichet.mailbox.expect(to, ({ text }) => said.test(words(text)));
const declaration = { service: 'FUNCAMPUS', title: 'FUN Campus est arrêté', text: 'Nous cherchons la cause.' };
const told = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];

describe('declaring', () => {
  it('is for a SPOC on an own ticket, and for whoever holds a function of the service', async () => {
    expect(told(await (await guichet.as('agent.ulco')).post('/major-incidents', declaration))).toEqual([
      403,
      'forbidden',
    ]);
    expect(told(await ulco.post('/major-incidents', declaration))).toEqual([403, 'forbidden']);
    expect(told(await ulco.post('/major-incidents', { ...declaration, ticket: child }))).toEqual([
      422,
      'unknown_ticket',
    ]);
    expect(told(await ulco.post('/major-incidents', { ...declaration, ticket: 'ULCO-2026-99999' }))).toEqual([
      422,
      'unknown_ticket',
    ]);
    expect(
      told(await (await guichet.as('manager.ulco')).post('/major-incidents', { ...declaration, ticket: parent })),
    ).toEqual([403, 'forbidden']);
    const { status, body } = await ulco.post('/major-incidents', { ...declaration, ticket: parent });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'open', ticket: parent, counts: { institutions: 0, children: 0 } });
    major = body.id as string;
    expect(told(await ulco.post('/major-incidents', { ...declaration, ticket: parent }))).toEqual([
      409,
      'declared_already',
    ]);
    expect((await manager.post('/major-incidents', { ...declaration, title: 'Un autre' })).status).toBe(201);
  });

  it('tells every institution with an agreement that runs, and nothing of the ticket', async () => {
    const { mail: letter } = await mail('spoc.uphf', /Nous cherchons la cause/);
    expect(letter.subject).toContain('FUN Campus est arrêté');
    expect(words(letter.text)).not.toContain(parent);
    const { body: banner } = await uphf.get('/major-incidents?service=FUNCAMPUS&open=true');
    expect(banner.items.map(({ id }: { id: string }) => id)).toContain(major);
    const { body } = await uphf.get(`/major-incidents/${major}`);
    expect(body).toMatchObject({ ticket: null, counts: null, institution: { code: 'ULCO' } });
    expect(JSON.stringify(body)).not.toContain('Secret interne');
  });

  it('and nobody else: 404, as for one that does not exist', async () => {
    expect((await stranger.get('/major-incidents')).body.items).toEqual([]);
    const plain = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
      const { requestId, instance, ...rest } = body;
      return { status, rest, named: [typeof requestId, typeof instance] };
    };
    const absent = '/major-incidents/00000000-0000-7000-8000-000000000000';
    expect(plain(await stranger.get(`/major-incidents/${major}`))).toEqual(plain(await stranger.get(absent)));
    expect((await stranger.post(`/major-incidents/${major}/end`, { text: 'Fini' })).status).toBe(404);
    const ticket = await open(stranger);
    expect(told(await stranger.post(`/tickets/${ticket}/attach-to-major`, { id: major }))).toEqual([
      422,
      'unknown_major_incident',
    ]);
  });

  it('leaves the lead to its institution', async () => {
    expect((await uphf.post(`/major-incidents/${major}/updates`, { text: 'x' })).status).toBe(403);
    expect((await engineer.post(`/major-incidents/${major}/end`, { text: 'x' })).status).toBe(403);
  });
});

describe('a ticket that hangs on it', () => {
  it('is counted, and not named', async () => {
    for (const reference of [child, sent]) {
      expect((await uphf.post(`/tickets/${reference}/attach-to-major`, { id: major })).status).toBe(200);
    }
    expect((await ulco.post(`/tickets/${own}/attach-to-major`, { id: major })).status).toBe(200);
    expect(told(await uphf.post(`/tickets/${child}/attach-to-major`, { id: major }))).toEqual([
      409,
      'attached_already',
    ]);
    expect(told(await ulco.post(`/tickets/${parent}/attach-to-major`, { id: major }))).toEqual([409, 'is_parent']);
    const { body } = await ulco.get(`/major-incidents/${major}`);
    expect(body.counts).toEqual({ institutions: 2, children: 3, resolved: 0, left: 0 });
    expect(JSON.stringify(body)).not.toContain('UPHF');
  });

  it('reads what is said of it, stored once, and so does its requester; by mail when that was ticked', async () => {
    await ulco.post(`/major-incidents/${major}/updates`, { text: 'Un disque est plein.' });
    await ulco.post(`/major-incidents/${major}/updates`, { text: 'Retour prévu à midi.', forRequesters: true });
    await mail('requester.uphf', /Retour prévu à midi/);
    await mail('spoc.uphf', /Un disque est plein/);
    expect(
      guichet.mailbox.received.some(
        ({ to, mail: { text } }) => to.join().startsWith('requester.') && /disque/.test(text ?? ''),
      ),
    ).toBe(false);
    const { body } = await requester.get(`/tickets/${child}/major-incident`);
    expect(body.majorIncident.updates.map(({ text }: { text: string }) => text)).toEqual([
      'Nous cherchons la cause.',
      'Un disque est plein.',
      'Retour prévu à midi.',
    ]);
    expect(body.majorIncident).toMatchObject({ ticket: null, counts: null });
    const lone = await open(requester);
    expect((await requester.get(`/tickets/${lone}/major-incident`)).body).toEqual({ majorIncident: null });
  });
});

describe('its end', () => {
  it('resolves what hangs on it, leaves what a provider works on, and counts both', async () => {
    expect((await ulco.post(`/major-incidents/${major}/end`, { text: 'Le service est revenu.' })).status).toBe(200);
    const { mail: letter } = await guichet.mailbox.expect(
      'requester.uphf',
      ({ subject, text }) => subject?.includes(child) === true && /Le service est revenu/.test(words(text)),
    );
    expect(letter.subject).toContain(child);
    await guichet.mailbox.expect(
      'spoc.ulco',
      ({ subject, text }) => subject?.includes(own) === true && /revenu/.test(words(text)),
    );
    expect((await uphf.get(`/tickets/${child}`)).body).toMatchObject({ state: 'resolved', resolutionCode: 'fixed' });
    expect((await uphf.get(`/tickets/${sent}`)).body.state).toBe('new');
    const { body } = await ulco.get(`/major-incidents/${major}`);
    expect(body).toMatchObject({ state: 'ended', counts: { institutions: 2, children: 3, resolved: 2, left: 1 } });
  });

  it('is one: nothing more is said, attached or ended', async () => {
    expect(told(await ulco.post(`/major-incidents/${major}/end`, { text: 'Encore' }))).toEqual([409, 'major_ended']);
    expect(told(await ulco.post(`/major-incidents/${major}/updates`, { text: 'Encore' }))).toEqual([
      409,
      'major_ended',
    ]);
    const late = await open(uphf);
    expect(told(await uphf.post(`/tickets/${late}/attach-to-major`, { id: major }))).toEqual([409, 'major_ended']);
    expect((await uphf.post(`/tickets/${sent}/detach-from-major`)).status).toBe(200);
    expect(told(await uphf.post(`/tickets/${sent}/detach-from-major`))).toEqual([409, 'not_attached']);
  });
});
