import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

let guichet: TestApp;
let admin: pg.Client;
let manager: Browser, agent: Browser, spoc: Browser, spoc2: Browser, requester: Browser, engineer: Browser;
const ids: Record<string, string> = {};

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const { rows } = await admin.query<{ id: string; email: string }>('select id, email from person');
  for (const { id, email } of rows) ids[email.split('@')[0] ?? ''] = id;
  [manager, agent, spoc, spoc2, requester, engineer] = (await Promise.all(
    ['manager.ulco', 'agent.ulco', 'spoc.ulco', 'spoc2.ulco', 'requester.ulco', 'engineer.fun'].map((who) =>
      guichet.as(who),
    ),
  )) as [Browser, Browser, Browser, Browser, Browser, Browser];
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

async function open(who: Browser, more: object = {}): Promise<string> {
  const { status, body } = await who.post('/tickets', {
    kind: 'incident',
    service: 'FUNCAMPUS',
    title: 'Lent',
    description: 'Très lent.',
    ...more,
  });
  expect(status).toBe(201);
  return body.reference as string;
}

/** Asked until it is so: what the worker does follows in its own time. */
async function until<T>(ask: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 4000; tries += 1) {
    const value = await ask();
    if (isSo(value)) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it never came to that');
}

const mine = async (who: Browser) =>
  (await who.get('/my-turn?limit=100')).body as {
    items: { kind: string; for: { id: string } | null; ticket: { reference: string } }[];
    counts: Record<string, number>;
  };
const references = async (who: Browser, query: string) =>
  ((await who.get(`/tickets?${query}`)).body.items as { reference: string }[]).map(({ reference }) => reference).sort();

describe('a team that gives out in turn', () => {
  let team: string;

  it('is made by a manager, and known to its side only', async () => {
    const wish = { side: 'user', name: 'Guichet', mode: 'round_robin', takes: true, kinds: ['incident'] };
    const members = [ids['agent.ulco'], ids['spoc.ulco'], ids['spoc2.ulco']];
    expect((await agent.post('/teams', { ...wish, members })).status).toBe(403);
    const { status, body } = await manager.post('/teams', { ...wish, members });
    expect(status).toBe(201);
    team = body.id as string;
    expect((await manager.post('/teams', { ...wish, members })).body).toMatchObject({
      status: 409,
      code: 'name_taken',
    });
    const foreign = { ...wish, name: 'Autre', members: [ids['agent.uphf']] };
    const absent = { ...wish, name: 'Autre', members: ['00000000-0000-7000-8000-000000000000'] };
    const [one, other] = [await manager.post('/teams', foreign), await manager.post('/teams', absent)];
    expect(one.status).toBe(422);
    expect({ ...one.body, requestId: '' }).toEqual({ ...other.body, requestId: '' });
    expect((await agent.get(`/teams/${team}`)).status).toBe(200);
    for (const who of [engineer, await guichet.as('manager.uphf')])
      expect((await who.get(`/teams/${team}`)).status).toBe(404);
    expect(
      (await manager.put(`/teams/${team}`, { ...wish, side: undefined, members }, { 'if-match': '"7"' })).status,
    ).toBe(412);
  });

  it('gives each who is there as much as the others, also when tickets come at once', async () => {
    await spoc2.put('/me/presence', { state: 'away' });
    const opened = await Promise.all(Array.from({ length: 6 }, () => open(requester)));
    const given = await until(
      async () => {
        const { rows } = await admin.query<{ person_id: string; n: number }>(
          `select a.person_id, count(*)::int as n from assignment a where a.team_id = $1 group by 1 order by 2, 1`,
          [team],
        );
        return rows;
      },
      (rows) => rows.reduce((sum, { n }) => sum + n, 0) === opened.length,
    );
    expect(given.map(({ n }) => n)).toEqual([3, 3]);
    expect(given.map(({ person_id }) => person_id).sort()).toEqual([ids['agent.ulco'], ids['spoc.ulco']].sort());
    expect(await references(agent, `team=${team}`)).toEqual(opened.sort());
    expect(await references(agent, 'assignee=me&state=new')).toHaveLength(3);
    const byWhom = { assignee: { id: ids['agent.ulco'] }, team: { id: team, name: 'Guichet' }, isUnread: false };
    const { body: lines } = await agent.get(`/tickets?assignee=me&team=${team}`);
    expect(lines.items).toMatchObject([byWhom, byWhom, byWhom]);
    for (const who of ['agent.ulco', 'spoc.ulco'])
      await guichet.mailbox.expect(who, ({ subject }) => /Demande attribuée/.test(subject ?? ''));
    // in turn, and nothing that a requester or the provider could see
    for (const { assignee, team: queue, isUnread } of (await requester.get('/tickets')).body.items)
      expect([assignee, queue, isUnread]).toEqual([null, null, false]);
    for (const who of [requester, engineer]) expect(await references(who, `team=${team}`)).toEqual([]);
    expect(await references(requester, `assignee=${String(ids['agent.ulco'])}`)).toEqual([]);
    expect((await requester.get(`/tickets/${opened[0]!}`)).body).toMatchObject({
      assignee: null,
      team: null,
      version: 1,
    });
  });

  it('keeps in its queue what nobody is there for, and gives it by hand to whom it says', async () => {
    for (const who of [agent, spoc]) await who.put('/me/presence', { state: 'away', until: '2026-03-10T12:00:00Z' });
    const reference = await open(agent, { impact: 'low', urgency: 'low' });
    await until(
      () => agent.get(`/tickets/${reference}`),
      ({ body }) => body.team !== null,
    );
    expect(await references(spoc2, `assignee=none&team=${team}`)).toEqual([reference]);
    guichet.clock.moveTo(new Date('2026-03-10T12:00:00Z'));
    const { body } = await spoc2.post(`/tickets/${reference}/assign`, { team });
    expect([ids['agent.ulco'], ids['spoc.ulco']]).toContain(body.assignee.id);
    expect((await spoc2.post(`/tickets/${reference}/assign`, {})).status).toBe(400);
    expect((await spoc2.post(`/tickets/${reference}/assign`, { team: ids['agent.ulco'] })).body).toMatchObject({
      status: 422,
      code: 'unknown_team',
    });
    const { body: taken } = await spoc2.post(`/tickets/${reference}/assign`, { assignee: null, team: null });
    expect(taken).toMatchObject({ assignee: null, team: null });
  });
});

describe('who is away', () => {
  it('has a deputy of the same roles who is there, and whose my-turn shows it', async () => {
    const absence = { from: '2026-03-10T14:00:00Z', until: '2026-03-10T16:00:00Z' };
    const refusals: [object, string][] = [
      [{ ...absence, deputy: ids['spoc.ulco'] }, 'oneself'],
      [{ ...absence, deputy: ids['spoc.uphf'] }, 'unknown_person'],
      [{ ...absence, deputy: ids['agent.ulco'] }, 'lacks_role'],
      [{ from: absence.until, until: absence.from }, 'ends_before_it_begins'],
      [{ from: '2026-03-01T00:00:00Z', until: '2026-03-02T00:00:00Z' }, 'not_ahead'],
    ];
    for (const [body, code] of refusals)
      expect((await spoc.post('/me/absences', body)).body).toMatchObject({ status: 422, code });
    const { status, body: said } = await spoc.post('/me/absences', { ...absence, deputy: ids['spoc2.ulco'] });
    expect(status).toBe(201);
    expect((await spoc.post('/me/absences', absence)).body).toMatchObject({ code: 'overlaps' });
    const deputys = { ...absence, deputy: ids['spoc.ulco'] };
    expect((await spoc2.post('/me/absences', deputys)).body).toMatchObject({ status: 422 });
    const reference = await open(spoc, { kind: 'request' });
    await spoc.post(`/tickets/${reference}/take`);
    await spoc.post(`/tickets/${reference}/escalate`, { function: 'support', summary: 'Lent.' });
    await engineer.post(`/tickets/${reference}/escalations/1/accept`);
    await engineer.post(`/tickets/${reference}/escalations/1/ask`, { body: 'Depuis quand ?' });
    const turnOf = async (who: Browser) => (await mine(who)).items.find(({ ticket }) => ticket.reference === reference);
    expect(await turnOf(spoc)).toMatchObject({ kind: 'question', for: null });
    expect(await turnOf(spoc2)).toBeUndefined();
    guichet.clock.moveTo(new Date('2026-03-10T14:30:00Z'));
    expect(await turnOf(spoc2)).toMatchObject({ kind: 'question', for: { id: ids['spoc.ulco'] } });
    expect(await turnOf(await guichet.as('spoc.uphf'))).toBeUndefined();
    expect((await spoc2.send('DELETE', `/me/absences/${said.id as string}`, undefined)).status).toBe(404);
    expect((await spoc.send('DELETE', `/me/absences/${said.id as string}`, undefined)).status).toBe(204);
    expect(await turnOf(spoc2)).toBeUndefined();
  });

  it('hands over what is open, with what came of each', async () => {
    const { body: held } = await agent.get('/me/hand-over');
    const [first, ...others] = (held.items as { reference: string }[]).map(({ reference }) => reference);
    expect(others.length).toBeGreaterThan(1);
    const to = ids['spoc2.ulco'];
    expect((await agent.post('/me/hand-over', { to: ids['agent.uphf'] })).body).toMatchObject({ status: 422 });
    const { body } = await agent.post('/me/hand-over', { to, tickets: [first, 'UPHF-2026-00001', 'ULCO-2026-99999'] });
    const refused = { result: 'refused', code: 'not_yours' };
    expect(body.items).toMatchObject([{ reference: first, result: 'handed_over' }, refused, refused]);
    expect((await agent.post('/me/hand-over', { to: ids['requester.ulco'] })).body.items[0]).toMatchObject({
      code: 'lacks_role',
    });
    await agent.post('/me/hand-over', { to });
    expect((await agent.get('/me/hand-over')).body.items).toEqual([]);
    expect(await references(spoc2, 'assignee=me')).toEqual(expect.arrayContaining([first, ...others]));
  });
});

describe('the list', () => {
  it('pages through every sort, both ways, without a gap under ties', async () => {
    const all = await references(spoc, 'limit=100');
    for (const sort of ['priority', '-priority', 'openedAt', '-openedAt', 'updatedAt', '-updatedAt']) {
      const seen: { reference: string; priority: string }[] = [];
      let cursor = '';
      do {
        const { body } = await spoc.get(`/tickets?limit=2&sort=${sort}${cursor}`);
        seen.push(...body.items);
        cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor as string}`;
      } while (cursor !== '');
      expect([sort, seen.map(({ reference }) => reference).sort()]).toEqual([sort, all]);
      const priorities = seen.map(({ priority }) => priority);
      if (sort === 'priority') expect(priorities).toEqual([...priorities].sort());
      if (sort === '-priority') expect(priorities).toEqual([...priorities].sort().reverse());
    }
    const { body } = await spoc.get('/tickets?limit=1&sort=priority');
    expect((await spoc.get(`/tickets?limit=1&cursor=${body.nextCursor as string}`)).status).toBe(400);
  });

  it('refuses what it does not know, and finds by what it knows', async () => {
    for (const query of [
      'priority=P5',
      'assignee=you',
      'team=x',
      'kind=x',
      'waitingCause=x',
      'unread=1',
      'openedFrom=today',
      'nonsense=1',
      'sort=title',
    ])
      expect([query, (await spoc.get(`/tickets?${query}`)).status]).toEqual([query, 400]);
    const reference = await open(spoc, { requester: ids['requester.ulco'], impact: 'high', urgency: 'high' });
    await spoc.post(`/tickets/${reference}/take`);
    await spoc.post(`/tickets/${reference}/wait`, { cause: 'third_party', followUpAt: '2026-03-20T09:00:00Z' });
    await requester.post(`/tickets/${reference}/messages`, { body: 'Alors ?', audience: 'requester' });
    const query = 'state=waiting&priority=P1,P2&kind=incident&waitingCause=third_party&unread=true&assignee=me';
    const more = `requester=${String(ids['requester.ulco'])}&followUpBefore=2026-03-21T00:00:00Z&openedFrom=2026-03-10T14:00:00Z`;
    expect(await references(spoc, `${query}&${more}`)).toEqual([reference]);
    for (const other of [
      'unread=false',
      'priority=P3',
      'kind=request',
      'waitingCause=spoc',
      'assignee=none',
      'openedTo=2026-03-10T14:00:00Z',
      'updatedFrom=2027-01-01T00:00:00Z',
      'followUpBefore=2026-03-19T00:00:00Z',
      'watched=true',
    ])
      expect([other, (await references(spoc, `limit=100&${other}`)).includes(reference)]).toEqual([other, false]);
    await spoc.post(`/tickets/${reference}/seen`);
    expect(await references(spoc, query)).toEqual([]);
  });
});

describe('a saved view', () => {
  it('finds what the list finds, for each who opens it, and counts the same', async () => {
    const bad = await spoc.post('/views', { name: 'V', filter: { nonsense: '1', state: 'odd', limit: '3' } });
    expect(bad.status).toBe(400);
    expect((bad.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual(
      ['/filter/limit', '/filter/nonsense', '/filter/state/0']
        .sort()
        .map((p) => expect.stringContaining(p.replace('/0', ''))),
    );
    const { body: own } = await spoc.post('/views', { name: 'À moi', filter: { assignee: 'me' }, sort: 'priority' });
    const { body: shared } = await spoc.post('/views', {
      name: 'Tout',
      filter: { state: 'new,in_progress,waiting' },
      sharedWith: 'institution',
    });
    for (const who of [agent, await guichet.as('spoc.uphf')]) {
      for (const path of ['', '/tickets'])
        expect((await who.get(`/views/${own.id as string}${path}`)).status).toBe(404);
      expect((await who.send('DELETE', `/views/${own.id as string}`, undefined)).status).toBe(404);
    }
    expect(
      (await agent.put(`/views/${shared.id as string}`, { name: 'x', filter: {} }, { 'if-match': '"1"' })).status,
    ).toBe(403);
    for (const who of [agent, spoc]) {
      const { body } = await who.get(`/views/${shared.id as string}/tickets?limit=100`);
      const found = (body.items as { reference: string }[]).map(({ reference }) => reference).sort();
      expect(found).toEqual(await references(who, 'limit=100&state=new,in_progress,waiting'));
      const { body: counts } = await who.get('/views/counts');
      expect(counts.items).toContainEqual({ id: shared.id, name: 'Tout', count: found.length, isExact: true });
    }
    await admin.query(`update saved_view set filter = '{"state": "new", "colour": "blue"}' where id = $1`, [own.id]);
    expect((await spoc.get(`/views/${own.id as string}`)).body).toMatchObject({ outdated: ['colour'] });
    expect((await spoc.get(`/views/${own.id as string}/tickets`)).body).toMatchObject({
      status: 409,
      code: 'view_outdated',
    });
    expect((await spoc.get('/views/counts')).body.items).toContainEqual({
      id: own.id,
      name: 'À moi',
      count: null,
      isExact: true,
    });
    const changed = await spoc.put(`/views/${own.id as string}`, { name: 'À moi', filter: {} }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({ outdated: [], version: 2 });
    expect((await spoc.send('DELETE', `/views/${own.id as string}`, undefined)).status).toBe(204);
  });
});

describe('who watches', () => {
  it('is told by mail what their side may read, and known to their side only', async () => {
    const reference = await open(spoc);
    await spoc.post(`/tickets/${reference}/escalate`, { function: 'support', summary: 'Lent.' });
    await engineer.post(`/tickets/${reference}/escalations/1/accept`);
    const auditor = await guichet.as('auditor.ulco');
    const { version } = (await engineer.get(`/tickets/${reference}`)).body as { version: number };
    expect((await auditor.put(`/tickets/${reference}/watch`, {})).body.items).toHaveLength(1);
    expect((await auditor.put(`/tickets/${reference}/watch`, {})).body.items).toHaveLength(1);
    expect(await references(auditor, 'watched=true')).toEqual([reference]);
    expect((await engineer.get(`/tickets/${reference}/watchers`)).body.items).toEqual([]);
    expect((await engineer.get(`/tickets/${reference}`)).body.version).toBe(version);
    await engineer.post(`/tickets/${reference}/messages`, { body: 'Entre ingénieurs.', audience: 'internal' });
    await engineer.post(`/tickets/${reference}/messages`, { body: 'Nous cherchons.', audience: 'shared' });
    const { mail: letter } = await guichet.mailbox.expect(
      'auditor.ulco',
      ({ text }) => text?.includes('Nous cherchons.') === true,
    );
    expect(letter.text).not.toContain('Entre ingénieurs');
    expect((await auditor.send('DELETE', `/tickets/${reference}/watch`, undefined)).status).toBe(204);
    expect(await references(auditor, 'watched=true')).toEqual([]);
  });
});
