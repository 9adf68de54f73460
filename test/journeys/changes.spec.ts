import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { minorRelease } from '../support/minor-release.js';

// A provider changes a service that others work with: what it is decides who decides.

let guichet: TestApp;
let author: Browser, peer: Browser, spoc: Browser, other: Browser, requester: Browser, stranger: Browser;
let implementer: string;

// a Tuesday, 10:00 in Paris
const NOW = Date.parse('2026-03-10T09:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (offset: number) => new Date(NOW + offset).toISOString();

beforeAll(async () => {
  guichet = await startTestApp({ now: new Date(NOW).toISOString() });
  const names = ['engineer.fun', 'change-manager.fun', 'spoc.ulco', 'spoc.uphf', 'requester.ulco', 'engineer.amu'];
  [author, peer, spoc, other, requester, stranger] = (await Promise.all(names.map((one) => guichet.as(one)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
  ];
  implementer = (await author.get('/me')).body.id;
});
afterAll(() => guichet.close());

/** Two on one service at one time stand in each other’s way: none outlives its test. */
const made: string[] = [];
afterEach(async () => {
  for (const change of made.splice(0)) await author.post(`${change}/withdraw`, { reason: 'La fin du test.' });
});

async function drafted(more: object = {}): Promise<string> {
  const said = { ...minorRelease, window: { from: at(3 * DAY), to: at(3 * DAY + 2 * HOUR) }, ...more };
  const { status, body } = await author.post('/changes', { ...said, implementers: [implementer] });
  expect({ status, body }).toMatchObject({ status: 201 });
  made.push(`/changes/${body.reference as string}`);
  return `/changes/${body.reference as string}`;
}

describe('a minor release', () => {
  it('is nobody else’s before it is announced', async () => {
    const change = await drafted();
    expect((await spoc.get(change)).status).toBe(404);
    expect((await peer.get(change)).body).toMatchObject({ class: 'standard', state: 'draft' });
  });

  it('is scheduled by somebody who does not make it, with 48 hours of notice', async () => {
    const change = await drafted();
    expect((await author.post(`${change}/schedule`)).status).toBe(403);
    const { status, body } = await peer.post(`${change}/schedule`);
    expect({ status, body }).toMatchObject({ status: 200, body: { state: 'scheduled' } });
    const seen = (await spoc.get(change)).body;
    expect(seen).toMatchObject({ title: 'Mise à jour 4.2.1', inside: null, moves: ['object', 'acknowledge'] });
    expect(seen.parties).toEqual([expect.objectContaining({ institution: { code: 'ULCO', name: expect.anything() } })]);
    expect((await requester.get(change)).status).toBe(200);
  });

  it('turns normal by one reasoned objection, and is decided anew', async () => {
    const change = await drafted();
    await peer.post(`${change}/schedule`);
    const { status, body } = await spoc.post(`${change}/object`, { reason: 'Nos examens ont lieu ce jour-là.' });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { class: 'normal', state: 'submitted', classReasons: [{ code: 'objections', found: 1, limit: 1 }] },
    });
    expect((await spoc.post(`${change}/object`, { reason: 'Encore.' })).status).toBe(409);
    // whoever objects knows of their own objection, whoever makes the change of all
    expect((await other.get(change)).body.objections).toEqual([]);
    expect((await author.get(change)).body.objections).toMatchObject([{ institution: { code: 'ULCO' } }]);
    expect((await spoc.get(change)).body.objections).toMatchObject([{ reason: 'Nos examens ont lieu ce jour-là.' }]);
  });
});

describe('a normal change', () => {
  it('is read by a peer, decided by the change manager, and scheduled with its notice', async () => {
    const change = await drafted({ kind: 'normal', window: { from: at(14 * DAY), to: at(14 * DAY + HOUR) } });
    expect((await author.post(`${change}/submit`)).body.state).toBe('submitted');
    expect((await author.post(`${change}/decide`, { decision: 'approve' })).status).toBe(403);
    expect((await spoc.get(change)).status).toBe(404);
    expect((await peer.post(`${change}/decide`, { decision: 'approve' })).body.state).toBe('deciding');
    expect((await spoc.get(change)).body.state).toBe('deciding');
    expect((await spoc.post(`${change}/decide`, { decision: 'reject' })).status).toBe(422);
    expect((await spoc.post(`${change}/decide`, { decision: 'approve' })).status).toBe(403);
    expect((await peer.post(`${change}/decide`, { decision: 'approve' })).body.state).toBe('approved');
    expect((await author.post(`${change}/schedule`)).body.state).toBe('scheduled');
  });

  it('is decided anew once its plan is edited; those who decided are named in the record', async () => {
    const change = await drafted({ kind: 'normal', window: { from: at(14 * DAY), to: at(14 * DAY + HOUR) } });
    await author.post(`${change}/submit`);
    for (let times = 0; times < 2; times += 1) await peer.post(`${change}/decide`, { decision: 'approve' });
    const { version } = (await author.get(change)).body;
    const edited = await author.send('PATCH', change, { plan: 'Autrement.' }, { 'if-match': `"${String(version)}"` });
    expect(edited).toMatchObject({ status: 200, body: { state: 'submitted' } });
    const details = (await author.get(change)).body;
    expect(details.opinions.map(({ voidedAt }: { voidedAt: unknown }) => voidedAt === null)).toEqual([false, false]);
    const told = (await spoc.get(`${change}/timeline`)).body.items.map(({ type }: { type: string }) => type);
    expect(told).toEqual(['change.announced', 'change.approved', 'change.voided']);
  });

  it('does not begin before its notice is kept', async () => {
    const change = await drafted({ kind: 'normal' });
    await author.post(`${change}/submit`);
    for (let times = 0; times < 2; times += 1) await peer.post(`${change}/decide`, { decision: 'approve' });
    const { status, body } = await author.post(`${change}/schedule`);
    // five working days after Tuesday: the next Tuesday, 18:00 in Paris
    expect({ status, body }).toMatchObject({
      status: 409,
      body: { code: 'notice_not_kept', detail: expect.stringContaining('2026-03-17T17:00:00.000Z') },
    });
  });
});

describe('a window that is moved', () => {
  const patch = async (change: string, said: object) => {
    const { version } = (await author.get(change)).body;
    return author.send('PATCH', change, said, { 'if-match': `"${String(version)}"` });
  };

  it('later, leaves the decision, and needs its notice anew', async () => {
    const change = await drafted();
    await peer.post(`${change}/schedule`);
    const later = await patch(change, { window: { from: at(4 * DAY), to: at(4 * DAY + 2 * HOUR) } });
    expect(later).toMatchObject({ status: 200, body: { state: 'scheduled' } });
    const told = (await spoc.get(`${change}/timeline`)).body.items.map(({ type }: { type: string }) => type);
    expect(told).toEqual(['change.announced', 'change.scheduled', 'change.moved_window']);
  });

  it('earlier, is decided anew', async () => {
    const change = await drafted();
    await peer.post(`${change}/schedule`);
    const earlier = await patch(change, { window: { from: at(2 * DAY + HOUR), to: at(2 * DAY + 2 * HOUR) } });
    expect(earlier).toMatchObject({ status: 200, body: { state: 'submitted' } });
    expect((await peer.post(`${change}/schedule`)).body.state).toBe('scheduled');
  });

  it('of an emergency, takes back what was said of it', async () => {
    const change = await drafted({ kind: 'emergency', emergencyReason: 'Le service est tombé.' });
    for (const who of [author, peer]) await who.post(`${change}/decide`, { decision: 'approve' });
    await patch(change, { plan: 'Autre chose.' });
    expect((await author.post(`${change}/start`)).body.code).toBe('two_persons');
  });
});

describe('a risk', () => {
  it('follows from the answers and from how others went, saying how', async () => {
    const answers = { ...minorRelease.answers, data: 'moved', experience: 'nobody' };
    const change = await drafted({ answers });
    expect((await author.get(change)).body).toMatchObject({
      class: 'normal',
      risk: 'medium',
      classReasons: [{ code: 'risk_above_low' }],
      inside: {
        assessment: {
          points: 7,
          because: expect.arrayContaining([
            { source: 'answer', id: 'data', points: 3 },
            { source: 'record', id: 'few_similar', points: 1 },
          ]),
        },
      },
    });
  });
});

describe('what touches one institution', () => {
  it('is that institution’s, which reads what will be done, and nobody else’s', async () => {
    const change = await drafted({ kind: 'own_tenant', tenant: 'ULCO' });
    const submitted = await author.post(`${change}/submit`);
    expect(submitted.body).toMatchObject({ class: 'own_tenant', state: 'deciding' });
    expect((await other.get(change)).status).toBe(404);
    const seen = (await spoc.get(change)).body;
    expect(seen).toMatchObject({ inside: { plan: minorRelease.plan }, moves: ['decide', 'acknowledge'] });
    expect((await peer.post(`${change}/decide`, { decision: 'approve' })).status).toBe(403);
    expect((await spoc.post(`${change}/decide`, { decision: 'approve' })).body.state).toBe('approved');
  });
});

describe('an emergency', () => {
  const emergency = {
    kind: 'emergency',
    emergencyReason: 'Le service est tombé.',
    // it goes on, and stands in nobody’s way later
    window: { from: at(40 * DAY), to: at(40 * DAY + HOUR) },
  };

  it('begins once two persons have said so', async () => {
    const change = await drafted(emergency);
    expect((await author.post(`${change}/start`)).body.code).toBe('two_persons');
    expect((await author.post(`${change}/decide`, { decision: 'approve' })).status).toBe(200);
    expect((await author.post(`${change}/decide`, { decision: 'approve' })).body.code).toBe('said_already');
    expect((await author.post(`${change}/start`)).body.code).toBe('two_persons');
    expect((await peer.post(`${change}/decide`, { decision: 'approve' })).status).toBe(200);
    expect((await author.post(`${change}/start`)).body.state).toBe('in_progress');
    expect((await spoc.get(change)).body.state).toBe('in_progress');
  });
});

describe('a change that a SPOC asks for', () => {
  it('is a draft where the service is led, and seen by those who asked', async () => {
    const asked = { kind: 'normal', services: ['FUNCAMPUS'], title: 'Ouvrir le SSO', why: 'Nos enseignants.' };
    const { status, body } = await spoc.post('/changes', asked);
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { state: 'draft', institution: { code: 'FUN' }, askedBy: { code: 'ULCO' }, inside: null },
    });
    const change = `/changes/${body.reference as string}`;
    expect((await author.get(change)).body.title).toBe('Ouvrir le SSO');
    expect((await other.get(change)).status).toBe(404);
    expect((await spoc.send('PATCH', change, { title: 'x' }, { 'if-match': '"1"' })).status).toBe(403);
  });
});

describe('bad input', () => {
  const said = { ...minorRelease, kind: 'normal' };
  it.each<[string, object, string]>([
    ['a window that ends before it begins', { window: { from: at(2 * DAY), to: at(DAY) } }, 'window_ends_first'],
    ['a window of a year', { window: { from: at(DAY), to: at(366 * DAY) } }, 'window_too_long'],
    ['an unknown service', { services: ['RIEN'] }, 'unknown_service'],
    ['a component of another service', { components: [{ service: 'POD', code: 'x' }] }, 'unknown_component'],
    ['somebody of another institution', { implementers: ['00000000-0000-7000-8000-000000000000'] }, 'unknown_person'],
    ['an own tenant of nobody', { kind: 'own_tenant' }, 'tenant_required'],
    ['an emergency without a reason', { kind: 'emergency' }, 'reason_required'],
  ])('refuses %s', async (_, more, code) => {
    expect((await author.post('/changes', { ...said, ...more })).body).toMatchObject({ status: 422, code });
  });

  it('refuses to submit what is incomplete, with every place that is', async () => {
    const { body } = await author.post('/changes', { kind: 'normal', services: ['FUNCAMPUS'], title: 'x', why: 'y' });
    const { status, body: refusal } = await author.post(`/changes/${body.reference as string}/submit`);
    expect(status).toBe(422);
    expect(refusal.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/window',
      '/plan',
      '/tests',
      '/backoutPlan',
      '/implementers',
      ...Object.keys(minorRelease.answers).map((question) => `/answers/${question}`),
    ]);
  });

  it('is not opened by whoever holds no function of its services', async () => {
    expect((await stranger.post('/changes', said)).status).toBe(403);
  });
});

describe('a change that is scheduled', () => {
  it('begins in its window, by whoever makes it, and is closed without a review', async () => {
    const change = await drafted();
    await peer.post(`${change}/schedule`);
    expect((await author.post(`${change}/start`)).body.code).toBe('too_early');
    guichet.clock.advance(3 * DAY + HOUR);
    [author, peer] = [await guichet.as('engineer.fun'), await guichet.as('change-manager.fun')];
    expect((await peer.post(`${change}/start`)).status).toBe(403);
    expect((await author.post(`${change}/start`)).body.state).toBe('in_progress');
    const { version } = (await author.get(change)).body;
    const edited = await author.send('PATCH', change, { plan: 'Autrement.' }, { 'if-match': `"${String(version)}"` });
    expect(edited.body.code).toBe('begun');
    const made = { outcome: 'successful', interruptedMinutes: 0 };
    expect((await author.post(`${change}/implement`, made)).body.state).toBe('implemented');
    expect((await peer.post(`${change}/close`)).body).toMatchObject({ state: 'closed', outcome: 'successful' });
  });

  it('is reviewed with what it may have caused when it was backed out, and closed with what was learned', async () => {
    const from = guichet.clock.now().getTime() + 3 * DAY;
    const window = { from: new Date(from).toISOString(), to: new Date(from + HOUR).toISOString() };
    const change = await drafted({ window });
    const steps = [
      { kind: 'task', title: 'Basculer', minutes: 10 },
      { kind: 'go_no_go', title: 'Tout répond ?' },
      { kind: 'backout', title: 'Revenir', minutes: 10 },
    ];
    const { version } = (await author.get(change)).body;
    const put = await author.send('PUT', `${change}/tasks`, { items: steps }, { 'if-match': `"${String(version)}"` });
    expect(put).toMatchObject({ status: 200, body: { items: [{ n: 1 }, { n: 2 }, { n: 3 }] } });
    expect(put.body.pointOfNoReturn).toBe(new Date(from + 50 * 60_000).toISOString().replace('.000Z', 'Z'));
    await peer.post(`${change}/schedule`);
    guichet.clock.advance(3 * DAY);
    author = await guichet.as('engineer.fun');
    peer = await guichet.as('change-manager.fun');
    spoc = await guichet.as('spoc.ulco');
    await author.post(`${change}/start`);
    expect((await author.post(`${change}/tasks/2/end`, { state: 'done' })).body.code).toBe('out_of_order');
    await author.post(`${change}/tasks/1/end`, { state: 'done' });
    expect((await author.post(`${change}/tasks/2/end`, { state: 'failed' })).status).toBe(422);
    await author.post(`${change}/tasks/2/end`, { state: 'failed', note: 'Les cours ne s’ouvrent plus.' });
    expect((await author.post(`${change}/implement`, { outcome: 'successful', interruptedMinutes: 0 })).body.code).toBe(
      'no_go',
    );
    const { body: ticket } = await spoc.post('/tickets', {
      kind: 'incident',
      service: 'FUNCAMPUS',
      title: 'Plus rien ne s’ouvre',
      description: 'Depuis la mise à jour.',
      impact: 'high',
      urgency: 'high',
    });
    await spoc.post(`/tickets/${ticket.reference as string}/escalate`, { function: 'support', summary: 'Bloqué' });
    const undone = await author.post(`${change}/back-out`, { reason: 'Rien ne s’ouvrait.', interruptedMinutes: 25 });
    expect(undone.body).toMatchObject({ state: 'backed_out', outcome: 'backed_out', interruptedMinutes: 25 });
    expect((await peer.post(`${change}/review`)).body.state).toBe('review');
    expect((await peer.get(`${change}/links`)).body.items).toMatchObject([
      { reference: ticket.reference, relation: 'proposed' },
    ]);
    await peer.post(`${change}/links`, { kind: 'ticket', reference: ticket.reference, relation: 'caused' });
    expect((await peer.post(`${change}/close`)).status).toBe(422);
    expect((await peer.post(`${change}/close`, { text: 'Essayer avec un cours ouvert.' })).body.state).toBe('closed');
    expect((await spoc.get(change)).body).toMatchObject({ state: 'closed', outcome: 'backed_out', inside: null });
    expect((await spoc.get(`${change}/links`)).status).toBe(403);
  });
});
