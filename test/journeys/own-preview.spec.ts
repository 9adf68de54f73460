import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';

interface Standing {
  state: string;
  dueAt: string | null;
  targetMinutes: number;
}
interface Moved {
  reference: string;
  timer: { metric: string; run: number };
  from: Standing | null;
  to: Standing | null;
}
type Stored = Map<string, Standing>;

let guichet: TestApp;
let admin: pg.Client;
let agent: Browser, manager: Browser;
let institutionId: string, hoursId: string;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-09T08:00:00Z', environment: { SESSION_HOURS: '720' } });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  agent = await guichet.as('agent.ulco');
  manager = await guichet.as('manager.ulco');
  institutionId = (await one<{ id: string }>(`select id from institution where code = 'ULCO'`)).id;
  hoursId = (
    await one<{ id: string }>(
      `select s.service_hours_id as id from site s where s.institution_id = $1 and s.is_default`,
      institutionId,
    )
  ).id;
  expect((await manager.post('/targets', { effectiveFrom: soon(), targets: targets(1) })).status).toBe(201);
  guichet.clock.advance(60_000);
  await play();
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const one = async <T extends object>(sql: string, ...values: unknown[]) =>
  (await admin.query<T>(sql, values)).rows[0] as T;
const soon = () => guichet.clock.now().toISOString();

/** Tickets of ULCO in the states that a user-side timer knows. */
async function play(): Promise<void> {
  const levels = ['high', 'medium', 'low'].map((urgency) => ({ impact: 'medium', urgency }));
  for (const [index, level] of levels.entries()) {
    const reference = await open(level, index === 1 ? 'request' : 'incident');
    if (index === 0) await agent.post(`/tickets/${reference}/take`);
  }
  guichet.clock.advance(3 * 3_600_000);
  const waiting = await open(levels[1]);
  await agent.post(`/tickets/${waiting}/take`);
  const asked = { cause: 'requester', followUpAt: '2026-06-01T08:00:00Z', message: 'Depuis quand ?' };
  expect((await agent.post(`/tickets/${waiting}/wait`, asked)).status).toBe(200);
  const resolved = await open(levels[2]);
  await agent.post(`/tickets/${resolved}/resolve`, { code: 'fixed', text: 'Réparé.' });
  const closed = await open(levels[2]);
  await agent.post(`/tickets/${closed}/resolve`, { code: 'fixed', text: 'Réparé.' });
  expect((await agent.post(`/tickets/${closed}/close`)).status).toBe(200);
  guichet.clock.moveTo(new Date('2026-03-10T10:30:00Z'));
  await guichet.sweep();
}

async function open(level: object | undefined, kind = 'incident'): Promise<string> {
  const text = { title: 'Un titre', description: 'Un texte.', channel: 'web' };
  const { status, body } = await agent.post('/tickets', { kind, service: 'FUNCAMPUS', ...text, ...level });
  expect(status).toBe(201);
  return body.reference as string;
}

async function stored(): Promise<Stored> {
  const { rows } = await admin.query<Standing & { key: string }>(
    `select t.reference || ' ' || m.metric || ' ' || m.run as key, m.state, m.target_minutes as "targetMinutes",
            to_char(m.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "dueAt"
       from timer m
       join ticket t on t.id = m.ticket_id and t.institution_id = $1
      where m.side = 'user'
      order by 1`,
    [institutionId],
  );
  return new Map(rows.map(({ key, ...standing }) => [key, standing]));
}

/** Records it, and has the timers moved as the sweep does it. */
async function record(path: string, body: object): Promise<void> {
  const { Consumers } = await compiled<typeof import('../../src/events/index.js')>('events/index.js');
  expect((await manager.post(path, body)).status).toBe(201);
  await guichet.app.get(Consumers).wake('resettle', institutionId, institutionId);
  guichet.clock.advance(1000);
  for (let left = 1; left > 0;) {
    await guichet.sweep();
    left = Number((await one<{ count: string }>('select count(*) from resettling')).count);
  }
}

const week = (open: string, close: string) =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [[open, close]]]));
const hours = (open: string, close: string, timeZone = 'Europe/Paris') => ({ timeZone, weekly: week(open, close) });
function targets(share: number) {
  const each = (response: number, resolution: number) => ({
    response: response * share,
    resolution: resolution * share,
  });
  const incident = { P1: each(30, 240), P2: each(60, 600), P3: each(240, 1800), P4: each(600, 6000) };
  return { incident, request: { P2: each(120, 1200), P3: each(240, 3000) } };
}
const back = { retroactive: true, reason: 'Ainsi décidé.', effectiveFrom: '2026-01-05T00:00:00+01:00' };

it.each([
  ['longer hours from now on', 'hours', hours('07:00', '20:00'), true],
  [
    'two hours a day, of another zone, since January',
    'hours',
    { ...back, ...hours('09:00', '11:00', 'Indian/Reunion') },
    true,
  ],
  ['longer targets from now on, for what begins then', 'targets', { targets: targets(2) }, false],
  ['shorter targets since January', 'targets', { ...back, targets: targets(0.5) }, true],
  [
    'nothing but the most urgent is promised any more, since January',
    'targets',
    { ...back, targets: { incident: { P1: { resolution: 240 } } } },
    true,
  ],
  ['what pauses besides', 'targets', { ...back, alsoPauses: ['third_party'] }, false],
])('a preview of own terms says what happens: %s', async (_, what, terms, isMoving) => {
  guichet.clock.advance(1000);
  const body = { effectiveFrom: soon(), ...terms };
  const path = what === 'hours' ? `/service-hours/${hoursId}` : '/targets';
  const before = await stored();
  const { status, body: preview } = await manager.post(`${path}/preview`, body);
  expect(status).toBe(200);
  expect(await stored()).toEqual(before);

  await record(what === 'hours' ? `${path}/versions` : path, body);
  const moved = preview.moved as Moved[];
  const expected: Stored = new Map(before);
  for (const { reference, timer, from, to } of moved) {
    const key = `${reference} ${timer.metric} ${String(timer.run)}`;
    expect([key, from]).toEqual([key, before.get(key) ?? null]);
    if (to) expected.set(key, to);
    else expected.delete(key);
  }
  expect(Object.fromEntries(await stored())).toEqual(Object.fromEntries(expected));
  expect(moved.length > 0).toBe(isMoving);
  // all but the one that is closed
  expect(preview.openTickets).toBe(5);
  expect(preview.unchanged).toBe(5 - new Set(moved.map(({ reference }) => reference)).size);
});

it('is refused like the recording, and to whoever may not record', async () => {
  const theirs = await guichet.as('manager.fun');
  expect(
    (await theirs.post(`/service-hours/${hoursId}/preview`, { effectiveFrom: soon(), ...hours('08:00', '18:00') }))
      .status,
  ).toBe(404);
  expect((await agent.post('/targets/preview', { effectiveFrom: soon() })).status).toBe(403);
  const wrong = { effectiveFrom: soon(), ...hours('18:00', '08:00') };
  const [previewed, recorded] = [
    await manager.post(`/service-hours/${hoursId}/preview`, wrong),
    await manager.post(`/service-hours/${hoursId}/versions`, wrong),
  ];
  expect(previewed.status).toBe(422);
  expect(previewed.body.errors).toEqual(recorded.body.errors);
  const zero = { effectiveFrom: soon(), targets: { incident: { P1: { response: 0 } } } };
  expect((await manager.post('/targets/preview', zero)).status).toBe(422);
});
