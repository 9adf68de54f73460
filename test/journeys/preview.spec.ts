import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
let spoc: Browser, engineer: Browser, ours: Browser, theirs: Browser;
let id: string, agreement: string, institutionId: string;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-09T08:00:00Z', environment: { SESSION_HOURS: '720' } });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  spoc = await guichet.as('spoc.ulco');
  engineer = await guichet.as('engineer.fun');
  ours = await guichet.as('manager.ulco');
  theirs = await guichet.as('manager.fun');
  const { rows } = await admin.query<{ id: string; institutionId: string }>(
    `select a.id, a.institution_id as "institutionId"
       from agreement a
       join institution i on i.id = a.institution_id and i.code = 'ULCO'
       join service s on s.id = a.service_id and s.code = 'FUNCAMPUS'`,
  );
  ({ id, institutionId } = rows[0] ?? { id: '', institutionId: '' });
  agreement = `/agreements/${id}`;
  await play();
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

/** A ticket in every state that a timer can stand in, some days old. */
async function play(): Promise<void> {
  const [high, medium, low] = ['high', 'medium', 'low'].map((urgency) => ({ impact: 'medium', urgency }));
  const late = await escalate(high);
  const delivered = await escalate(medium);
  await move(delivered, 'accept');
  await move(delivered, 'deliver', { code: 'fixed', textForRequester: 'Réparé.' });
  const refused = await escalate(medium);
  await move(refused, 'accept');
  await move(refused, 'deliver', { code: 'fixed', textForRequester: 'Réparé.' });
  guichet.clock.advance(3 * 3_600_000);
  await spoc.post(`/tickets/${refused}/escalations/1/refuse`, { reason: 'Non.' });
  const closed = await escalate(low);
  await move(closed, 'accept');
  await move(closed, 'deliver', { code: 'fixed', textForRequester: 'Réparé.' });
  await spoc.post(`/tickets/${closed}/escalations/1/confirm`, { resolve: true });
  expect((await spoc.post(`/tickets/${closed}/close`)).status).toBe(200);
  guichet.clock.moveTo(new Date('2026-03-11T09:00:00Z'));
  const asked = await escalate(low);
  await move(asked, 'accept');
  await move(asked, 'ask', { body: 'Depuis quand ?' });
  const planned = await escalate(medium);
  await move(planned, 'accept');
  await move(planned, 'plan', { cause: 'third_party', followUpAt: '2026-06-01T08:00:00Z' });
  const recalled = await escalate(low);
  await spoc.post(`/tickets/${recalled}/escalations/1/recall`);
  await escalate(medium, 'request');
  await escalate(high, 'request');
  await escalate(low);
  await spoc.post('/tickets', { kind: 'incident', service: 'FUNCAMPUS', title: 'Chez nous', description: 'Un texte.' });
  guichet.clock.moveTo(new Date('2026-03-12T10:30:00Z'));
  await guichet.sweep();
  expect(late).toBeDefined();
}

async function escalate(values: object | undefined, kind = 'incident'): Promise<string> {
  const text = { title: 'Un titre', description: 'Un texte.' };
  const { body } = await spoc.post('/tickets', { kind, service: 'FUNCAMPUS', ...text, ...values });
  const reference = body.reference as string;
  const { status } = await spoc.post(`/tickets/${reference}/escalate`, { function: 'support', summary: 'Un texte.' });
  expect(status).toBe(200);
  return reference;
}

async function move(reference: string, name: string, body: object = {}): Promise<void> {
  expect((await engineer.post(`/tickets/${reference}/escalations/1/${name}`, body)).status).toBe(200);
}

async function stored(): Promise<Stored> {
  const { rows } = await admin.query<Standing & { key: string }>(
    `select t.reference || ' ' || m.metric || ' ' || m.run as key, m.state, m.target_minutes as "targetMinutes",
            to_char(m.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "dueAt"
       from timer m
       join ticket t on t.id = m.ticket_id
      where m.side = 'provider'
      order by 1`,
  );
  return new Map(rows.map(({ key, ...standing }) => [key, standing]));
}

async function everything(): Promise<unknown> {
  const tables = ['agreement_version', 'event', 'timer', 'handled_unit', 'simulation'];
  const counts = tables.map((table) => `(select count(*) from ${table}) as ${table}`);
  return (await admin.query(`select ${counts.join()}`)).rows[0];
}

/** As the other side accepts: the timers move, as the sweep does it. */
async function accept(body: object): Promise<void> {
  const { Consumers } = await compiled<typeof import('../../src/events/index.js')>('events/index.js');
  const proposed = await ours.post(`${agreement}/versions`, body);
  expect(proposed.status).toBe(201);
  const accepted = await theirs.post(`${agreement}/versions/${String(proposed.body.number)}/accept`);
  expect(accepted.status).toBe(200);
  await guichet.app.get(Consumers).wake('resettle', id, institutionId);
  // what was decided now is recorded a millisecond later; whole seconds are easier to read
  guichet.clock.advance(1000);
  for (let left = 1; left > 0;) {
    await guichet.sweep();
    left = Number((await admin.query<{ count: string }>('select count(*) from resettling')).rows[0]?.count);
  }
}

const week = (open: string, close: string) =>
  Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map((day) => [day, [[open, close]]]));
const hours = (open: string, close: string) => ({ timeZone: 'Europe/Paris', weekly: week(open, close) });
const targets = (share: number) => {
  const each = (response: number, resolution: number) => ({
    response: response * share,
    resolution: resolution * share,
  });
  const incident = { P1: each(30, 240), P2: each(60, 600), P3: each(240, 1800), P4: each(600, 6000) };
  return { incident, request: { P2: each(120, 1200), P3: each(240, 3000) } };
};

describe('what a preview says is what happens', () => {
  it.each([
    ['hours from now on', { hours: hours('07:00', '20:00') }, true],
    [
      'a holiday in a later version',
      { effectiveFrom: '2026-03-16T00:00:00+01:00', hours: hours('10:00', '12:00') },
      true,
    ],
    // it overtakes the version of 16 March, with the hours in effect now
    ['targets from now on, for what begins then', { targets: targets(2) }, true],
    ['nothing that timers know of', { tacitTransmission: false }, false],
    [
      'shorter targets since the beginning of the year',
      {
        retroactive: true,
        reason: 'Ainsi convenu.',
        effectiveFrom: '2026-01-05T00:00:00+01:00',
        targets: targets(0.5),
      },
      true,
    ],
    [
      'what pauses besides',
      {
        retroactive: true,
        reason: 'Ainsi convenu.',
        effectiveFrom: '2026-01-05T00:00:00+01:00',
        alsoPauses: ['third_party'],
      },
      true,
    ],
    [
      'long targets again, since last week',
      {
        retroactive: true,
        reason: 'Ainsi convenu.',
        effectiveFrom: '2026-03-02T00:00:00+01:00',
        targets: targets(3),
        hours: hours('09:00', '11:00'),
      },
      true,
    ],
    ['another zone', { hours: { ...hours('08:00', '18:00'), timeZone: 'Indian/Reunion' } }, true],
  ])('%s', async (_, terms, isMoving) => {
    guichet.clock.advance(1000);
    const body = { effectiveFrom: guichet.clock.now().toISOString(), ...terms };
    const before = await stored();
    const untouched = await everything();
    const { status, body: preview } = await ours.post(`${agreement}/preview`, body);
    expect(status).toBe(200);
    expect(await everything()).toEqual(untouched);
    expect((await theirs.post(`${agreement}/preview`, body)).body.moved).toEqual(preview.moved);

    await accept(body);
    const after = await stored();
    const moved = preview.moved as Moved[];
    const expected: Stored = new Map(before);
    for (const { reference, timer, from, to } of moved) {
      const key = `${reference} ${timer.metric} ${String(timer.run)}`;
      expect([key, from]).toEqual([key, before.get(key) ?? null]);
      if (to) expected.set(key, to);
    }
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(expected));
    expect(moved.length > 0).toBe(isMoving);
    expect(preview.openTickets).toBe(9);
    expect(preview.unchanged).toBe(9 - new Set(moved.map(({ reference }) => reference)).size);
  });
});

describe('a preview', () => {
  it('is refused like the proposal', async () => {
    const refusal = async (path: string, body: object) => {
      const { status, body: problem } = await ours.post(`${agreement}/${path}`, body);
      return { status, code: problem.code as string, errors: problem.errors as unknown };
    };
    for (const body of [
      { effectiveFrom: '2026-01-01T00:00:00Z' },
      { effectiveFrom: '2030-01-01T00:00:00Z', targets: { incident: { P9: { response: 1 } } } },
      { effectiveFrom: '2030-01-01T00:00:00Z', hours: hours('18:00', '08:00') },
      { effectiveFrom: 'tomorrow' },
      { unknown: true },
    ]) {
      const previewed = await refusal('preview', body);
      expect(previewed.status).toBeGreaterThanOrEqual(400);
      expect(previewed).toEqual(await refusal('versions', body));
    }
  });

  it('is for managers of the two sides', async () => {
    const ask = async (account: string) =>
      (await (await guichet.as(account)).post(`${agreement}/preview`, { effectiveFrom: '2030-01-01T00:00:00Z' }))
        .status;
    expect(await ask('auditor.fun')).toBe(403);
    expect(await ask('spoc.ulco')).toBe(403);
    expect(await ask('manager.uphf')).toBe(404);
  });
});
