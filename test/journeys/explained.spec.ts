import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';

const { checkTimers } = await compiled<typeof import('../../src/admin/check-timers.js')>('admin/check-timers.js');

interface Segment {
  from: string;
  to: string;
  ms: number;
  counted: boolean;
  reason: string | null;
  name: string | null;
  causes: string[];
  eventId: string | null;
}

let guichet: TestApp;
let spoc: Browser, engineer: Browser, requester: Browser, other: Browser;
let ticket: string, farOpening: string;

const HOUR = 3_600_000;
/** Sessions end with the day: everybody signs in anew. */
const at = async (instant: string) => {
  guichet.clock.moveTo(new Date(instant));
  spoc = await guichet.as('spoc.uphf');
  engineer = await guichet.as('engineer.ulorraine');
  requester = await guichet.as('requester.uphf');
  other = await guichet.as('engineer.fun');
};
const ok = async (answer: Promise<{ status: number; body: any }>) => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(JSON.stringify(body));
  return body;
};
const timerOf = async (who: Browser, side: string, metric = 'resolution') =>
  (await ok(who.get(`${ticket}/timers`))).items.findLast((one: any) => one.side === side && one.metric === metric);
const explanationOf = async (who: Browser, side: string) =>
  ok(who.get(`${ticket}/timers/${(await timerOf(who, side)).id as string}/explanation`));
const inWords = ({ from, to, counted, reason, name, causes }: Segment) =>
  [from, to, counted ? 'counted' : reason, name, causes.join(' and ')].filter(Boolean).join(' ');

// Thursday 30 April 2026, 15:00 in Lille: Friday is a holiday, then comes the week-end
beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-02T22:00:00Z' });
  const far = await guichet.as('spoc.unc');
  const early = { kind: 'incident', service: 'OAE', title: 'Lent', description: 'Depuis midi.' };
  const { reference } = await ok(far.post('/tickets', early));
  await ok(far.post(`/tickets/${reference as string}/escalate`, { function: 'hosting', summary: 'Lent.' }));
  farOpening = (await ok(far.get(`/tickets/${reference as string}/time-held`))).nextCommonOpening as string;
  await at('2026-04-30T13:00:00Z');
  const opened = await ok(
    spoc.post('/tickets', {
      kind: 'incident',
      service: 'OAE',
      title: 'Lent',
      description: 'Depuis midi.',
      impact: 'medium',
      urgency: 'high',
    }),
  );
  ticket = `/tickets/${opened.reference as string}`;
  await at('2026-04-30T14:00:00Z');
  await ok(spoc.post(`${ticket}/escalate`, { function: 'hosting', summary: 'Lent.' }));
  await at('2026-04-30T14:30:00Z');
  await ok(engineer.post(`${ticket}/escalations/1/accept`));
  await at('2026-04-30T15:30:00Z');
  await ok(engineer.post(`${ticket}/escalations/1/ask`, { body: 'Depuis quelle salle ?' }));
  await at('2026-05-04T07:00:00Z');
  await ok(spoc.post(`${ticket}/escalations/1/answer`, { body: 'B12.' }));
  await at('2026-05-04T08:00:00Z');
});
afterAll(() => guichet.close());

describe('the explanation of a timer', () => {
  it('tells both sides of every part whether it counted, and if not why', async () => {
    const seen = await explanationOf(engineer, 'provider');
    expect(seen.segments.map(inWords)).toEqual([
      '2026-04-30T14:00:00Z 2026-04-30T15:30:00Z counted',
      '2026-04-30T15:30:00Z 2026-04-30T16:00:00Z pause spoc',
      '2026-04-30T16:00:00Z 2026-04-30T22:00:00Z closed',
      '2026-04-30T22:00:00Z 2026-05-01T22:00:00Z holiday Fête du travail',
      '2026-05-01T22:00:00Z 2026-05-04T06:00:00Z closed',
      '2026-05-04T06:00:00Z 2026-05-04T07:00:00Z pause spoc',
      '2026-05-04T07:00:00Z 2026-05-04T08:00:00Z counted',
    ]);
    expect((await explanationOf(spoc, 'provider')).segments).toEqual(seen.segments);
  });

  it('adds up, in the answer itself', async () => {
    for (const side of ['user', 'provider']) {
      const { segments, totals, consumedMs, from, to } = await explanationOf(spoc, side);
      const sum = (parts: Segment[]) => parts.reduce((total, { ms }) => total + ms, 0);
      expect(sum(segments)).toBe(Date.parse(to as string) - Date.parse(from as string));
      expect(sum(segments.filter((part: Segment) => part.counted))).toBe(consumedMs);
      const { wallMs, ...parts } = totals as Record<string, number>;
      expect(Object.values(parts).reduce((total, ms) => total + ms, 0)).toBe(wallMs);
      const ends = segments.map((part: Segment) => part.to);
      expect(segments.map((part: Segment) => part.from)).toEqual([from, ...ends.slice(0, -1)]);
    }
    expect((await explanationOf(spoc, 'provider')).consumedMs).toBe(2.5 * HOUR);
    expect((await explanationOf(spoc, 'user')).consumedMs).toBe(5 * HOUR);
  });

  it('names the event of a pause as the timeline does, the versions, and what was promised', async () => {
    const { segments, promises, terms, hours, timer, warnings } = await explanationOf(engineer, 'provider');
    const { items } = await ok(engineer.get(`${ticket}/timeline`));
    const asked = items.find(({ type }: { type: string }) => type === 'escalation.asked');
    expect(segments.filter(({ reason }: Segment) => reason === 'pause').map(({ eventId }: Segment) => eventId)).toEqual(
      [asked.id, asked.id],
    );
    expect(promises).toEqual([
      { from: '2026-04-30T14:00:00Z', priority: 'P2', targetMinutes: 600, dueAt: timer.dueAt },
    ]);
    // 10 hours, of which 2.5 are used up on Monday at 10:00 in Paris: 17:30
    expect(timer.dueAt).toBe('2026-05-04T15:30:00Z');
    expect([terms, hours]).toMatchObject([
      [{ number: 1, alsoPauses: [], targets: { incident: { P2: { resolution: 600 } } } }],
      [{ number: 1, timeZone: 'Europe/Paris' }],
    ]);
    expect(warnings).toMatchObject([
      { percent: 75, at: '2026-05-04T13:00:00Z', toldAt: null },
      { percent: 100, at: timer.dueAt },
    ]);
  });

  it('says what a new priority would do, and does just that', async () => {
    const { ifPriority } = await explanationOf(spoc, 'provider');
    expect(ifPriority).toEqual([
      { priority: 'P1', rule: 'corrected', dueAt: '2026-05-04T09:30:00Z', isMissed: false },
      { priority: 'P1', rule: 'raised', dueAt: '2026-05-04T12:00:00Z', isMissed: false },
      { priority: 'P3', rule: 'corrected', dueAt: '2026-05-06T15:30:00Z', isMissed: false },
      { priority: 'P4', rule: 'corrected', dueAt: expect.any(String), isMissed: false },
    ]);
    await ok(
      spoc.post(`${ticket}/qualify`, { impact: 'high', urgency: 'high', reason: 'Toute la faculté.', newFacts: true }),
    );
    expect((await timerOf(spoc, 'provider')).dueAt).toBe('2026-05-04T12:00:00Z');
    expect((await explanationOf(spoc, 'provider')).promises).toHaveLength(2);
  });

  it('is for staff of the side that sees the timer, and for nobody else', async () => {
    const own = await timerOf(spoc, 'user');
    expect((await engineer.get(`${ticket}/timers/${own.id as string}/explanation`)).status).toBe(404);
    expect((await other.get(`${ticket}/timers/${own.id as string}/explanation`)).status).toBe(404);
    expect((await requester.get(`${ticket}/timers/${own.id as string}/explanation`)).status).toBe(404);
    expect((await other.get(`${ticket}/time-held`)).status).toBe(404);
  });
});

describe('time held', () => {
  it('gives every millisecond to one, and the same split to both sides', async () => {
    await at('2026-05-04T08:00:00Z');
    const home = await ok(spoc.get(`${ticket}/time-held`));
    const split = (held: any[]) =>
      held.map(({ nextActor, institution, providerMs }) => `${nextActor} ${institution?.code} ${providerMs / HOUR}`);
    expect(split(home.held)).toEqual(['user_institution UPHF 2.5', 'provider ULORRAINE 2.5']);
    expect(home).toMatchObject({ wallMs: 91 * HOUR, userMs: 5 * HOUR, providerMs: 5 * HOUR });
    expect(home.nextCommonOpening).toBe('2026-05-04T08:00:00Z');
    const away = await ok(engineer.get(`${ticket}/time-held`));
    expect(split(away.held)).toEqual(split(home.held));
    expect(away.userMs).toBeNull();
    expect(away.spans.map(({ userMs }: { userMs: null }) => userMs)).toEqual(away.spans.map(() => null));
  });

  it('shows of what came after its part ended nothing to a former holder', async () => {
    await at('2026-05-04T09:00:00Z');
    await ok(spoc.post(`${ticket}/escalations/1/recall`));
    await at('2026-05-04T12:00:00Z');
    expect(await ok(engineer.get(`${ticket}/time-held`))).toMatchObject({
      to: '2026-05-04T09:00:00Z',
      nextCommonOpening: null,
    });
    expect(await ok(spoc.get(`${ticket}/time-held`))).toMatchObject({ to: '2026-05-04T12:00:00Z' });
  });

  it('knows when two that are far apart can talk', () => {
    // in winter Nouméa closes when Nancy opens; from 30 March on there is an hour at which both are at work
    expect(farOpening).toBe('2026-03-30T06:00:00Z');
  });
});

describe('the check of what is stored', () => {
  it('recomputes every timer, and names one that somebody changed', async () => {
    await at('2026-05-04T12:00:00Z');
    await guichet.sweep();
    const clean = await checkTimers(guichet.urls.maintenance, guichet.clock.now());
    expect(clean).toMatchObject({ tickets: 2, due: 0, flaws: [] });
    expect(clean.timers).toBeGreaterThanOrEqual(7);
    const admin = new pg.Client({ connectionString: guichet.urls.admin });
    await admin.connect();
    await admin.query(
      `update timer set due_at = due_at + interval '1 ms' where side = 'user' and metric = 'resolution'
                          and ticket_id = (select id from ticket where reference = $1)`,
      [ticket.replace('/tickets/', '')],
    );
    const { flaws } = await checkTimers(guichet.urls.maintenance, guichet.clock.now());
    expect(flaws.join('\n')).toMatch(
      new RegExp(`^${ticket.replace('/tickets/', '')}: dueAt of timer user resolution 1 is stored as`),
    );
    await admin.query('delete from timer');
    const gone = await checkTimers(guichet.urls.maintenance, guichet.clock.now());
    expect(gone.flaws.length).toBe(clean.timers);
    await admin.end();
  });
});
