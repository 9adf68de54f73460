import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';

/** Tickets that open by themselves. */
let guichet: TestApp;
let admin: pg.Client;
let agent: Browser, spoc: Browser, manager: Browser, foreign: Browser, engineer: Browser, requester: Browser;
let open: () => Promise<number>;

beforeAll(async () => {
  // a Tuesday
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', environment: { SESSION_HOURS: '720' } });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const { RecurringRounds } =
    await compiled<typeof import('../../src/modules/tickets/index.js')>('modules/tickets/index.js');
  open = () => guichet.app.get(RecurringRounds).run();
});
/** A session ends before the next test begins: weeks go by. */
async function signIn(): Promise<void> {
  const people = ['agent.ulco', 'spoc.ulco', 'manager.ulco', 'agent.uphf', 'engineer.fun', 'requester.ulco'];
  const signedIn: Browser[] = [];
  for (const one of people) signedIn.push(await guichet.as(one));
  [agent, spoc, manager, foreign, engineer, requester] = signedIn as [
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
  ];
}
beforeEach(signIn);
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const plan = (more: object = {}) => ({
  kind: 'request',
  service: 'FUNCAMPUS',
  title: 'Vérifier les sauvegardes',
  description: 'Restaurer un cours au hasard.',
  recurrence: 'FREQ=DAILY',
  startsOn: '2026-03-11',
  atTime: '08:00',
  ...more,
});
const make = async (more: object = {}, who = agent) => (await who.post('/recurring-tickets', plan(more))).body;
const history = async (id: string) => (await agent.get(`/recurring-tickets/${id}/history`)).body.items as any[];
const read = async (id: string) => (await agent.get(`/recurring-tickets/${id}`)).body;
const remove = async (id: string) =>
  (await agent.send('DELETE', `/recurring-tickets/${id}`, undefined, { 'if-match': '*' })).status;
/** The worker of the app looks by itself too: what is due is opened by whoever comes first. */
const opened = async (id: string, count: number) => {
  for (let round = 0; round < 200; round += 1) {
    await open();
    const lines = (await history(id)).filter(({ outcome }) => outcome === 'opened');
    if (lines.length >= count) return lines;
  }
  throw new Error('it was not opened');
};

describe('a recurring ticket', () => {
  it('is shown ahead, opens when it is due, is given to whom it says, and goes on', async () => {
    const me = (await agent.get('/me')).body.id as string;
    const made = await make({ assignee: me, requester: 'requester.ulco@guichet.example' });
    expect([made.state, made.nextOn, made.nextAt, made.timeZone]).toEqual([
      'running',
      '2026-03-11',
      '2026-03-11T07:00:00Z',
      'Europe/Paris',
    ]);
    const ahead = (await agent.get(`/recurring-tickets/${made.id}/occurrences?limit=3`)).body.items;
    expect(ahead.map(({ date }: { date: string }) => date)).toEqual(['2026-03-11', '2026-03-12', '2026-03-13']);
    guichet.clock.moveTo(new Date('2026-03-11T06:59:59.999Z'));
    await open();
    expect(await history(made.id)).toEqual([]);
    guichet.clock.moveTo(new Date('2026-03-11T07:00:00Z'));
    const [line] = await opened(made.id, 1);
    const ticket = (await agent.get(`/tickets/${line.ticket}`)).body;
    expect([ticket.title, ticket.state, ticket.assignee.id, ticket.openedAt]).toEqual([
      'Vérifier les sauvegardes',
      'new',
      me,
      '2026-03-11T07:00:00Z',
    ]);
    expect((await requester.get(`/tickets/${line.ticket}`)).status).toBe(200);
    expect((await read(made.id)).nextOn).toBe('2026-03-12');
    await guichet.mailbox.expect('requester.ulco', ({ subject }) => subject?.includes(line.ticket as string) === true);
    const { rows } = await admin.query<{ type: string }>(
      `select type from event where data ->> 'recurringId' = $1 order by number`,
      [made.id],
    );
    expect(rows.map(({ type }) => type)).toEqual(['recurring.made', 'recurring.opened']);
    expect(await remove(made.id)).toBe(204);
    expect((await agent.get(`/tickets/${line.ticket}`)).status).toBe(200);
  });

  it('opens once whoever looks, and not again when the date is due once more', async () => {
    const made = await make({ startsOn: '2026-03-12' });
    guichet.clock.moveTo(new Date('2026-03-12T07:00:00Z'));
    await Promise.all(Array.from({ length: 6 }, () => open()));
    expect(await opened(made.id, 1)).toHaveLength(1);
    // as if the clock had gone back, and the date were due once more
    await admin.query(
      `update recurring_ticket set last_on = null, next_on = '2026-03-12', next_at = '2026-03-12T07:00:00Z' where id = $1`,
      [made.id],
    );
    await admin.query(`update recurring_due set at = '2026-03-12T07:00:00Z' where recurring_id = $1`, [made.id]);
    await Promise.all([open(), open()]);
    expect((await read(made.id)).nextOn).toBe('2026-03-13');
    expect(await history(made.id)).toHaveLength(1);
    await remove(made.id);
  });

  it('after an outage opens the last date alone, and says of the others that they were missed', async () => {
    const made = await make({ startsOn: '2026-03-13' });
    guichet.clock.moveTo(new Date('2026-03-16T12:00:00Z'));
    await opened(made.id, 1);
    expect((await history(made.id)).map(({ date, outcome, reason }) => [date, outcome, reason])).toEqual([
      ['2026-03-16', 'opened', null],
      ['2026-03-15', 'skipped', 'missed'],
      ['2026-03-14', 'skipped', 'missed'],
      ['2026-03-13', 'skipped', 'missed'],
    ]);
    await remove(made.id);
  });

  it('is moved to days on which the site works, and leaves out what somebody says', async () => {
    const made = await make({
      recurrence: 'FREQ=WEEKLY;BYDAY=SA,WE',
      startsOn: '2026-03-18',
      moveToWorkingDay: 'next',
    });
    const dates = async () =>
      (await agent.get(`/recurring-tickets/${made.id}/occurrences?limit=3`)).body.items.map(
        ({ date, outcome, reason }: any) => [date, outcome, reason],
      );
    expect(await dates()).toEqual([
      ['2026-03-18', null, null],
      ['2026-03-23', null, null],
      ['2026-03-25', null, null],
    ]);
    const skip = (date: string) =>
      agent.post(`/recurring-tickets/${made.id}/occurrences/${date}/skip`, { reason: 'Fermé' });
    expect((await skip('2026-03-18')).status).toBe(200);
    expect((await skip('2026-03-18')).body).toMatchObject({ code: 'already_decided', moves: ['pause'] });
    const reason = await agent.post(`/recurring-tickets/${made.id}/occurrences/2026-03-25/skip`, {
      reason: 'Fermé \u202e',
    });
    expect([reason.status, reason.body.errors]).toMatchObject([400, [{ pointer: '/reason', code: 'lines' }]]);
    for (const date of ['2026-03-21', '2026-03-19', 'tomorrow', '2026-02-30'])
      expect((await skip(date)).status).toBe(404);
    expect((await dates())[0]).toEqual(['2026-03-18', 'skipped', 'Fermé']);
    guichet.clock.moveTo(new Date('2026-03-23T09:00:00Z'));
    await opened(made.id, 1);
    expect((await history(made.id)).map(({ date, outcome }) => [date, outcome])).toEqual([
      ['2026-03-23', 'opened'],
      ['2026-03-18', 'skipped'],
    ]);
    await remove(made.id);
  });

  it('is changed by whoever read it last, pauses, and goes on with what lies ahead', async () => {
    const made = await make({ startsOn: '2026-03-24' });
    const change = (body: object, version: string) =>
      spoc.send('PATCH', `/recurring-tickets/${made.id}`, body, version ? { 'if-match': version } : {});
    expect((await change({ title: 'X' }, '')).status).toBe(428);
    expect((await change({ title: 'X' }, '"7"')).status).toBe(412);
    const changed = await change({ atTime: '10:30', recurrence: 'FREQ=WEEKLY;BYDAY=FR' }, '"1"');
    expect([changed.status, changed.body.nextAt, changed.body.version]).toEqual([200, '2026-03-27T09:30:00Z', 2]);
    // what it says now is theirs to answer for
    expect(changed.body.maker.name).toBe((await spoc.get('/me')).body.name);
    expect((await spoc.post(`/recurring-tickets/${made.id}/pause`, { until: '2026-04-01' })).status).toBe(400);
    expect((await spoc.post(`/recurring-tickets/${made.id}/pause`)).body.state).toBe('paused');
    expect((await spoc.post(`/recurring-tickets/${made.id}/resume`, { now: true })).status).toBe(400);
    expect((await spoc.post(`/recurring-tickets/${made.id}/pause`)).body.moves).toEqual(['resume']);
    guichet.clock.moveTo(new Date('2026-03-30T09:00:00Z'));
    await open();
    expect(await history(made.id)).toEqual([]);
    const resumed = (await spoc.post(`/recurring-tickets/${made.id}/resume`)).body;
    expect([resumed.state, resumed.nextOn, resumed.maker.name]).toEqual([
      'running',
      '2026-04-03',
      (await spoc.get('/me')).body.name,
    ]);
    await remove(made.id);
  });

  it('is paused, and the SPOCs are told, when whoever made it has left', async () => {
    const leaver = await guichet.as('spoc2.ulco');
    const made = await make({ startsOn: '2026-04-01', title: 'Celle de qui part' }, leaver);
    await admin.query(`update person set left_at = $1 where email = 'spoc2.ulco@guichet.example'`, [
      guichet.clock.now(),
    ]);
    guichet.clock.moveTo(new Date('2026-04-01T09:00:00Z'));
    await open();
    const paused = await read(made.id);
    expect([paused.state, paused.pausedReason, paused.nextAt]).toEqual(['paused', 'maker_left', null]);
    const { mail } = await guichet.mailbox.expect(
      'spoc.ulco',
      ({ subject }) => subject?.includes('Celle de qui part') === true,
    );
    expect(mail.text).toContain('n’est plus dans votre établissement');
    await remove(made.id);
  });

  it('that ends is over, and what would open nothing is refused', async () => {
    const made = await make({ startsOn: '2026-04-02', recurrence: 'FREQ=DAILY;COUNT=1' });
    guichet.clock.moveTo(new Date('2026-04-02T09:00:00Z'));
    await opened(made.id, 1);
    expect([(await read(made.id)).state, (await read(made.id)).nextOn]).toEqual(['ended', null]);
    for (const [more, code] of [
      [{ recurrence: 'FREQ=HOURLY' }, 'invalid_recurrence'],
      [{ recurrence: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, 'recurrence_never'],
      [{ recurrence: 'FREQ=DAILY;UNTIL=20260313' }, 'recurrence_over'],
      [{ recurrence: 'FREQ=DAILY;COUNT=3' }, 'recurrence_over'],
      [{ startsOn: '2026-02-30' }, 'malformed_date'],
      [{ startsOn: '0001-01-01' }, 'malformed_date'],
      [{ atTime: '24:00' }, 'malformed_time'],
      [{ timeZone: 'Mars/Base' }, 'unknown_time_zone'],
      [{ service: 'NOTHING' }, 'unknown_service'],
      [{ assignee: '00000000-0000-7000-8000-000000000000' }, 'unknown_person'],
      [{ team: '00000000-0000-7000-8000-000000000000' }, 'unknown_team'],
      [{ model: '00000000-0000-7000-8000-000000000000' }, 'unknown_model'],
    ] as const) {
      const answer = await agent.post('/recurring-tickets', plan({ ...more }));
      expect([more, answer.status, answer.body.code]).toEqual([more, 422, code]);
    }
    expect((await agent.post('/recurring-tickets', plan({ recurrence: 'X'.repeat(10_000) }))).status).toBe(400);
    await remove(made.id);
  });

  it('is listed ahead page by page, without end where its rule has none', async () => {
    const made = await make({ recurrence: 'FREQ=DAILY', startsOn: '2026-05-01' });
    const page = async (query: string) => (await agent.get(`/recurring-tickets/${made.id}/occurrences?${query}`)).body;
    const datesOf = (body: any) => body.items.map(({ date }: { date: string }) => date);
    const first = await page('limit=2');
    const second = await page(`limit=2&cursor=${first.nextCursor as string}`);
    expect([...datesOf(first), ...datesOf(second)]).toEqual(['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04']);
    expect((await page('')).items).toHaveLength(50);
    for (const query of ['count=3', 'limit=0', 'limit=101', 'cursor=x'])
      expect([query, (await page(query)).status]).toEqual([query, 400]);
    // a cursor that somebody wrote: what is no date is none
    const written = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
    for (const key of ['2026-02-30', '9999-12-31', 7, null])
      expect([key, (await page(`cursor=${written(key)}`)).code]).toEqual([key, 'bad_cursor']);
    const atTheEnd = await page(`limit=100&cursor=${written('2199-12-28')}`);
    expect([datesOf(atTheEnd), atTheEnd.nextCursor]).toEqual([['2199-12-29', '2199-12-30', '2199-12-31'], null]);
    const over = await make({ recurrence: 'FREQ=DAILY;COUNT=3', startsOn: '2026-05-01' });
    const all = (await agent.get(`/recurring-tickets/${over.id as string}/occurrences?limit=3`)).body;
    expect([all.items.length, all.nextCursor]).toEqual([3, null]);
    await remove(made.id);
    await remove(over.id);
  });

  it('that began long ago goes on from now, and missed nothing before it was made', async () => {
    const made = await make({ startsOn: '1950-01-02', recurrence: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO' });
    const today = guichet.clock.now().toISOString().slice(0, 10);
    const weeks = (Date.parse(made.nextOn) - Date.parse('1950-01-02')) / (7 * 86_400_000);
    expect([made.nextOn > today, weeks % 2, await history(made.id)]).toEqual([true, 0, []]);
    // a cursor that somebody wrote: what lies behind is not ahead
    const cursor = Buffer.from('"1990-01-01"').toString('base64url');
    const ahead = (await agent.get(`/recurring-tickets/${made.id}/occurrences?limit=1&cursor=${cursor}`)).body.items;
    expect(ahead[0].date).toBe(made.nextOn);
    await remove(made.id);
  });

  it('is not there for anybody else, and read by a manager who does not keep it', async () => {
    const made = await make({ startsOn: '2027-01-01' });
    const path = `/recurring-tickets/${made.id}`;
    expect((await foreign.get(path)).status).toBe(404);
    expect((await foreign.post(`${path}/pause`)).status).toBe(404);
    for (const nobody of [engineer, requester]) expect((await nobody.get(path)).status).toBe(404);
    expect((await engineer.get('/recurring-tickets')).status).toBe(403);
    expect((await foreign.get('/recurring-tickets')).body.items).toEqual([]);
    expect((await manager.get(path)).status).toBe(200);
    expect((await manager.post(`${path}/pause`)).status).toBe(403);
    expect((await manager.post('/recurring-tickets', plan())).status).toBe(403);
    const foreigner = (await foreign.get('/me')).body.id as string;
    expect((await agent.post('/recurring-tickets', plan({ assignee: foreigner }))).status).toBe(422);
    await remove(made.id);
  });
});
