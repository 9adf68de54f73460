import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

let guichet: TestApp;
let spoc: Browser, engineer: Browser;
let ticket: string;
const minutes = (count: number) => {
  guichet.clock.advance(count * 60_000);
};
const told = async () => {
  const { body } = await spoc.get(`${ticket}/timeline`);
  return (body.items as { type: string; data: { side: string; metric: string; percent: number } }[])
    .filter(({ type }) => type.startsWith('timer.'))
    .map(({ data }) => `${data.side} ${data.metric} ${String(data.percent)}`);
};

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  spoc = await guichet.as('spoc.ulco');
  engineer = await guichet.as('engineer.fun');
  const { body } = await spoc.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Plus rien',
    description: 'Tout est arrêté.',
    impact: 'high',
    urgency: 'high',
    channel: 'phone',
  });
  ticket = `/tickets/${body.reference as string}`;
  await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Tout est arrêté.' });
});
afterAll(() => guichet.close());

describe('a P1 that nobody accepts', () => {
  it('warns at half and at three quarters of the response target, once each, then tells the miss', async () => {
    minutes(14);
    await guichet.sweep();
    expect(await told()).toEqual([]);
    minutes(1);
    await guichet.sweep();
    await guichet.sweep();
    expect(await told()).toEqual(['provider response 50']);
    minutes(8);
    await guichet.sweep();
    expect(await told()).toEqual(['provider response 50', 'provider response 75']);
    minutes(7);
    await guichet.sweep();
    expect((await told()).at(-1)).toBe('provider response 75');
    guichet.clock.advance(1);
    await guichet.sweep();
    await guichet.sweep();
    expect((await told()).filter((one) => one === 'provider response 100')).toHaveLength(1);
    const { body: late } = await spoc.get('/tickets?late=true');
    expect(late.items).toMatchObject([{ isLate: true }]);
  });

  it('tells the provider by mail, who owes the next step', async () => {
    await guichet.mailbox.expect('engineer.fun', ({ subject }) => /50/.test(subject ?? ''));
    const missed = await guichet.mailbox.expect('engineer.fun', ({ subject }) => /dépass|missed/i.test(subject ?? ''));
    expect(missed.mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
  });

  it('stays missed when it is accepted afterwards, and when it is paused', async () => {
    await engineer.post(`${ticket}/escalations/1/accept`);
    minutes(220);
    await guichet.sweep();
    await engineer.post(`${ticket}/escalations/1/ask`, { body: 'Depuis quand ?' });
    const { body } = await engineer.get(ticket);
    expect(body.timers).toMatchObject([
      { metric: 'resolution', state: 'missed', verdict: 'missed' },
      { metric: 'response', state: 'missed', verdict: 'missed' },
    ]);
    expect(body.isLate).toBe(true);
  });
});

describe('reminders of other priorities', () => {
  it('fall due in working time only: a target of Friday evening is warned of on Monday', async () => {
    // Friday 17:30 in Paris: the 60 minutes of a P2 end on Monday, its warning falls at 08:15
    guichet.clock.moveTo(new Date('2026-03-13T16:30:00Z'));
    spoc = await guichet.as('spoc.ulco');
    const { body } = await spoc.post('/tickets', {
      kind: 'incident',
      service: 'FUNCAMPUS',
      title: 'Lent',
      description: 'Lent.',
      impact: 'medium',
      urgency: 'high',
      channel: 'phone',
    });
    ticket = `/tickets/${body.reference as string}`;
    const { body: escalated } = await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Lent.' });
    expect(
      escalated.timers.find(
        ({ side, metric }: { side: string; metric: string }) => side === 'provider' && metric === 'response',
      ),
    ).toMatchObject({ dueAt: '2026-03-16T07:30:00Z' });
    guichet.clock.moveTo(new Date('2026-03-15T12:00:00Z'));
    await guichet.sweep();
    spoc = await guichet.as('spoc.ulco');
    expect(await told()).toEqual([]);
    guichet.clock.moveTo(new Date('2026-03-16T07:15:00Z'));
    await guichet.sweep();
    spoc = await guichet.as('spoc.ulco');
    expect(await told()).toEqual(['provider response 75']);
  });
});

describe('readiness', () => {
  it('reports a mail server that is away, and stays ready', async () => {
    const ready = async () => (await guichet.anybody.get('/health/ready')).body;
    expect(await ready()).toEqual({ status: 'ready', checks: { database: 'up', jobs: 'up', clock: 'up', mail: 'up' } });
    await guichet.mailbox.close();
    expect(await ready()).toEqual({
      status: 'ready',
      checks: { database: 'up', jobs: 'up', clock: 'up', mail: 'down' },
    });
  });
});
