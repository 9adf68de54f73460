import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

/** One move on many tickets, and lists as files. */
let guichet: TestApp;
let admin: pg.Client;
let spoc: Browser, requester: Browser, foreign: Browser;

beforeAll(async () => {
  guichet = await startTestApp();
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  spoc = await guichet.as('spoc.ulco');
  requester = await guichet.as('requester.ulco');
  foreign = await guichet.as('spoc.uphf');
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

async function open(who: Browser, more: object = {}): Promise<string> {
  const ticket = { kind: 'incident', service: 'FUNCAMPUS', title: 'Un titre', description: 'Une description', ...more };
  return (await who.post('/tickets', ticket)).body.reference as string;
}

const openMany = (count: number) => Promise.all(Array.from({ length: count }, () => open(requester)));
const bulk = (who: Browser, references: string[], name: string, body?: object, id?: string) =>
  who.post('/tickets/bulk', { references, move: { name, ...(body && { body }) }, ...(id && { bulk: id }) });
const typesOf = async (reference: string) =>
  (await spoc.get(`/tickets/${reference}/timeline`)).body.items.map(({ type }: { type: string }) => type);

describe('a move on many tickets', () => {
  it('moves each like the single move, and says what became of each', async () => {
    const [one, two, taken] = (await openMany(3)) as [string, string, string];
    await spoc.post(`/tickets/${taken}/take`);
    const own = await open(foreign);
    const { status, body } = await bulk(spoc, [one, taken, own, two, 'ULCO-2026-99999', 'nonsense', one], 'take');
    expect(status).toBe(200);
    expect(body.counts).toEqual({ done: 2, refused: 1, notFound: 3 });
    const refused = (await spoc.post(`/tickets/${taken}/take`)).body;
    expect(body.items).toEqual([
      { reference: one, outcome: 'done', version: 2 },
      { reference: taken, outcome: 'refused', code: refused.code, detail: refused.detail },
      { reference: own, outcome: 'not_found' },
      { reference: two, outcome: 'done', version: 2 },
      { reference: 'ULCO-2026-99999', outcome: 'not_found' },
      { reference: 'nonsense', outcome: 'not_found' },
    ]);
    const { body: ticket } = await spoc.get(`/tickets/${two}`);
    expect([ticket.state, ticket.assignee.name]).toEqual(['in_progress', (await spoc.get('/me')).body.name]);
    expect((await foreign.get(`/tickets/${own}`)).body.state).toBe('new');
  });

  it('does every move that it knows', async () => {
    const references = await openMany(2);
    const followUpAt = new Date(guichet.clock.now().getTime() + 3_600_000).toISOString();
    const me = (await spoc.get('/me')).body.id as string;
    for (const [name, body, state] of [
      ['qualify', { impact: 'high', urgency: 'high' }, 'new'],
      ['assign', { assignee: me }, 'new'],
      ['take', undefined, 'in_progress'],
      ['wait', { cause: 'requester', followUpAt, message: 'Et alors ?' }, 'waiting'],
      ['resume', undefined, 'in_progress'],
      ['resolve', { code: 'fixed', text: 'Réparé' }, 'resolved'],
      ['close', undefined, 'closed'],
    ] as const) {
      const { body: report } = await bulk(spoc, references, name, body);
      expect([name, report.counts]).toEqual([name, { done: 2, refused: 0, notFound: 0 }]);
      const states = await Promise.all(references.map(async (one) => (await spoc.get(`/tickets/${one}`)).body.state));
      expect([name, states]).toEqual([name, [state, state]]);
    }
    const others = await openMany(2);
    expect((await bulk(spoc, others, 'cancel', { reason: 'Doublon' })).body.counts.done).toBe(2);
  });

  it('moves nothing twice when it is asked for again under the same id, also at the same time', async () => {
    const references = await openMany(4);
    const id = randomUUID();
    const body = { impact: 'high', urgency: 'low' };
    const [first, same] = await Promise.all([1, 2].map(() => bulk(spoc, references, 'qualify', body, id)));
    const again = await bulk(spoc, references, 'qualify', body, id);
    for (const answer of [first!, same!, again]) {
      expect(answer.body.bulk).toBe(id);
      expect(answer.body.counts).toEqual({ done: 4, refused: 0, notFound: 0 });
    }
    for (const reference of references)
      expect((await typesOf(reference)).filter((type: string) => type === 'ticket.qualified')).toHaveLength(1);
    const other = await bulk(spoc, references, 'take', undefined, id);
    expect(other.body.items[0]).toMatchObject({ outcome: 'refused', code: 'bulk_used' });
    // an id is one person's: a colleague's bulk of that name is another one
    const colleague = await guichet.as('agent.ulco');
    expect((await bulk(colleague, references, 'take', undefined, id)).body.counts.done).toBe(4);
  });

  it('writes to whoever asked once, about all of their tickets, and to nobody else', async () => {
    const references = await openMany(2);
    const before = guichet.mailbox.received.length;
    const report = await bulk(spoc, references, 'resolve', { code: 'fixed', text: 'Tout est réparé' });
    const noted = async () =>
      (await admin.query(`select 1 from bulk_news n join event e on e.id = n.event_id where e.data ->> 'bulk' = $1`, [
        report.body.bulk,
      ])) as { rowCount: number };
    const end = Date.now() + 15_000;
    while ((await noted()).rowCount < 2) if (Date.now() > end) throw new Error('nothing was noted');
    guichet.clock.advance(11_000);
    await guichet.mailbox.expect('requester.ulco', ({ text }) =>
      Boolean(
        text?.includes('Tout est réparé') && references.every((reference) => text.includes(`/tickets/${reference}\n`)),
      ),
    );
    const to = guichet.mailbox.received.slice(before).filter(({ mail }) => mail.text?.includes('Tout est réparé'));
    expect(to.map((one) => one.to.join())).toEqual(['requester.ulco@guichet.example']);
  });

  it('is refused as a whole before anything is read: too many, none, a wrong body, no right to it', async () => {
    const [reference = ''] = await openMany(1);
    const many = Array.from({ length: 201 }, (_, n) => `ULCO-2026-${String(n).padStart(5, '0')}`);
    expect((await bulk(spoc, many, 'take')).body).toMatchObject({ status: 422, code: 'too_many_tickets' });
    const million = Array.from({ length: 1_000_000 }, () => reference);
    expect((await bulk(spoc, million, 'take')).status).toBe(413);
    expect((await bulk(spoc, [], 'take')).status).toBe(400);
    expect((await bulk(spoc, [reference], 'escalate')).status).toBe(400);
    const wrong = (await bulk(spoc, [reference], 'wait', { cause: 'nobody', followUpAt: 'soon', x: 1 })).body;
    expect(wrong.status).toBe(400);
    const pointers = wrong.errors.map(({ pointer }: { pointer: string }) => pointer).sort();
    expect(pointers).toEqual(['/move/body/cause', '/move/body/followUpAt', '/move/body/x']);
    expect((await bulk(spoc, [reference], 'take', { x: 1 })).status).toBe(400);
    for (const name of ['requester.ulco', 'engineer.fun', 'manager.ulco'])
      expect([name, (await bulk(await guichet.as(name), [reference], 'take')).status]).toEqual([name, 403]);
    expect((await spoc.get(`/tickets/${reference}`)).body.state).toBe('new');
  });
});

describe('a list as a file', () => {
  const file = async (who: Browser, query: string) => {
    const response = await fetch(`${guichet.anybody.url}/api/v1/tickets/export?${query}`, {
      headers: who.authorization,
    });
    return { response, text: Buffer.from(await response.arrayBuffer()).toString('utf8') };
  };
  const listed = async (who: Browser, query = '') => {
    const items: any[] = [];
    for (let cursor = ''; ;) {
      const { body } = await who.get(`/tickets?limit=100${query}${cursor}`);
      // where a search found it is no column
      for (const item of body.items) {
        delete item.highlights;
        items.push(item);
      }
      if (body.nextCursor === null) return items;
      cursor = `&cursor=${encodeURIComponent(body.nextCursor as string)}`;
    }
  };

  beforeAll(async () => {
    await open(requester, { title: '=HYPERLINK("http://example.test","Cliquez")' });
    // not the requester's
    await open(spoc);
    // more than one page of the walk
    await admin.query(`
      with model as (select * from ticket where state = 'new' and reference like 'ULCO-%' limit 1)
      insert into ticket
      select (jsonb_populate_record(null::ticket, to_jsonb(m) || jsonb_build_object(
                'id', gen_random_uuid(), 'reference', 'ULCO-2025-' || lpad(n::text, 5, '0'),
                'opened_at', m.opened_at - n / 3 * interval '1 second'))).*
        from model m, generate_series(1, 1200) n`);
  });

  it('as JSON lines holds what the list holds, in its order, and says how many at the end', async () => {
    const items = await listed(spoc);
    const { response, text } = await file(spoc, 'format=jsonl');
    expect(response.headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.pop()).toEqual({ count: items.length });
    expect(items.length).toBeGreaterThan(1200);
    expect(lines).toEqual(items);
  });

  it('as CSV has the same columns, and no formula', async () => {
    const items = await listed(spoc, '&state=new&sort=openedAt');
    const { response, text } = await file(spoc, 'format=csv&state=new&sort=openedAt');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="tickets.csv"');
    const lines = text.split('\r\n');
    expect(lines.shift()).toBe(
      '"reference","kind","title","state","priority","institution","service","nextActor","nextActorInstitution",' +
        '"followUpAt","dueAt","isLate","assignee","team","isUnread","openedAt","updatedAt","version"',
    );
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => line.split(',')[0])).toEqual(items.map(({ reference }) => `"${reference as string}"`));
    expect(text).toContain(`"'=HYPERLINK(""http://example.test"",""Cliquez"")"`);
    expect((await file(spoc, 'format=csv&bom=true&state=new')).text.startsWith('\uFEFF"reference"')).toBe(true);
  });

  it('holds what its reader may see: requesters what they asked, others their own', async () => {
    expect((await file(foreign, 'format=csv')).text).not.toContain('ULCO');
    const references = (await listed(requester)).map(({ reference }) => reference as string);
    const { text } = await file(requester, 'format=jsonl');
    expect(
      text
        .trimEnd()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line).reference),
    ).toEqual(references);
  });

  it('holds what is searched for, and nothing else', async () => {
    const { text } = await file(spoc, 'format=csv&q=cliquez');
    expect(text.trimEnd().split('\r\n')).toHaveLength(2);
    expect(text).toContain('HYPERLINK');
  });

  it('is refused like the list is', async () => {
    for (const [query, status] of [
      ['', 400],
      ['format=xml', 400],
      ['format=csv&state=late', 400],
      ['format=csv&limit=1', 400],
    ])
      expect([query, (await spoc.get(`/tickets/export?${query as string}`)).status]).toEqual([query, status]);
    expect((await (await guichet.as('admin.ulco')).get('/tickets/export?format=csv')).status).toBe(403);
  });

  it('is read twice at once by one person at most; a place is free again when the reader leaves', async () => {
    // more than connections hold by themselves
    await admin.query(`set session_replication_role = replica;
      update ticket set title = repeat('Long ', 5000) where reference like 'ULCO-2025-%';
      set session_replication_role = origin`);
    const url = `${guichet.anybody.url}/api/v1/tickets/export?format=jsonl`;
    // readers who do not read
    const held = await Promise.all([1, 2].map(() => fetch(url, { headers: spoc.authorization })));
    const third = await spoc.get('/tickets/export?format=jsonl');
    expect([third.status, third.body.code]).toEqual([429, 'exports_busy']);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    for (const { body } of held) await body?.cancel();
    for (let tries = 0; ; tries += 1) {
      const { status, body } = await fetch(url, { headers: spoc.authorization });
      await body?.cancel();
      if (status === 200) break;
      if (tries > 200) throw new Error('the place of a reader who left was never free');
    }
  });
});
