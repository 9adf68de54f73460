import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { openTicket } from './operations.js';

// A clear problem, and nothing changed: after each of these the whole database says what it said before.

let guichet: TestApp;
let admin: pg.Client;
let spoc: Browser, engineer: Browser;
let ticket: string;

beforeAll(async () => {
  guichet = await startTestApp();
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  spoc = await guichet.as('spoc.ulco');
  engineer = await guichet.as('engineer.fun');
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const newTicket = async () => `/tickets/${await openTicket(spoc)}`;

/** A digest of everything of tickets that is stored; what the worker writes by itself is left out. */
async function stored(): Promise<string> {
  const tables = ['ticket', 'ticket_party', 'message', 'escalation', 'event', 'timer', 'assignment'];
  const parts = [...tables, 'escalation_draft', 'reference_counter'].map(
    (table) => `(select jsonb_agg(to_jsonb(r) order by to_jsonb(r)::text) from ${table} r)`,
  );
  const { rows } = await admin.query<{ digest: string }>(
    `select md5(jsonb_build_array(${parts.join()})::text) as digest`,
  );
  return rows[0]?.digest ?? '';
}

describe('is refused, and nothing changed:', () => {
  let before: string;
  beforeAll(async () => {
    ticket = await newTicket();
  });
  beforeEach(async () => {
    before = await stored();
  });
  afterEach(async () => {
    expect(await stored()).toBe(before);
  });

  const good = { kind: 'incident', service: 'FUNCAMPUS', title: 'Un titre', description: 'Une description' };
  const pointers = (body: any): string[] => (body.errors ?? []).map(({ pointer }: { pointer: string }) => pointer);

  it.each([
    ['half an object', '{"kind": "incident"'],
    ['a word', 'nonsense'],
    ['two values', '{} {}'],
    ['a comma too many', '{"kind": "incident",}'],
    ['single quotes', "{'kind': 'incident'}"],
    ['NaN', '{"kind": NaN}'],
  ])('JSON that is none: %s', async (_what, body) => {
    const answer = await spoc.send('POST', '/tickets', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed_json' } });
  });

  it.each<[string, unknown]>([
    ['a list', [good]],
    ['a text', '"text"'],
    ['a number', '42'],
    ['null', 'null'],
    ['nothing', ''],
  ])('a body that is no object: %s', async (_what, body) => {
    expect((await spoc.send('POST', '/tickets', body)).status).toBe(400);
  });

  it.each<[string, object, string[]]>([
    ['an unknown field', { ...good, priority: 'P1' }, ['/priority']],
    ['two unknown fields', { ...good, state: 'closed', institution: 'UPHF' }, ['/state', '/institution']],
    ['a missing field', { kind: 'incident', service: 'FUNCAMPUS', title: 'x' }, ['/description']],
    ['a number for a text', { ...good, title: 42 }, ['/title']],
    ['a list for a text', { ...good, title: ['x'] }, ['/title']],
    ['an object for a text', { ...good, title: { toString: 'x' } }, ['/title/toString']],
    ['null for a text', { ...good, title: null }, ['/title']],
    ['an empty text', { ...good, title: '' }, ['/title']],
    ['a word that is none of those', { ...good, kind: 'Incident' }, ['/kind']],
    ['a text that is too long', { ...good, title: 'x'.repeat(201) }, ['/title']],
    ['a title that turns the direction of writing', { ...good, title: 'facture\u202efdp.exe' }, ['/title']],
    ['a title of two lines', { ...good, title: 'Un titre\net un autre' }, ['/title']],
    ['a control character in a text', { ...good, description: 'Un \u001b[2J texte' }, ['/description']],
    ['a NUL', { ...good, title: 'a\u0000b' }, ['/title']],
    ['half a surrogate pair', { ...good, description: 'a\ud800b' }, ['/description']],
    ['the other half', { ...good, description: 'a\udc00' }, ['/description']],
    ['a NUL in a name', { ...good, ['a\u0000']: 1 }, ['']],
  ])('%s, with its place', async (_what, body, places) => {
    const answer = await spoc.post('/tickets', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
    expect([...new Set(pointers(answer.body))].sort()).toEqual(places.sort());
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a field called %s', async (name) => {
    const json = JSON.stringify(good).replace('}', `, "${name}": {"isAdmin": true}}`);
    const answer = await spoc.send('POST', '/tickets', json);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ pointer: `/${name}`, code: 'unknown_field' }] } });
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it('a field called prototype', async () => {
    // asked of an operation that changes nothing, since it is carried out
    const schedule = { timeZone: 'Europe/Paris', weekly: { mon: [['08:00', '18:00']] } };
    const question = { schedule, start: '2026-03-10T09:00:00Z', targetMinutes: 60, prototype: {} };
    expect((await spoc.post('/service-hours/due', question)).status).toBe(400);
  });

  it('a text of a megabyte, wherever a text may stand', async () => {
    const megabyte = 'x'.repeat(1_000_000);
    for (const [path, body] of [
      ['/tickets', { ...good, title: megabyte }],
      ['/tickets', { ...good, description: megabyte }],
      ['/tickets', { ...good, service: megabyte }],
      [`${ticket}/messages`, { body: megabyte, audience: 'shared' }],
      [`${ticket}/resolve`, { code: 'fixed', text: megabyte }],
      [`${ticket}/cancel`, { reason: megabyte }],
      [`${ticket}/escalate`, { function: 'support', summary: megabyte }],
    ] as const) {
      expect([path, (await spoc.post(path, body)).status]).toEqual([path, 400]);
    }
  });

  it('a body over the limit', async () => {
    const body = { ...good, description: 'x'.repeat(1024 * 1024 + 1) };
    expect(await spoc.post('/tickets', body)).toMatchObject({ status: 413, body: { code: 'too_large' } });
  });

  it('JSON that is nested very deeply', async () => {
    for (const depth of [40, 10_000, 400_000]) {
      const json = `{"title": ${'['.repeat(depth)}${']'.repeat(depth)}}`;
      expect([depth, (await spoc.send('POST', '/tickets', json)).status]).toEqual([depth, 400]);
    }
    const million = `${'['.repeat(1e6)}${']'.repeat(1e6)}`;
    expect((await spoc.send('POST', '/tickets', million)).status).toBe(413);
    expect((await spoc.get('/me')).status).toBe(200);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonx',
  ])('a body of the type %s', async (type) => {
    const answer = await spoc.send('POST', '/tickets', JSON.stringify(good), { 'content-type': type });
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });

  it.each(['"0"', '"99"'])('a move by who saw the version %s', async (version) => {
    const answer = await spoc.post(`${ticket}/take`, {}, { 'if-match': version });
    expect(answer).toMatchObject({ status: 412, body: { code: 'stale' } });
  });

  it.each(['1', 'W/"1"', '"1", "2"', '"x"', '""', '"-1"', "\"1' or '1'='1\""])('If-Match: %s', async (header) => {
    expect((await spoc.post(`${ticket}/take`, {}, { 'if-match': header })).status).toBe(400);
  });

  it('a PUT without the version that was read', async () => {
    const draft = { function: 'support', summary: 'Un résumé' };
    expect((await spoc.put(`${ticket}/escalation-draft`, draft)).status).toBe(428);
    expect((await spoc.put(`${ticket}/escalation-draft`, draft, { 'if-match': '"99"' })).status).toBe(412);
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=abc',
    'limit=',
    'limit=-1',
    'limit=1.5',
    'limit=1e1',
    'limit=0x10',
    'limit=10&limit=20',
    'limit[]=1',
    'offset=1',
    'state=open',
    'sort=title',
    'late=maybe',
  ])('a list with %s', async (query) => {
    expect((await spoc.get(`/tickets?${query}`)).status).toBe(400);
  });

  const cursors = [
    'x',
    '%00',
    'bnVsbA',
    'e30',
    'W10',
    Buffer.from('{"key":"now()","id":"x"}').toString('base64url'),
    'A'.repeat(1001),
    Buffer.from('{"key":"2026-02-30T00:00:00Z","id":"00000000-0000-7000-8000-000000000000"}').toString('base64url'),
  ];
  it.each(cursors)('a list after the cursor %s', async (cursor) => {
    for (const path of ['/tickets', `${ticket}/messages`, `${ticket}/timeline`])
      expect([path, (await spoc.get(`${path}?cursor=${cursor}`)).status]).toEqual([path, 400]);
  });

  it.each<[string, object]>([
    ['to a function that nobody holds', { function: 'testing', summary: 'Un résumé' }],
    ['with a message that is no id', { function: 'support', summary: 'Un résumé', messages: ['nonsense'] }],
  ])('an escalation %s', async (_what, body) => {
    expect((await spoc.post(`${ticket}/escalate`, body)).status).toBe(422);
  });

  it('a wait that ends before it begins, or without a word to the requester', async () => {
    const taken = await newTicket();
    await spoc.post(`${taken}/take`);
    before = await stored();
    const wait = (body: object) => spoc.post(`${taken}/wait`, body);
    expect((await wait({ cause: 'scheduled', followUpAt: '2026-03-10T08:59:59Z' })).status).toBe(422);
    expect((await wait({ cause: 'requester', followUpAt: '2027-01-01T00:00:00Z' })).status).toBe(422);
    for (const followUpAt of ['tomorrow', '2026-02-30T00:00:00Z', '2027-01-01', '+275760-09-13T00:00:00Z', 1e12])
      expect([followUpAt, (await wait({ cause: 'scheduled', followUpAt })).status]).toEqual([followUpAt, 400]);
  });

  it('a move that is not allowed now, with those that are', async () => {
    const answer = await spoc.post(`${ticket}/resume`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'move_not_allowed' } });
    expect([...answer.body.moves].sort()).toEqual([
      'assign',
      'cancel',
      'escalate',
      'merge',
      'qualify',
      'resolve',
      'take',
    ]);
  });

  it('a second escalation while one is open, with the moves that are allowed', async () => {
    const escalated = await newTicket();
    await spoc.post(`${escalated}/escalate`, { function: 'support', summary: 'Un résumé' });
    before = await stored();
    const answer = await spoc.post(`${escalated}/escalate`, { function: 'support', summary: 'Encore' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'escalation_open' } });
    expect([...answer.body.moves].sort()).toEqual(['assign', 'qualify', 'take']);
    for (const move of ['resolve', 'cancel']) {
      const body = move === 'resolve' ? { code: 'fixed', text: 'x' } : { reason: 'x' };
      expect(await spoc.post(`${escalated}/${move}`, body)).toMatchObject({
        status: 409,
        body: { code: 'escalation_open' },
      });
    }
  });

  describe('working time', () => {
    const schedule = { timeZone: 'Europe/Paris', weekly: { mon: [['08:00', '18:00']] } };
    const due = (changes: object, target: unknown = 60) =>
      spoc.post('/service-hours/due', {
        schedule: { ...schedule, ...changes },
        start: '2026-03-10T09:00:00Z',
        targetMinutes: target,
      });

    it.each<[string, object]>([
      ['without working time', { weekly: {} }],
      ['with no interval', { weekly: { mon: [] } }],
      ['that ends before it begins', { weekly: { mon: [['18:00', '08:00']] } }],
      [
        'that overlaps',
        {
          weekly: {
            mon: [
              ['08:00', '12:00'],
              ['11:00', '18:00'],
            ],
          },
        },
      ],
      ['at 25 o’clock', { weekly: { mon: [['08:00', '25:00']] } }],
      ['in an unknown region', { holidayRegion: 'XX' }],
      ['in a region that is no name', { holidayRegion: '../../etc' }],
      ['in an unknown zone', { timeZone: 'Europe/Nowhere' }],
      ['closed on a day that is none', { holidays: ['2026-02-30'] }],
      ['closed until before it began', { closures: [['2026-05-02', '2026-05-01']] }],
    ])('in hours %s', async (_what, changes) => {
      expect((await due(changes)).status).toBe(422);
    });

    it.each([-1, -0.001])('of %p minutes', async (minutes) => {
      expect((await due({}, minutes)).status).toBe(422);
    });

    it('of more than a hundred years, or of no number', async () => {
      expect((await due({}, 1e9)).status).toBe(422);
      for (const minutes of ['60', null, true]) expect((await due({}, minutes)).status).toBe(400);
      expect(
        (
          await spoc.send(
            'POST',
            '/service-hours/due',
            `{"targetMinutes": 1e999, "start": "2026-03-10T09:00:00Z", "schedule": ${JSON.stringify(schedule)}}`,
          )
        ).status,
      ).toBe(400);
    });
  });
});

describe('two people at the same moment', () => {
  beforeEach(async () => {
    ticket = await newTicket();
  });

  const eventsOf = async (type: string) =>
    (
      await admin.query(
        `select 1 from event e join ticket t on t.id = e.stream_id where t.reference = $1 and e.type = $2`,
        [ticket.replace('/tickets/', ''), type],
      )
    ).rowCount;

  it('take a ticket: one has it, the other reads why not', async () => {
    const agent = await guichet.as('agent.ulco');
    const answers = await Promise.all([spoc.post(`${ticket}/take`), agent.post(`${ticket}/take`)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
      code: 'move_not_allowed',
      moves: expect.any(Array),
    });
    expect(await eventsOf('ticket.taken')).toBe(1);
  });

  it('escalate: there is one escalation', async () => {
    const other = await guichet.as('spoc2.ulco');
    const body = { function: 'support', summary: 'Un résumé' };
    const answers = await Promise.all(
      [1, 2, 3].flatMap(() => [spoc, other].map((who) => who.post(`${ticket}/escalate`, body))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await eventsOf('ticket.escalated')).toBe(1);
    expect((await spoc.get(ticket)).body.escalations).toHaveLength(1);
  });

  it('accept and recall: one of them', async () => {
    await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Un résumé' });
    const answers = await Promise.all([
      engineer.post(`${ticket}/escalations/1/return`, { code: 'other', reason: 'Pas nous' }),
      spoc.post(`${ticket}/escalations/1/recall`, {}),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(((await eventsOf('escalation.returned')) ?? 0) + ((await eventsOf('escalation.recalled')) ?? 0)).toBe(1);
  });

  it('write with the version that both saw: one is too late', async () => {
    const { headers } = await spoc.get(ticket);
    const version = { 'if-match': headers.get('etag') ?? '' };
    const answers = await Promise.all(
      ['a', 'b'].map((body) => spoc.post(`${ticket}/messages`, { body, audience: 'shared' }, version)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 412]);
    expect((await spoc.get(`${ticket}/messages`)).body.items).toHaveLength(1);
  });

  it('open tickets: each has a number of its own, without a gap', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => openTicket(spoc)));
    const numbers = answers.map((reference) => Number(reference.slice(-5))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => (numbers[0] ?? 0) + index));
  });
});
