import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { minorRelease } from '../support/minor-release.js';

// When a change could be made, what that costs, and what stands in the way when there is no such time.

let guichet: TestApp;
let author: Browser, peer: Browser;

beforeAll(async () => {
  // a Tuesday, 10:00 in Paris
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  const admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  await admin.query(`update service set users = 1200 where code = 'FUNCAMPUS'`);
  await admin.end();
  author = await guichet.as('engineer.fun');
  peer = await guichet.as('change-manager.fun');
  await frozen('Un mois plus tard', '2026-04-06', '2026-04-10');
});
afterAll(() => guichet.close());

async function frozen(title: string, from: string, to: string): Promise<string> {
  const { status, body } = await peer.post('/freezes', {
    scope: 'service',
    service: 'FUNCAMPUS',
    title,
    reason: 'x',
    from,
    to,
  });
  expect(status).toBe(201);
  return body.id as string;
}

async function drafted(more: object): Promise<string> {
  const { status, body } = await author.post('/changes', { ...minorRelease, window: null, ...more });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body.reference as string;
}
const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('the next windows', () => {
  it('lie inside the agreed maintenance, outside what blocks, with the notice kept and their cost', async () => {
    const reference = await drafted({ kind: 'normal', interruptionMinutes: 20 });
    const { status, body } = await author.get(`/changes/${reference}/windows?minutes=60&limit=3`);
    expect(status).toBe(200);
    // five working days after Tuesday: the next Tuesday, 18:00 in Paris
    expect(body.earliest).toBe('2026-03-17T17:00:00Z');
    expect(body.obstacles).toEqual([]);
    expect(body.windows).toHaveLength(3);
    for (const { from, affected, users, leaves } of body.windows) {
      expect([2, 4]).toContain(new Date(from as string).getUTCDay());
      expect(affected.map(({ institution }: { institution: { code: string } }) => institution.code)).toContain('ULCO');
      const ulco = affected.find(({ institution }: { institution: { code: string } }) => institution.code === 'ULCO');
      expect(ulco).toMatchObject({ localFrom: expect.stringMatching(/T06:30$/), timeZone: 'Europe/Paris' });
      expect(users).toBe(1200);
      expect(leaves).toMatchObject([{ service: { code: 'FUNCAMPUS' } }]);
    }
    // none in the week of the freeze
    const after = (await author.get(`/changes/${reference}/windows?minutes=60&limit=20`)).body.windows as {
      from: string;
    }[];
    const inTheFreeze = after.filter(({ from }) => from >= '2026-04-06' && from < '2026-04-11');
    expect(inTheFreeze).toEqual([]);
    expect(after.some(({ from }) => from > '2026-04-11')).toBe(true);
    // a deadline far ahead does not change which are the next
    const until = async (date: string) =>
      (await author.get(`/changes/${reference}/windows?minutes=60&limit=20&until=${date}T00:00:00Z`)).body.windows;
    expect(await until('2028-02-01')).toEqual(await until('2026-07-01'));
    expect(await until('2026-07-01')).toHaveLength(20);
  });

  it('are found behind months in which there are none, and all that there are', async () => {
    const reference = await drafted({ kind: 'normal', interruptionMinutes: 20 });
    const freeze = await frozen('La moitié d’une année', '2026-03-12', '2026-09-20');
    const ask = async (until: string) => {
      const { windows, obstacles } = (
        await author.get(`/changes/${reference}/windows?minutes=60&limit=5&until=${until}T00:00:00Z`)
      ).body as { windows: { from: string }[]; obstacles: unknown[] };
      return { found: windows.map(({ from }) => from.slice(0, 10)), obstacles: obstacles.length };
    };
    expect(await ask('2026-09-20')).toEqual({ found: [], obstacles: expect.any(Number) });
    expect((await ask('2026-09-20')).obstacles).toBeGreaterThan(0);
    expect(await ask('2026-09-26')).toEqual({ found: ['2026-09-22', '2026-09-24'], obstacles: 0 });
    await peer.post(`/freezes/${freeze}/lift`, { reason: 'x' });
  });

  it('are none when the maintenance is too short or the deadline too near, and say so', async () => {
    const reference = await drafted({ kind: 'normal', interruptionMinutes: 20 });
    const ask = async (query: string) => (await author.get(`/changes/${reference}/windows?${query}`)).body;
    expect(await ask('minutes=120')).toMatchObject({
      windows: [],
      obstacles: [{ kind: 'maintenance_too_short', minutes: 90 }],
    });
    expect(await ask('minutes=60&until=2026-03-16T00:00:00Z')).toMatchObject({
      windows: [],
      obstacles: [{ kind: 'no_time' }],
    });
    const blocked = await drafted({ kind: 'normal' });
    await frozen('Longtemps', '2026-03-11', '2026-04-30');
    const none = (await author.get(`/changes/${blocked}/windows?minutes=60&until=2026-04-30T00:00:00Z`)).body;
    expect(none.windows).toEqual([]);
    expect(none.obstacles).toContainEqual(
      expect.objectContaining({ kind: 'blocked', freeze: expect.objectContaining({ title: 'Longtemps' }) }),
    );
  });

  it.each<[string, string, number, string]>([
    ['no time at all', 'minutes=0', 400, 'invalid_input'],
    ['a year', 'minutes=525600', 400, 'invalid_input'],
    ['half a minute', 'minutes=0.5', 400, 'invalid_input'],
    ['no number', 'minutes=many', 400, 'invalid_input'],
    ['an end that is past', 'minutes=60&until=2026-03-01T00:00:00Z', 422, 'in_the_past'],
    ['an end in three years', 'minutes=60&until=2029-03-01T00:00:00Z', 422, 'too_far'],
    ['an end that is no instant', 'minutes=60&until=tomorrow', 400, 'invalid_input'],
    ['too many', 'minutes=60&limit=1000', 400, 'invalid_input'],
    ['no length, of a change without a window', '', 422, 'minutes_required'],
  ])('are refused for %s', async (_, query, status, code) => {
    const reference = await drafted({});
    expect(told(await author.get(`/changes/${reference}/windows?${query}`))).toEqual([status, code]);
  });
});
