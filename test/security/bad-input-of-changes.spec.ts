import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../support/browser.js';
import { DAY, HOUR, memberOf, MINUTE, openAssembly, type Assembly } from '../support/votes.js';
import { told } from './operations.js';

// What cannot be is refused with its place and its reason, and nothing of changes says anything else than before.

const NOBODY = '00000000-0000-7000-8000-000000000000';
let hall: Assembly;
let change: string, voting: string, board: string;
beforeAll(async () => {
  hall = await openAssembly();
  await hall.sql(
    `insert into component select gen_random_uuid(), id, 'web' from service where code in ('FUNCAMPUS', 'POD')`,
  );
  change = await hall.draft();
  voting = await hall.voting({ window: { from: hall.at(70 * DAY), to: hall.at(70 * DAY + HOUR) } });
  board = '/services/FUNCAMPUS/change-board';
});
afterAll(() => hall.close());

const engineer = () => hall.as('engineer.fun');
const manager = () => hall.as('change-manager.fun');
const said = ({ status, body }: Answer<any>): unknown[] => [
  status,
  body.code,
  [...new Set((body.errors ?? []).map(({ pointer }: { pointer: string }) => pointer))].sort(),
];
const good = () => ({ kind: 'normal', services: ['FUNCAMPUS'], title: 'Un titre', why: 'Une raison' });
const open = async (more: object) => (await engineer()).post('/changes', { ...good(), ...more });
const edit = async (more: object) => {
  const { headers } = await (await engineer()).get(change);
  return (await engineer()).send('PATCH', change, more, { 'if-match': headers.get('etag') ?? '' });
};

/** A digest of everything of changes and what they lean on. */
async function stored(): Promise<string> {
  const tables = await hall.sql<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'
        and (table_name ~ '^(change|freeze|release|risk_|component_|calendar_)' or table_name = 'event') order by 1`,
  );
  expect(tables.length).toBeGreaterThan(25);
  const parts = tables.map(({ name }) => `(select jsonb_agg(to_jsonb(r) order by to_jsonb(r)::text) from ${name} r)`);
  const [row] = await hall.sql<{ digest: string }>(`select md5(jsonb_build_array(${parts.join()})::text) as digest`);
  return row?.digest ?? '';
}

describe('is refused, and nothing changed:', () => {
  let before: string;
  beforeEach(async () => {
    before = await stored();
  });
  afterEach(async () => {
    expect(await stored()).toBe(before);
  });

  const at = (offset: number) => hall.at(offset);
  it.each<[string, () => object, unknown[]]>([
    ['that ends before it begins', () => ({ from: at(2 * DAY), to: at(DAY) }), [422, 'window_ends_first', ['/window']]],
    ['that ends as it begins', () => ({ from: at(DAY), to: at(DAY) }), [422, 'window_ends_first', ['/window']]],
    ['of a year', () => ({ from: at(DAY), to: at(366 * DAY) }), [422, 'window_too_long', ['/window']]],
    [
      'of a minute over a week',
      () => ({ from: at(DAY), to: at(8 * DAY + MINUTE) }),
      [422, 'window_too_long', ['/window']],
    ],
    ['that is over', () => ({ from: at(-DAY), to: at(-DAY + HOUR) }), [422, 'window_over', ['/window']]],
    [
      'in three years',
      () => ({ from: at(1100 * DAY), to: at(1100 * DAY + HOUR) }),
      [422, 'window_too_far', ['/window']],
    ],
    [
      'in the year 9999',
      () => ({ from: '9999-12-31T00:00:00Z', to: '9999-12-31T01:00:00Z' }),
      [400, 'invalid_input', ['/window/from', '/window/to']],
    ],
    ['without an end', () => ({ from: at(DAY) }), [400, 'invalid_input', ['/window/to']]],
    [
      'on the 30th of February',
      () => ({ from: '2027-02-30T10:00:00Z', to: at(DAY) }),
      [400, 'invalid_input', ['/window/from']],
    ],
    [
      'in nobody’s zone',
      () => ({ from: '2026-04-01T10:00:00', to: at(DAY) }),
      [400, 'invalid_input', ['/window/from']],
    ],
    ['as a number', () => ({ from: 1, to: 2 }), [400, 'invalid_input', ['/window/from', '/window/to']]],
  ])('a window %s', async (_, window, answer) => {
    expect(said(await open({ window: window() }))).toEqual(answer);
    expect(said(await edit({ window: window() }))).toEqual(answer);
  });

  const long = 'x'.repeat(100_000);
  it.each<[string, object, string]>([
    ['a title of 100,000 characters', { title: long }, '/title'],
    ['a reason of 100,000', { why: long }, '/why'],
    ['a plan of 100,000', { plan: long }, '/plan'],
    ['tests of 100,000', { tests: long }, '/tests'],
    ['a backout plan of 100,000', { backoutPlan: long }, '/backoutPlan'],
    ['a reason of an emergency of 100,000', { emergencyReason: long }, '/emergencyReason'],
    ['a code of 100,000', { services: [long] }, '/services'],
    ['a title of blanks', { title: ' \u00a0\u2003 ' }, '/title'],
    ['a title of two lines', { title: 'Un titre\nBcc: tous@guichet.example' }, '/title'],
    ['a title that turns the direction of writing', { title: 'plan\u202efdp' }, '/title'],
    ['10,000 components', { components: Array(10_000).fill({ service: 'FUNCAMPUS', code: 'web' }) }, '/components'],
    ['10,000 services', { services: Array(10_000).fill('FUNCAMPUS') }, '/services'],
    ['10,000 implementers', { implementers: Array(10_000).fill(NOBODY) }, '/implementers'],
    ['no service', { services: [] }, '/services'],
    ['negative minutes', { interruptionMinutes: -1 }, '/interruptionMinutes'],
    ['half a minute', { interruptionMinutes: 0.5 }, '/interruptionMinutes'],
    ['minutes without end', { interruptionMinutes: 1e308 }, '/interruptionMinutes'],
    ['minutes in words', { interruptionMinutes: '10' }, '/interruptionMinutes'],
    ['backing out in less than no time', { backoutMinutes: -10 }, '/backoutMinutes'],
    ['a class that nobody may ask for', { kind: 'major' }, '/kind'],
    ['a class that is none', { kind: 'trivial' }, '/kind'],
    ['an environment that is none', { environments: ['moon'] }, '/environments'],
    ['a state', { state: 'approved' }, '/state'],
    ['a class beside what was asked', { class: 'standard' }, '/class'],
    ['an institution to make it', { institution: 'ULCO' }, '/institution'],
    ['an implementer who is no id', { implementers: ['engineer.fun'] }, '/implementers'],
    ['answers that are a list', { answers: [] }, '/answers'],
    [
      'answers by the thousand',
      { answers: Object.fromEntries(Array.from({ length: 1000 }, (__, n) => [`q${String(n)}`, 'a'])) },
      '/answers',
    ],
  ])('%s', async (_, more, pointer) => {
    for (const answer of [await open(more), await edit(more)]) {
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_input']);
      expect((answer.body.errors as { pointer: string }[]).every((error) => error.pointer.startsWith(pointer))).toBe(
        true,
      );
    }
  });

  it('a foreign id in any field, as one that is not there', async () => {
    const model = await foreignModel();
    const foreign: [string, (value: string) => object, string, string, string][] = [
      ['unknown_service', (services) => ({ services: [services] }), 'RIEN', 'RIEN', '/services'],
      ['unknown_component', (code) => ({ components: [{ service: 'POD', code }] }), 'web', 'rien', '/components'],
      [
        'unknown_component',
        (code) => ({ components: [{ service: 'FUNCAMPUS', code }] }),
        'rien',
        'riens',
        '/components',
      ],
      ['unknown_person', (id) => ({ implementers: [id] }), await hall.idOf('engineer.amu'), NOBODY, '/implementers'],
      ['unknown_person', (id) => ({ owner: id }), await hall.idOf('change-manager.unistra'), NOBODY, '/owner'],
      ['unknown_model', (id) => ({ model: id }), model, NOBODY, '/model'],
      ['unknown_institution', (tenant) => ({ kind: 'own_tenant', tenant }), 'RIEN', 'ULCO2', '/tenant'],
    ];
    before = await stored();
    for (const [code, field, theirs, absent, pointer] of foreign) {
      const [there, none] = [await open(field(theirs)), await open(field(absent))];
      expect([code, said(there)]).toEqual([code, [422, code, [pointer]]]);
      expect(told(there)).toEqual(told(none));
      expect(said(await edit(field(theirs)))).toEqual([422, code, [pointer]]);
    }
    const links = async (reference: string) =>
      said(await (await engineer()).post(`${change}/links`, { kind: 'ticket', reference, relation: 'caused' }));
    expect(await links('ULCO-2026-00001')).toEqual([422, 'unknown_reference', ['/reference']]);
    expect(await links('ULCO-2020-99999')).toEqual([422, 'unknown_reference', ['/reference']]);
  });

  it('another institution’s change, as one that is not there', async () => {
    const [theirs, absent] = [change, '/changes/CHG-FUN-2020-99999'];
    for (const who of ['engineer.unistra', 'spoc.ulco', 'requester.fun', 'operator']) {
      const browser = await hall.as(who);
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { title: 'x' }],
        ['POST', '/schedule', {}],
        ['POST', '/messages', { body: 'x', audience: 'shared' }],
        ['PUT', '/tasks', { items: [] }],
        ['POST', '/votes', { decision: 'approve' }],
      ] as const) {
        const [a, b] = [
          await browser.send(method, `${theirs}${path}`, body, { 'if-match': '"1"' }),
          await browser.send(method, `${absent}${path}`, body, { 'if-match': '"1"' }),
        ];
        expect([who, method, path, a.status < 500, told(a)]).toEqual([who, method, path, true, told(b)]);
      }
    }
    for (const reference of ['CHG', 'CHG-FUN-2026-00001;', '%00', '..%2f..%2fme', 'x'.repeat(5000)])
      expect([400, 404, 414]).toContain((await (await engineer()).get(`/changes/${reference}`)).status);
  });

  it('an If-Match that is none, is missing, or of an old version', async () => {
    const browser = await engineer();
    const patch = (headers: Record<string, string>) => browser.send('PATCH', change, { title: 'Autre' }, headers);
    expect(said(await patch({}))[0]).toBe(428);
    expect(said(await patch({ 'if-match': 'nonsense' }))[0]).toBe(400);
    for (const old of ['"0"', '"999"', '"-1"']) expect([400, 412]).toContain((await patch({ 'if-match': old })).status);
    expect(said(await browser.post(`${change}/submit`, {}, { 'if-match': '"999"' }))[0]).toBe(412);
  });

  it('texts of moves: none, blank, or of 100,000 characters', async () => {
    const [browser, other] = [await engineer(), await manager()];
    for (const reason of [undefined, '', ' ', long, 5, ['x'], 'a\u0000b', 'a\u202eb']) {
      expect([400, said(await browser.post(`${change}/withdraw`, { reason }))[0]]).toEqual([400, 400]);
      expect(said(await other.post(`${voting}/hold`, { reason }))[0]).toBe(400);
    }
    expect(said(await browser.post(`${change}/messages`, { body: long, audience: 'shared' }))[0]).toBe(400);
    expect(said(await browser.post(`${change}/messages`, { body: 'x', audience: 'everybody' }))[0]).toBe(400);
    expect(said(await browser.post(`${change}/implement`, { outcome: 'successful', interruptedMinutes: -1 }))[0]).toBe(
      400,
    );
    expect(said(await browser.post(`${change}/back-out`, { reason: 'x', interruptedMinutes: 1e9 }))[0]).toBe(400);
    const steps = (items: unknown[]) => browser.send('PUT', `${change}/tasks`, { items }, { 'if-match': '"1"' });
    expect((await steps(Array(101).fill({ kind: 'task', title: 'x' }))).status).toBe(400);
    expect((await steps([{ kind: 'task', title: 'x', minutes: -5 }])).status).toBe(400);
    expect((await steps([{ kind: 'party', title: 'x' }])).status).toBe(400);
  });

  it('a rule that nobody can meet, a board of nobody, deputies of deputies', async () => {
    const browser = await manager();
    const { body: holds, headers } = await browser.get(board);
    const seats = holds.seats.map(({ n, kind, institution, hasVeto }: any) => ({
      n,
      kind,
      institution: institution.code,
      hasVeto,
    }));
    const put = async (more: object) =>
      said(
        await browser.put(
          board,
          { seats, rule: { kind: 'majority' }, ...more },
          { 'if-match': headers.get('etag') ?? '' },
        ),
      );
    expect(await put({ rule: { kind: 'n_of', approvals: 8 } })).toEqual([
      422,
      'rule_cannot_be_met',
      ['/rule/approvals'],
    ]);
    expect((await put({ rule: { kind: 'n_of', approvals: 0 } }))[0]).toBe(422);
    expect((await put({ rule: { kind: 'percent', percent: 101 } }))[0]).toBe(422);
    expect((await put({ rule: { kind: 'percent', percent: -1 } }))[0]).toBe(422);
    expect((await put({ rule: { kind: 'acclamation' } }))[0]).toBe(400);
    expect(await put({ seats: [] })).toEqual([422, 'no_seat', ['/seats']]);
    expect((await put({ quorumPercent: 101 }))[0]).toBe(422);
    expect((await put({ seats: Array(1000).fill(seats[0]) }))[0]).toBe(400);
    // a deputy is a person with dates, and nothing more
    const member = await hall.idOf(memberOf('ULCO'));
    const deputy = { person: await hall.idOf('spoc2.ulco'), from: hall.at(0) };
    const name = async (holders: object) =>
      said(await (await hall.as('manager.ulco')).put(`${board}/seats/2/holders`, holders, { 'if-match': '*' }));
    expect(await name({ member, deputies: [{ ...deputy, deputies: [deputy] }] })).toEqual([
      400,
      'invalid_input',
      ['/deputies/0/deputies'],
    ]);
    expect((await name({ member, deputies: [{ ...deputy, person: member }] }))[0]).toBe(422);
    expect((await name({ member, deputies: Array(21).fill(deputy) }))[0]).toBe(400);
  });

  it('a vote that is none, or of somebody without a seat', async () => {
    const vote = async (who: string, body: object) => (await (await hall.as(who)).post(`${voting}/votes`, body)).status;
    const seat = memberOf('ULCO');
    for (const decision of ['yes', '', null, 1, ['approve']]) expect(await vote(seat, { decision })).toBe(400);
    expect(await vote(seat, { decision: 'reject' })).toBe(422);
    expect(await vote(seat, { decision: 'reject', reason: long })).toBe(400);
    expect(await vote(seat, { decision: 'approve', seat: 7 })).toBe(400);
    expect(await vote(seat, { decision: 'approve', person: NOBODY })).toBe(400);
    expect(await vote('engineer.fun', { decision: 'approve' })).toBe(403);
    expect(await vote(memberOf('PARIS1'), { decision: 'approve' })).toBe(404);
  });

  it('a freeze or a calendar without end', async () => {
    const browser = await manager();
    const freeze = {
      scope: 'service',
      service: 'FUNCAMPUS',
      title: 'Été',
      reason: 'x',
      from: '2026-07-20',
      to: '2026-08-20',
    };
    const declare = async (more: object) => said(await browser.post('/freezes', { ...freeze, ...more }))[0];
    expect(await declare({ to: '2026-07-19' })).toBe(422);
    expect(await declare({ recurrence: 'FREQ=DAILY' })).toBe(422);
    expect(await declare({ recurrence: 'FREQ=SECONDLY;COUNT=5' })).toBe(422);
    expect(await declare({ recurrence: `FREQ=DAILY;COUNT=${'9'.repeat(30)}` })).toBe(422);
    expect(await declare({ recurrence: 'x'.repeat(100_000) })).toBe(400);
    expect(await declare({ service: 'RIEN' })).toBe(422);
    const calendar = async (from: string, to: string) =>
      (await browser.get(`/calendar?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`)).status;
    expect(await calendar('2026-01-01T00:00:00Z', '2096-01-01T00:00:00Z')).toBe(422);
    expect(await calendar('2026-02-01T00:00:00Z', '2026-01-01T00:00:00Z')).toBe(422);
    expect(await calendar('yesterday', 'tomorrow')).toBe(400);
    const windows = async (query: string) => (await browser.get(`${change}/windows?${query}`)).status;
    expect(await windows('minutes=-5')).toBe(400);
    expect(await windows('minutes=99999999')).toBe(400);
  });
});

/** Of OAE, which FUN uses and does not run. */
async function foreignModel(): Promise<string> {
  const { status, body } = await (
    await hall.as('engineer.ulorraine')
  ).post('/change-models', {
    service: 'OAE',
    title: { fr: 'Certificat', en: 'Certificate' },
    description: 'x',
    steps: ['x'],
    tests: 'x',
    backout: 'x',
    backOutMinutes: 1,
    interruptionMinutes: 0,
    needsMaintenanceWindow: false,
  });
  expect(status).toBe(201);
  return body.id as string;
}

describe('a draft sent twice', () => {
  it('under one key is made once; under one key with something else it is refused', async () => {
    const key = { 'idempotency-key': 'a-draft' };
    const browser = await engineer();
    const body = { ...good(), title: 'Une fois' };
    const count = async () =>
      (await hall.sql<{ n: string }>(`select count(*) as n from change where title = 'Une fois'`))[0]?.n;
    const first = await browser.post('/changes', body, key);
    const again = await browser.post('/changes', body, key);
    expect([first.status, again.status, again.body.reference]).toEqual([201, 201, first.body.reference]);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await count()).toBe('1');
    const other = await browser.post('/changes', { ...body, title: 'Deux fois' }, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    // a key is one person’s: whoever else sends it makes a change of their own, if they may
    const together = { ...body, title: 'Ensemble' };
    const both = await Promise.all([1, 2, 3].map(() => browser.post('/changes', together, { 'idempotency-key': 'k' })));
    expect(new Set(both.filter(({ status }) => status === 201).map((one) => one.body.reference)).size).toBe(1);
    expect(both.every(({ status }) => [201, 409].includes(status))).toBe(true);
    expect((await (await manager()).post('/changes', body, key)).body.reference).not.toBe(first.body.reference);
  });
});

describe('a vote after the close', () => {
  it('is refused with the outcome, and is not kept', async () => {
    for (const code of ['ULCO', 'UPHF', 'UJM', 'UTOULOUSE', 'UNISTRA'])
      await hall.vote(memberOf(code), voting, 'approve');
    const late = await hall.vote(memberOf('AMU'), voting, 'reject', 'Trop tard ?');
    expect([late.status, late.body.code]).toEqual([409, 'round_approved']);
    expect(JSON.stringify((await (await manager()).get(`${voting}/rounds`)).body)).not.toContain('Trop tard');
  });
});
