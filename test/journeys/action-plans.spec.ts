import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { until } from '../support/until.js';

/** Controls that come again and again: due, run, charted, left out, overdue. */
let guichet: TestApp;
let engineer: Browser, manager: Browser, spoc: Browser, foreign: Browser;
let rounds: () => Promise<number>;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', environment: { SESSION_HOURS: '720' } });
  const { PlanRounds } = await compiled<typeof import('../../src/modules/actions/recurring/plan-rounds.js')>(
    'modules/actions/recurring/plan-rounds.js',
  );
  rounds = () => guichet.app.get(PlanRounds).run();
});
/** A session ends before the next test begins: months go by. */
const signIn = async () => {
  [engineer, manager, spoc, foreign] = (await Promise.all(
    ['engineer.fun', 'manager.fun', 'spoc.fun', 'engineer.ulco'].map((name) => guichet.as(name)),
  )) as [Browser, Browser, Browser, Browser];
};
beforeEach(signIn);
afterAll(() => guichet.close());

const document = {
  kind: 'control',
  title: { fr: 'Restaurer une sauvegarde', en: 'Restore a backup' },
  summary: 'Une sauvegarde que personne ne restaure n’en est pas une.',
  services: ['FUNCAMPUS'],
  risk: 'low',
  runBy: ['engineer'],
  minutes: 30,
  steps: [{ id: 'restaurer', title: 'Restaurer', do: 'Restaurer un cours au hasard.' }],
  verification: 'Le cours s’ouvre.',
  results: [
    { name: 'minutes', label: { fr: 'Durée' }, type: 'number', unit: 'min', atMost: 60 },
    { name: 'restored', label: { fr: '=Restauré' }, type: 'boolean', is: true },
  ],
  recurrence: { rule: 'FREQ=MONTHLY;BYMONTHDAY=15', time: '08:00', move: 'next' },
};
async function control(): Promise<string> {
  const { status, body } = await engineer.post('/actions', document);
  expect([status, body]).toEqual([201, expect.anything()]);
  expect((await manager.post(`/actions/${body.reference as string}/publish`)).status).toBe(200);
  return body.reference as string;
}
async function planned(action: string, more: object = {}) {
  const { status, body } = await engineer.post('/action-plans', { action, service: 'FUNCAMPUS', ...more });
  expect([status, body]).toEqual([201, expect.anything()]);
  return body;
}
const history = async (id: string) => (await engineer.get(`/action-plans/${id}/history`)).body.items as any[];
/** The worker of the app looks by itself too: whoever comes first. */
async function come(id: string, isThere: (dates: any[]) => boolean): Promise<any[]> {
  let dates: any[] = [];
  await until(async () => {
    await rounds();
    dates = await history(id);
    return isThere(dates);
  });
  return dates;
}
const told = (who: string, title: string, ...texts: string[]) =>
  guichet.mailbox.expect(
    who,
    ({ subject, text }) => subject?.includes(title) === true && texts.every((part) => text?.includes(part)),
  );

describe('a monthly control', () => {
  it('opens its own ticket when it is due, is run there by an engineer, and charts what it found', async () => {
    const action = await control();
    const plan = await planned(action);
    expect(plan).toMatchObject({
      state: 'running',
      nextOn: '2026-03-16',
      nextAt: '2026-03-16T07:00:00Z',
      graceDays: 5,
    });
    const ahead = (await engineer.get(`/action-plans/${plan.id}/occurrences?limit=3`)).body.items;
    expect(ahead.map(({ date }: { date: string }) => date)).toEqual(['2026-03-16', '2026-04-15', '2026-05-15']);
    const found: [string, number][] = [
      ['2026-03-16T07:00:00Z', 35],
      ['2026-04-15T06:00:00Z', 75],
    ];
    for (const [now, minutes] of found) {
      guichet.clock.moveTo(new Date(now));
      await signIn();
      const [date] = await come(plan.id, (dates) => dates[0]?.date === now.slice(0, 10));
      const ticket = (await engineer.get(`/tickets/${date.ticket as string}`)).body;
      expect(ticket).toMatchObject({
        kind: 'request',
        title: 'Restaurer une sauvegarde',
        nextActor: { kind: 'provider' },
      });
      expect(ticket.escalations).toMatchObject([{ state: 'accepted', own: true, function: 'hosting' }]);
      await told('engineer.fun', date.ticket as string);
      const run = (await engineer.post(`/tickets/${date.ticket as string}/runs`, { action })).body;
      const end = { outcome: 'worked', minutes: 20, results: { minutes, restored: true } };
      expect((await engineer.post(`/runs/${run.id as string}/finish`, end)).status).toBe(200);
      await come(plan.id, (dates) => dates[0].run === run.id);
      const delivery = { code: 'fixed', textForRequester: 'Contrôlé.' };
      expect((await engineer.post(`/tickets/${date.ticket as string}/escalations/1/deliver`, delivery)).status).toBe(
        200,
      );
      expect(
        (await spoc.post(`/tickets/${date.ticket as string}/escalations/1/confirm`, { resolve: true })).status,
      ).toBe(200);
    }
    const { body } = await engineer.get(`/action-plans/${plan.id}/results?from=2026-03-01&to=2026-04-30`);
    expect(body.series[0]).toMatchObject({ name: 'minutes', unit: 'min', atMost: 60 });
    expect(body.series[0].points.map(({ date, value, good }: any) => [date, value, good])).toEqual([
      ['2026-03-16', 35, true],
      ['2026-04-15', 75, false],
    ]);
    expect((await engineer.get(`/action-plans/${plan.id}/results?from=2026-04-01`)).body.series[0].points).toHaveLength(
      1,
    );
    const csv = (await engineer.get(`/action-plans/${plan.id}/results/export`)).body;
    expect(csv).toContain(`"restored","'=Restauré","boolean",true,,true,`);
    expect((await engineer.get(`/action-plans/${plan.id}/results?from=2026-02-30`)).status).toBe(400);
    expect((await engineer.get(`/action-plans/${plan.id}`)).body.doneOn).toBe('2026-04-15');
  });

  it('that nobody runs is overdue, once, and the manager is told', async () => {
    const action = await control();
    const plan = await planned(action, { title: 'Un contrôle oublié', graceDays: 2 });
    guichet.clock.moveTo(new Date(plan.nextAt));
    await signIn();
    const [date] = await come(plan.id, (dates) => dates.length > 0);
    expect([date.isOverdue, date.overdueAt > plan.nextAt]).toEqual([false, true]);
    // offered first, whatever the title of the ticket says
    const { items } = (await engineer.get(`/tickets/${date.ticket as string}/suggested-actions`)).body;
    expect(items[0]).toMatchObject({ action: { reference: action }, reasons: [{ kind: 'planned' }, { kind: 'word' }] });
    guichet.clock.moveTo(new Date(date.overdueAt));
    await come(plan.id, (dates) => dates[0].isOverdue === true);
    await told('manager.fun', 'Un contrôle oublié', 'n’a pas été exécutée');
    await told('engineer.fun', 'Un contrôle oublié', 'n’a pas été exécutée');
    await rounds();
    const listed = async (query: string) =>
      (await engineer.get(`/action-plans?${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect(await listed('overdue=true')).toEqual([plan.id]);
    expect(await listed('overdue=false&service=FUNCAMPUS&state=running')).not.toContain(plan.id);
    const mails = guichet.mailbox.received.filter(
      ({ to, mail }) => to[0]?.startsWith('manager.fun') && mail.subject?.includes('Un contrôle oublié'),
    );
    expect(mails).toHaveLength(1);
  });
});

describe('a quarterly control', () => {
  it('is left out with a reason: its ticket is cancelled, and the manager is told', async () => {
    const quarterly = { title: 'Le contrôle du trimestre', recurrence: 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1' };
    const plan = await planned(await control(), { ...quarterly, startsOn: '2026-07-01' });
    expect(plan.nextOn).toBe('2026-07-01');
    const skip = (date: string, body: object, who = engineer) =>
      who.post(`/action-plans/${plan.id}/occurrences/${date}/skip`, body);
    expect((await skip('2026-10-01', {})).status).toBe(400);
    expect((await skip('2026-10-01', { reason: 'Salle en travaux' }, spoc)).status).toBe(403);
    expect((await skip('2026-10-01', { reason: 'Salle en travaux' }, foreign)).status).toBe(404);
    const ahead = await skip('2026-10-01', { reason: 'Salle en travaux' });
    expect([ahead.status, ahead.body.outcome, ahead.body.ticket]).toEqual([200, 'skipped', null]);
    await told('manager.fun', 'Le contrôle du trimestre', 'Salle en travaux', '2026-10-01');
    guichet.clock.moveTo(new Date(plan.nextAt));
    await signIn();
    const [date] = (await come(plan.id, (dates) => dates.some(({ outcome }) => outcome === 'opened'))).filter(
      ({ outcome }) => outcome === 'opened',
    );
    const now = await skip(date.date, { reason: 'Migration en cours' });
    expect([now.status, now.body.outcome, now.body.reason]).toEqual([200, 'skipped', 'Migration en cours']);
    await told('manager.fun', 'Le contrôle du trimestre', 'Migration en cours', '2026-07-01');
    expect((await spoc.get(`/tickets/${date.ticket as string}`)).body.state).toBe('cancelled');
    expect((await skip(date.date, { reason: 'Encore' })).body).toMatchObject({ status: 409, code: 'already_decided' });
    const occurrences = (await engineer.get(`/action-plans/${plan.id}/occurrences?limit=2`)).body.items;
    expect(occurrences[0]).toMatchObject({ date: '2026-10-01', outcome: 'skipped', reason: 'Salle en travaux' });
    expect(occurrences[1]).toMatchObject({ outcome: null });
  });
});

describe('a plan', () => {
  it('is changed by whoever read it last, pauses, resumes, and is removed', async () => {
    const plan = await planned(await control());
    const path = `/action-plans/${plan.id as string}`;
    expect((await engineer.send('PATCH', path, { title: 'X' }, {})).status).toBe(428);
    expect((await engineer.send('PATCH', path, { title: 'X' }, { 'if-match': '"7"' })).status).toBe(412);
    const changed = await manager.send('PATCH', path, { title: 'Autre', graceDays: 10 }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({ title: 'Autre', graceDays: 10, version: 2, moves: ['pause'] });
    expect(changed.body.keeper.name).toBe((await manager.get('/me')).body.name);
    expect((await spoc.post(`${path}/pause`)).status).toBe(403);
    expect((await engineer.post(`${path}/pause`)).body).toMatchObject({ state: 'paused', moves: ['resume'] });
    expect((await engineer.post(`${path}/resume`)).body).toMatchObject({ state: 'running', nextOn: plan.nextOn });
    expect((await engineer.send('DELETE', path, undefined, { 'if-match': '*' })).status).toBe(204);
    expect((await engineer.get(path)).status).toBe(404);
  });

  it('is not there for anybody else, and read by level 1 at home', async () => {
    const plan = await planned(await control());
    expect((await spoc.get(`/action-plans/${plan.id as string}`)).status).toBe(200);
    for (const path of ['', '/occurrences', '/history', '/results', '/results/export'])
      expect((await foreign.get(`/action-plans/${plan.id as string}${path}`)).status).toBe(404);
    expect((await foreign.get('/action-plans')).body.items).toEqual([]);
    expect((await foreign.get('/services/FUNCAMPUS/coverage')).status).toBe(403);
    expect((await engineer.get('/services/NOTHING/coverage')).status).toBe(404);
    const { body } = await manager.get('/services/FUNCAMPUS/coverage');
    expect(body).toMatchObject({ service: { code: 'FUNCAMPUS' }, causes: [], words: [], reviews: [] });
  });
});
