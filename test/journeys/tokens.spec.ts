import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { letter } from '../support/letters.js';

const METRICS_TOKEN = 'a-token-for-prometheus-and-nobody-else';

// A Tuesday, 10:00 in Paris.
let guichet: TestApp;
let admin: pg.Client;
let token: string;
let spoc: Browser;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z', environment: { METRICS_TOKEN } });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const operator = await guichet.as('operator');
  const { status, body } = await operator.post('/tokens', {
    name: 'passerelle de courrier',
    scopes: ['mail:inbound'],
    expiresAt: '2026-12-31T00:00:00Z',
  });
  expect(status).toBe(201);
  token = body.token;
});
// the clock moves on from one to the next: sessions end, and nobody has written too much
beforeEach(async () => {
  guichet.clock.advance(2 * 3_600_000);
  spoc = await guichet.as('spoc.uphf');
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

it('the figures are told to the operator and to who brings the token of the setting, and to nobody else', async () => {
  const { body, status } = await (await guichet.as('operator')).get('/metrics');
  expect(status).toBe(200);
  expect(body).toMatch(/^guichet_tickets_open\{state="new"\} \d+$/m);
  expect(body).toMatch(/^guichet_consumer_lag_seconds\{consumer="mail"\} \d/m);
  expect(body).toContain('guichet_database_up 1');
  const asked = async (by: Browser) => (await by.get('/metrics')).status;
  expect(await asked(guichet.anybody)).toBe(401);
  for (const account of ['admin.ulco', 'auditor.ulco', 'spoc.uphf', 'manager.ulco'])
    expect(await asked(await guichet.as(account))).toBe(403);
  const bringing = async (path: string, by: string) =>
    (await guichet.anybody.send('GET', path, undefined, { authorization: `Bearer ${by}` })).status;
  expect(await bringing('/metrics', METRICS_TOKEN)).toBe(200);
  expect(await bringing('/metrics', `${METRICS_TOKEN}x`)).toBe(401);
  expect(await bringing('/metrics', token)).toBe(403);
  expect(await bringing('/tokens', METRICS_TOKEN)).toBe(401);
});

describe('a token for programs', () => {
  const wanted = { name: 'Une passerelle', scopes: ['mail:inbound'], expiresAt: '2026-12-31T00:00:00Z' };
  const knock = async (by: string) =>
    (
      await guichet.anybody.send('POST', '/mail/inbound', letter({ from: 'x@outside.example' }), {
        'content-type': 'message/rfc822',
        authorization: `Bearer ${by}`,
      })
    ).status;

  it('is told once, ends when it is taken back, and says when it was used', async () => {
    const operator = await guichet.as('operator');
    const { body } = await operator.post('/tokens', wanted);
    expect(body.token).toMatch(/^gut_[\w-]{43}$/);
    const listed = async () => (await operator.get('/tokens')).body.items.find(({ id }: any) => id === body.id);
    expect(await listed()).toMatchObject({ name: 'Une passerelle', scopes: ['mail:inbound'], lastUsedAt: null });
    expect(await knock(body.token)).toBe(200);
    const { lastUsedAt } = await listed();
    expect(lastUsedAt).toBe(guichet.clock.now().toISOString().replace('.000Z', 'Z'));
    guichet.clock.advance(30_000);
    await knock(body.token);
    expect((await listed()).lastUsedAt).toBe(lastUsedAt);
    expect(JSON.stringify(await listed())).not.toContain(body.token);
    const { rows } = await admin.query('select * from api_token');
    expect(JSON.stringify(rows)).not.toContain(body.token);
    expect((await operator.send('DELETE', `/tokens/${body.id as string}`, undefined)).status).toBe(204);
    expect(await knock(body.token)).toBe(401);
    expect((await operator.send('DELETE', `/tokens/${body.id as string}`, undefined)).status).toBe(404);
  });

  it('has at most what its maker may, for a year', async () => {
    const operator = await guichet.as('operator');
    const chief = await guichet.as('admin.uphf');
    expect((await chief.post('/tokens', wanted)).body).toMatchObject({
      code: 'not_yours',
      errors: [{ pointer: '/scopes/0' }],
    });
    expect((await spoc.post('/tokens', wanted)).status).toBe(403);
    for (const [more, status] of [
      [{ expiresAt: '2026-03-10T09:00:00Z' }, 422],
      [{ expiresAt: '2027-06-01T00:00:00Z' }, 422],
      [{ scopes: ['everything'] }, 400],
      [{ scopes: [] }, 400],
      [{ name: '' }, 400],
    ] as const)
      expect((await operator.post('/tokens', { ...wanted, ...more })).status).toBe(status);
    expect((await chief.get('/tokens')).body.items).toEqual([]);
    const { body } = await operator.get('/tokens');
    const foreign = body.items[0].id as string;
    expect((await chief.send('DELETE', `/tokens/${foreign}`, undefined)).status).toBe(404);
  });

  it('opens nothing once it has expired, or whoever made it has left or may no more', async () => {
    const operator = await guichet.as('operator');
    const soon = new Date(guichet.clock.now().getTime() + 60_000).toISOString();
    const { body } = await operator.post('/tokens', { ...wanted, expiresAt: soon });
    const maker = `email = 'operator@guichet.example'`;
    await admin.query(`update person set is_operator = false where ${maker}`);
    expect(await knock(body.token)).toBe(403);
    await admin.query(`update person set is_operator = true, left_at = now() where ${maker}`);
    expect(await knock(body.token)).toBe(401);
    await admin.query(`update person set left_at = null where ${maker}`);
    expect(await knock(body.token)).toBe(200);
    guichet.clock.advance(60_000);
    expect(await knock(body.token)).toBe(401);
  });
});

describe('the door', () => {
  it('is opened by its token alone', async () => {
    const raw = letter({ from: 'x@outside.example' });
    const knock = async (authorization: Record<string, string>) =>
      (await guichet.anybody.send('POST', '/mail/inbound', raw, { 'content-type': 'message/rfc822', ...authorization }))
        .status;
    expect(await knock({})).toBe(401);
    expect(await knock({ authorization: `Bearer gut_${'a'.repeat(43)}` })).toBe(401);
    expect(await knock((await guichet.as('operator')).authorization)).toBe(403);
    expect(await knock(spoc.authorization)).toBe(403);
    const other = await guichet.anybody.send('GET', '/me', undefined, { authorization: `Bearer ${token}` });
    expect(other.status).toBe(403);
    const json = await guichet.anybody.send('POST', '/mail/inbound', '{}', { authorization: `Bearer ${token}` });
    expect(json.status).toBe(415);
    const elsewhere = await spoc.send('POST', '/tickets', raw, { 'content-type': 'message/rfc822' });
    expect(elsewhere.status).toBe(415);
  });
});
