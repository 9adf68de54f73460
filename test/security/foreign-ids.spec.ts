import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { bodies, openTicket, operationsOf, told } from './operations.js';
import { watchStatements } from './statements.js';

// An id or a code of another institution inside a request says no more than one that nobody has.

let guichet: TestApp;
let admin: pg.Client;
let spoc: Browser;
let ticket: string;
const nobody = '00000000-0000-7000-8000-000000000000';

beforeAll(async () => {
  guichet = await startTestApp();
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  spoc = await guichet.as('spoc.ulco');
  ticket = `/tickets/${await openTicket(spoc)}`;
  await spoc.post(`${ticket}/take`);
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

async function idOf(query: string, ...values: unknown[]): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(query, values);
  return rows[0]!.id;
}
const personOf = (account: string) => idOf('select id from person where email = $1', `${account}@guichet.example`);

/** Both are refused with `status`, and tell the same. */
async function same(status: number, foreign: Promise<any>, absent: Promise<any>): Promise<void> {
  const answer = told(await foreign);
  expect(answer).toEqual(expect.objectContaining({ status }));
  expect(told(await absent)).toEqual(answer);
}

describe('a problem that its institution has not published', () => {
  it('is answered like one that does not exist, by the same statements, in a path and in a body', async () => {
    const engineer = await guichet.as('engineer.fun');
    const { body } = await engineer.post('/problems', { service: 'FUNCAMPUS', title: 'Une cause' });
    const statements = await watchStatements('guichet api');
    const foreign = body.reference as string;
    try {
      const asked = [
        ...['', '/timeline', '/publications', '/tickets', '/notes'].map((path) => ['GET', path, undefined] as const),
        ...['publish', 'fix', 'halt', 'follow', 'unfollow'].map((path) => ['POST', `/${path}`, {}] as const),
        ['POST', '/notes', { body: 'x' }] as const,
        ['POST', '/ship', { text: { fr: 'x', en: 'x' } }] as const,
        ...['withdraw', 'close', 'reopen'].map((path) => ['POST', `/${path}`, { reason: 'x' }] as const),
        ['PATCH', '', { cause: 'x' }] as const,
      ];
      for (const role of ['spoc.ulco', 'engineer.ulorraine', 'requester.ulco', 'manager.uphf']) {
        const who = await guichet.as(role);
        for (const [method, path, sent] of asked) {
          const ask = (one: string) => who.send(method, `/problems/${one}${path}`, sent, { 'if-match': '"1"' });
          await same(404, ask(foreign), ask('PRB-FUN-2026-99999'));
          const ofForeign = await statements.of(() => ask(foreign));
          expect(await statements.of(() => ask('PRB-FUN-2026-99999'))).toEqual(ofForeign);
          expect(ofForeign.join()).toContain('from problem p');
        }
      }
      const link = (problem: string) => spoc.post(`${ticket}/link-problem`, { problem });
      await same(422, link(foreign), link('PRB-FUN-2026-99999'));
      const open = (problem: string) =>
        spoc.post('/tickets', { kind: 'incident', service: 'FUNCAMPUS', title: 'x', description: 'x', problem });
      await same(422, open(foreign), open('PRB-FUN-2026-99999'));
      const resolve = (problem: string) => spoc.post(`${ticket}/resolve`, { code: 'known_error', text: 'x', problem });
      await same(422, resolve(foreign), resolve('PRB-FUN-2026-99999'));
    } finally {
      statements.end();
    }
  });
});

describe('an action that its institution keeps to itself', () => {
  it('is answered like one that does not exist, by the same statements', async () => {
    const engineer = await guichet.as('engineer.fun');
    const { body } = await engineer.post('/actions', bodies['POST /actions']);
    const foreign = body.reference as string;
    const operations = await operationsOf(guichet.anybody.url);
    const asked = operations.map(({ name }) => name).filter((name) => name.includes('{action}'));
    expect(asked).toEqual(expect.arrayContaining(['GET /actions/{action}/difference', 'PUT /actions/{action}/owner']));
    const statements = await watchStatements('guichet api');
    try {
      for (const role of ['spoc.ulco', 'engineer.ulorraine', 'manager.uphf', 'requester.fun']) {
        const who = await guichet.as(role);
        for (const name of asked) {
          const [method, path] = name.split(' ') as [string, string];
          const query = path.endsWith('/difference') ? '?from=1&to=2' : '';
          const ask = (one: string) => () =>
            who.send(method, `${path.replace('{action}', one).replace('{n}', '1')}${query}`, bodies[name], {
              'if-match': '"1"',
            });
          const [there, absent] = [ask(foreign), ask('ACT-FUN-2026-99999')];
          // whoever has no role for it at all is told so of either
          const { status } = await there();
          expect([name, role, status]).toEqual([name, role, status === 403 ? 403 : 404]);
          await same(status, there(), absent());
          const ofForeign = await statements.of(there);
          expect([name, await statements.of(absent)]).toEqual([name, ofForeign]);
          if (status === 404) expect(ofForeign.join()).toContain('from action a');
        }
      }
      expect((await engineer.get(`/actions/${foreign}`)).status).toBe(200);
    } finally {
      statements.end();
    }
  });
});

describe('a change and a release that nobody else may know of', () => {
  it('are answered like ones that do not exist, by the same statements, in a path and in a body', async () => {
    const engineer = await guichet.as('engineer.fun');
    const { body } = await engineer.post('/changes', bodies['POST /changes']);
    const { body: made } = await engineer.post('/releases', bodies['POST /releases']);
    const [change, release] = [body.reference as string, made.reference as string];
    const operations = await operationsOf(guichet.anybody.url);
    const asked = operations.map(({ name }) => name).filter((name) => /\{(change|release)\}/.test(name));
    // every route there is
    expect(asked).toEqual(expect.arrayContaining(['GET /changes/{change}/tally', 'GET /changes/{change}/windows']));
    const statements = await watchStatements('guichet api');
    try {
      for (const role of ['spoc.ulco', 'engineer.ulorraine', 'requester.ulco', 'change-manager.uphf']) {
        const who = await guichet.as(role);
        for (const name of asked) {
          const [method, path] = name.split(' ') as [string, string];
          const ask = (one: string, other: string) =>
            who.send(
              method,
              path
                .replace('{change}', one)
                .replace('{release}', other)
                .replace('{n}', '1')
                .replace('{target}', 'ULCO-2026-99999'),
              bodies[name],
              { 'if-match': '"1"' },
            );
          const foreign = () => ask(change, release);
          const absent = () => ask('CHG-FUN-2026-99999', 'REL-FUN-2026-99999');
          // whoever has no role for it at all is told so of either
          const { status } = await foreign();
          expect([name, role, status]).toEqual([name, role, status === 403 ? 403 : 404]);
          await same(status, foreign(), absent());
          const ofForeign = await statements.of(foreign);
          expect([name, await statements.of(absent)]).toEqual([name, ofForeign]);
        }
      }
      const other = await guichet.as('engineer.ulorraine');
      const bundle = (reference: string) =>
        other.post('/releases', { ...(bodies['POST /releases'] as object), service: 'POD', changes: [reference] });
      const answers = [await bundle(change), await bundle('CHG-FUN-2026-99999')];
      expect(told(answers[0]!)).toEqual(told(answers[1]!));
      // one's own are found: the same requests with them are answered
      expect((await engineer.get(`/changes/${change}`)).status).toBe(200);
      expect((await engineer.get(`/releases/${release}`)).status).toBe(200);
    } finally {
      statements.end();
    }
  });

  it('say nothing of an institution that is added by hand but whether there is one', async () => {
    const engineer = await guichet.as('engineer.fun');
    const { body } = await engineer.post('/changes', bodies['POST /changes']);
    const add = (institution: string) =>
      engineer.post(`/changes/${body.reference as string}/affected`, { institution, isAffected: true, reason: 'x' });
    const nobodies = [await add('NIRGENDS'), await add('ULCO ')];
    expect(nobodies[0]).toMatchObject({ status: 422, body: { code: 'unknown_institution' } });
    expect(told(nobodies[1]!)).toEqual(told(nobodies[0]!));
  });
});

describe('of another institution or of nobody, the same answer:', () => {
  it('the person to whom a ticket is assigned', async () => {
    const foreign = await personOf('agent.uphf');
    const assign = (assignee: string) => spoc.post(`${ticket}/assign`, { assignee });
    await same(422, assign(foreign), assign(nobody));
    expect((await assign(await personOf('agent.ulco'))).status).toBe(200);
  });

  it('the person for whom a ticket is opened, by id and by address', async () => {
    const open = (requester: string) =>
      spoc.post('/tickets', { kind: 'incident', service: 'FUNCAMPUS', title: 'x', description: 'x', requester });
    await same(422, open(await personOf('requester.uphf')), open(nobody));
    await same(422, open('requester.uphf@guichet.example'), open('nobody@guichet.example'));
    await same(422, open('bob'), open(''));
    expect((await open('requester.ulco@guichet.example')).status).toBe(201);
  });

  it('a colleague, for a requester', async () => {
    const requester = await guichet.as('requester.ulco');
    const open = (who: string) =>
      requester.post('/tickets', {
        kind: 'incident',
        service: 'FUNCAMPUS',
        title: 'x',
        description: 'x',
        requester: who,
      });
    await same(422, open('agent.ulco@guichet.example'), open('nobody@guichet.example'));
  });

  it('the site', async () => {
    const open = (site: string) =>
      spoc.post('/tickets', { kind: 'incident', service: 'FUNCAMPUS', title: 'x', description: 'x', site });
    await same(422, open('METZ'), open('NOWHERE'));
  });

  it('a message that is ticked', async () => {
    const other = await guichet.as('spoc.uphf');
    const foreign = `/tickets/${await openTicket(other)}`;
    const { body } = await other.post(`${foreign}/messages`, { body: 'Chez nous', audience: 'shared' });
    const escalate = (id: string) =>
      spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Un résumé', messages: [id] });
    await same(422, escalate(body.id), escalate(nobody));
    const { body: own } = await spoc.get(ticket);
    expect(own.escalations).toEqual([]);
  });

  it('an internal note of the other side, in the own ticket', async () => {
    const { body: note } = await spoc.post(`${ticket}/messages`, { body: 'Entre nous', audience: 'internal' });
    const escalate = (id: string) =>
      spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Un résumé', messages: [id] });
    expect((await escalate(note.id)).status).toBe(422);
  });

  it('an agreement', async () => {
    const foreign = await idOf(`select a.id from agreement a join institution i on i.id = a.institution_id
      join service s on s.id = a.service_id where i.code = 'UPHF' and s.code = 'FUNCAMPUS'`);
    const read = (id: string) => spoc.get(`/agreements/${id}`);
    await same(404, read(foreign), read(nobody));
    await same(404, read(foreign), read('nonsense'));
    const { body } = await spoc.get('/agreements');
    expect(JSON.stringify(body)).not.toContain(foreign);
  });

  it('the institution for which one acts', async () => {
    const act = (code: string) => spoc.get(ticket, { 'x-institution': code });
    await same(403, act('UPHF'), act('NOWHERE'));
    expect((await act('ULCO')).status).toBe(200);
  });

  it('the event after which a timeline goes on', async () => {
    const foreign = await idOf(`select e.id from event e join ticket t on t.id = e.stream_id
      join institution i on i.id = t.institution_id where i.code = 'UPHF' limit 1`);
    const cursor = (id: string) => Buffer.from(JSON.stringify(id)).toString('base64url');
    const read = (id: string) => spoc.get(`${ticket}/timeline?cursor=${cursor(id)}`);
    await same(200, read(foreign), read(nobody));
  });

  it('an account at sign-in', async () => {
    const signIn = (email: string) => guichet.anybody.post('/auth/login', { email, password: 'wrong password' });
    await same(401, signIn('spoc.uphf@guichet.example'), signIn('nobody@guichet.example'));
  });
});

describe('somebody whose part has ended', () => {
  let seen: any, before: any;
  beforeAll(async () => {
    const uphf = await guichet.as('spoc.uphf');
    const reference = await openTicket(uphf, { service: 'OAE' });
    const at = `/tickets/${reference}`;
    await uphf.post(`${at}/escalate`, { function: 'support', summary: 'Pour ULCO' });
    const former = await guichet.as('engineer.ulco');
    await uphf.post(`${at}/messages`, { body: 'Pendant', audience: 'shared' });
    await uphf.post(`${at}/escalations/1/recall`, {});
    before = { ticket: (await former.get(at)).body, messages: (await former.get(`${at}/messages`)).body };
    guichet.clock.advance(60_000);
    await uphf.post(`${at}/escalate`, { function: 'hosting', summary: 'Pour ULORRAINE' });
    await uphf.post(`${at}/messages`, { body: 'Ensuite', audience: 'shared' });
    await uphf.post(`${at}/qualify`, { impact: 'high', urgency: 'high' });
    seen = {
      ticket: (await former.get(at)).body,
      messages: (await former.get(`${at}/messages`)).body,
      timeline: (await former.get(`${at}/timeline`)).body,
      timers: (await former.get(`${at}/timers`)).body,
      list: (await former.get('/tickets')).body.items.find((line: any) => line.reference === reference),
    };
  });

  it('goes on reading what was shared until then, and nothing that was said or recorded after', () => {
    expect(seen.messages).toEqual(before.messages);
    expect(JSON.stringify(seen.messages)).toContain('Pendant');
    expect(JSON.stringify([seen.ticket, seen.timeline])).not.toMatch(/Ensuite|Pour ULORRAINE/);
    expect(seen.ticket.escalations).toHaveLength(1);
    expect(seen.timers.items).toEqual([]);
  });

  it('does not learn who works on it now, how urgent it has become, or that anything moved but the state', () => {
    expect(JSON.stringify([seen.ticket, seen.list])).not.toContain('ULORRAINE');
    expect({ ...seen.ticket, state: '' }).toEqual({ ...before.ticket, state: '' });
  });
});

it('an engineer who is also a requester asks for something, and reads what became of it', async () => {
  const id = await personOf('engineer.fun');
  await admin.query(
    `insert into role_grant select institution_id, person_id, 'requester', null from membership where person_id = $1`,
    [id],
  );
  const engineer = await guichet.as('engineer.fun');
  const reference = await openTicket(engineer);
  expect((await engineer.get(`/tickets/${reference}`)).status).toBe(200);
});
