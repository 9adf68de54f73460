import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// A provider changes a service that others work with: what it is decides who decides.

let guichet: TestApp;
let author: Browser, peer: Browser, spoc: Browser, other: Browser, requester: Browser;
let implementer: string;

// a Tuesday, 10:00 in Paris
const NOW = Date.parse('2026-03-10T09:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (offset: number) => new Date(NOW + offset).toISOString();

beforeAll(async () => {
  guichet = await startTestApp({ now: new Date(NOW).toISOString() });
  const names = ['engineer.fun', 'change-manager.fun', 'spoc.ulco', 'spoc.uphf', 'requester.ulco'];
  [author, peer, spoc, other, requester] = (await Promise.all(names.map((one) => guichet.as(one)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
  ];
  implementer = (await author.get('/me')).body.id;
});
afterAll(() => guichet.close());

const minorRelease = {
  kind: 'standard',
  services: ['FUNCAMPUS'],
  title: 'Mise à jour 4.2.1',
  why: 'Des corrections.',
  plan: 'Basculer vers la nouvelle image.',
  tests: 'Ouvrir un cours.',
  backoutPlan: 'Revenir à l’image précédente.',
  backoutMinutes: 10,
  wasTried: true,
  interruptionMinutes: 0,
};

async function drafted(more: object = {}): Promise<string> {
  const said = { ...minorRelease, window: { from: at(3 * DAY), to: at(3 * DAY + 2 * HOUR) }, ...more };
  const { status, body } = await author.post('/changes', { ...said, implementers: [implementer] });
  expect({ status, body }).toMatchObject({ status: 201 });
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
    expect(seen).toMatchObject({ title: 'Mise à jour 4.2.1', inside: null, moves: ['object'] });
    expect(seen.parties).toEqual([expect.objectContaining({ institution: { code: 'ULCO', name: expect.anything() } })]);
    expect((await requester.get(change)).status).toBe(200);
  });
});
