import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { recomputedDifferences } from '../support/recompute.js';

// What was agreed changes while tickets are open: their timers move, what was decided stays.

let guichet: TestApp;
let admin: pg.Client;
let spoc: Browser, engineer: Browser, user: Browser, provider: Browser;
let agreement: { id: string; path: string };

const idOf = async (code: string) =>
  (await admin.query<{ id: string }>('select id from institution where code = $1', [code])).rows[0]!.id;

/**
 * The consumer reads what was recorded; then the sweep settles. The one that the jobs call each second may just hold a
 * ticket: then it is settled there, and this one comes round again.
 */
async function resettle(streamId: string, code: string): Promise<void> {
  const { Consumers } = await compiled<typeof import('../../src/events/index.js')>('events/index.js');
  await guichet.app.get(Consumers).wake('resettle', streamId, await idOf(code));
  // what was decided now is recorded a millisecond later; whole seconds are easier to read
  guichet.clock.advance(1000);
  for (let round = 0; round < 100; round += 1) {
    await guichet.sweep();
    if ((await admin.query('select from resettling')).rowCount === 0) return;
  }
  throw new Error('tickets are left that nobody settles');
}

async function made(move: Promise<{ status: number; body: unknown }>): Promise<void> {
  const { status, body } = await move;
  if (status !== 200) throw new Error(JSON.stringify(body));
}

async function open(who: Browser): Promise<string> {
  const { status, body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Plus de cours',
    description: 'La page reste vide.',
    impact: 'high',
    urgency: 'medium',
  });
  expect(status).toBe(201);
  return `/tickets/${body.reference as string}`;
}

interface Timer {
  side: string;
  metric: string;
  state: string;
  dueAt: string;
}
const timersOf = async (ticket: string, who = spoc) => {
  const { body } = await who.get<{ items: Timer[] }>(`${ticket}/timers`);
  return Object.fromEntries(body.items.map((timer) => [`${timer.side} ${timer.metric}`, timer]));
};

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  [spoc, engineer, user, provider] = (await Promise.all(
    ['spoc.ulco', 'engineer.fun', 'manager.ulco', 'manager.fun'].map((account) => guichet.as(account)),
  )) as [Browser, Browser, Browser, Browser];
  const { body } = await spoc.get('/agreements?service=FUNCAMPUS&institution=ULCO');
  agreement = { id: body.items[0].id, path: `/agreements/${body.items[0].id as string}` };
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

describe('a holiday that both sides agree on', () => {
  let ticket: string, decided: string;
  let before: Record<string, Timer>, decidedBefore: Record<string, Timer>;

  beforeAll(async () => {
    // P2, 10:00 in Paris: both timers of the provider begin; one ticket is answered and delivered at once
    ticket = await open(spoc);
    decided = await open(spoc);
    for (const one of [ticket, decided]) {
      await made(spoc.post(`${one}/escalate`, { function: 'support', summary: 'La page reste vide.' }));
      await made(engineer.post(`${one}/escalations/1/accept`));
    }
    guichet.clock.advance(60_000);
    await made(engineer.post(`${decided}/escalations/1/deliver`, { code: 'fixed', textForRequester: 'Réparé.' }));
    await made(spoc.post(`${decided}/escalations/1/confirm`, { resolve: true }));
    [before, decidedBefore] = [await timersOf(ticket), await timersOf(decided)];
    guichet.clock.advance(60_000);
  });

  it('moves what is open once it is accepted, by that day', async () => {
    const { body: now } = await user.get(agreement.path);
    const { name, timeZone, weekly, holidayRegion, closures } = now.version.serviceHours;
    const holidays = [{ date: '2026-03-11', name: 'Fermeture du campus' }];
    const proposal = await user.post(`${agreement.path}/versions`, {
      effectiveFrom: '2026-03-10T11:00:00Z',
      hours: { name, timeZone, weekly, holidayRegion, holidays, closures },
      reason: 'Une journée commune',
    });
    expect(proposal).toMatchObject({ status: 201, body: { number: 2, state: 'proposed' } });
    await resettle(agreement.id, 'ULCO');
    expect(await timersOf(ticket)).toEqual(before);

    expect((await provider.post(`${agreement.path}/versions/2/accept`)).status).toBe(200);
    await resettle(agreement.id, 'FUN');
    await resettle(agreement.id, 'ULCO');
    const after = await timersOf(ticket);
    // ten working hours from Tuesday 10:00 are used up a working day later: Wednesday, now Thursday; nothing else moves
    expect(before['provider resolution']).toMatchObject({ state: 'running', dueAt: '2026-03-11T09:00:00Z' });
    expect(after['provider resolution']).toMatchObject({ state: 'running', dueAt: '2026-03-12T09:00:00Z' });
    expect({ ...after, 'provider resolution': undefined }).toEqual({ ...before, 'provider resolution': undefined });
  });

  it('leaves what was decided as it was', async () => {
    expect(decidedBefore['provider resolution']).toMatchObject({ state: 'met' });
    expect(await timersOf(decided)).toEqual(decidedBefore);
  });

  it('leaves the list of tickets to be settled empty, and every timer as the record says', async () => {
    expect((await admin.query('select * from resettling')).rows).toEqual([]);
    expect(await recomputedDifferences(guichet)).toMatchObject({ differences: [] });
  });
});

it('a promise that comes late gives an open ticket its first timer', async () => {
  const uphf = await guichet.as('spoc.uphf');
  const institution = await idOf('UPHF');
  await admin.query('delete from institution_targets where institution_id = $1', [institution]);
  const ticket = await open(uphf);
  expect(await timersOf(ticket, uphf)).toEqual({});

  // of targets the version in effect where a timer begins counts: this one is to have held since the morning
  const { status, body } = await (
    await guichet.as('manager.uphf')
  ).post('/targets', {
    effectiveFrom: '2026-03-10T08:00:00Z',
    retroactive: true,
    reason: 'Signé ce matin',
    targets: { incident: { P2: { resolution: 600 } } },
  });
  expect([status, body.number]).toEqual([201, 1]);
  guichet.clock.moveTo(new Date('2026-03-10T10:00:00Z'));
  await resettle(institution, 'UPHF');
  expect(await timersOf(ticket, uphf)).toMatchObject({
    'user resolution': { state: 'running', dueAt: '2026-03-11T09:02:03Z' },
  });
  expect(await recomputedDifferences(guichet)).toMatchObject({ differences: [] });
});
