import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { document, host } from '../support/action.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { bodies, formWith, openTicket, operationsOf, someId, told, type Operation } from './operations.js';
import { watchStatements } from './statements.js';
import { accountOf, roles } from './world.js';

// Every operation that names a run, for those who make it and for everybody else; and what a run is begun with.

let guichet: TestApp;
let operations: Operation[];
let engineer: Browser;
/** By level 1 of ULCO, of an action of FUN, on a ticket that FUN works on too; with a text of evidence. */
let run: string;
let evidence: string;
let shared: string;
let internal: string;
let ticket: string;

beforeAll(async () => {
  guichet = await startTestApp();
  operations = (await operationsOf(guichet.anybody.url)).filter(({ template }) => template.startsWith('/runs/{id}'));
  engineer = await guichet.as('engineer.fun');
  const manager = await guichet.as('manager.fun');
  const publish = async (more: object) => {
    const { body } = await engineer.post('/actions', { ...document, ...more });
    await manager.post(`/actions/${body.reference as string}/publish`);
    return body.reference as string;
  };
  shared = await publish({});
  internal = await publish({ sharing: 'internal' });
  const spoc = await guichet.as('spoc.ulco');
  ticket = await openTicket(spoc);
  await spoc.post(`/tickets/${ticket}/take`);
  await spoc.post(`/tickets/${ticket}/escalate`, { function: 'support', summary: 'Un résumé' });
  await engineer.post(`/tickets/${ticket}/escalations/1/accept`);
  run = (await spoc.post(`/tickets/${ticket}/runs`, { action: shared, parameters: host })).body.id as string;
  evidence = (await spoc.post(`/runs/${run}/evidence`, { text: 'Vu' })).body.items[0].id as string;
});
afterAll(() => guichet.close());

const as = (role: string, code: string) => guichet.as(accountOf(role, code));
/** A version that nobody has seen: whoever may do it reads 412, or what comes before. */
const ask = (who: Browser, { method, template }: Operation, id: string) =>
  who.send(
    method,
    template
      .replace('{id}', id)
      .replace('{n}', '1')
      .replace('{evidenceId}', id === run ? evidence : someId),
    bodies[`${method} ${template}`],
    method === 'GET' ? {} : { 'if-match': '"999999"' },
  );

it('knows every operation on a run', () => {
  expect(operations.map(({ name }) => name).sort()).toEqual(
    [
      'GET /runs/{id}',
      'GET /runs/{id}/timeline',
      'GET /runs/{id}/evidence/{evidenceId}',
      'PATCH /runs/{id}/steps/{n}',
      'PATCH /runs/{id}/parameters',
      ...['steps/{n}/undo', 'evidence', 'hand-over', 'take', 'look', 'finish', 'change'].map(
        (path) => `POST /runs/{id}/${path}`,
      ),
    ].sort(),
  );
});

describe.each(['ULCO', 'FUN', 'ULORRAINE', 'UPHF'])('a run of level 1 of ULCO, for %s', (code) => {
  it.each(roles)('as %s', async (role) => {
    const who = await as(role, code);
    const works = code === 'ULCO' && ['agent', 'spoc'].includes(role);
    const reads = works || (code === 'ULCO' && ['manager', 'auditor'].includes(role));
    const statuses: Record<string, number> = {};
    const expected: Record<string, number> = {};
    // what says no version to be sure of is asked by whoever may in the journeys
    for (const one of operations.filter(({ name }) => !(works && /evidence$/.test(name)))) {
      statuses[one.name] = (await ask(who, one, run)).status;
      const isRead = one.method === 'GET' || one.name.endsWith('/look');
      const may = isRead ? (one.name.endsWith('/look') ? 204 : 200) : 412;
      expected[one.name] = reads ? (isRead || works ? may : 403) : 404;
    }
    // a change is opened by a SPOC, and names no version of the run
    if (works) expected['POST /runs/{id}/change'] = role === 'spoc' ? 201 : 403;
    expect(statuses).toEqual(expected);
  });
});

describe('a run of somebody else', () => {
  it('is answered like one that does not exist, by the same statements, to everybody', async () => {
    const statements = await watchStatements('guichet api');
    try {
      for (const [role, code] of [
        ['engineer', 'FUN'],
        ['agent', 'FUN'],
        ['spoc', 'UPHF'],
        ['requester', 'ULCO'],
        ['engineer', 'ULCO'],
      ] as const) {
        const who = await as(role, code);
        for (const one of operations) {
          const there = told(await ask(who, one, run));
          expect([one.name, there]).toEqual([one.name, expect.objectContaining({ status: 404 })]);
          for (const absent of [someId, 'nonsense', '%00']) expect(told(await ask(who, one, absent))).toEqual(there);
          const ofThere = await statements.of(() => ask(who, one, run));
          expect([one.name, await statements.of(() => ask(who, one, someId))]).toEqual([one.name, ofThere]);
          expect(ofThere.join()).toContain('from run r');
        }
        const form = () => formWith('x', 'x.txt', {});
        const upload = async (id: string) => told(await who.send('POST', `/runs/${id}/evidence`, form()));
        expect(await upload(run)).toEqual(await upload(someId));
      }
    } finally {
      statements.end();
    }
  });

  it('is on no list, and says nothing of itself on the ticket to the other side', async () => {
    const { body: theirs } = await engineer.get(`/tickets/${ticket}/runs`);
    expect(theirs.items).toEqual([]);
    for (const question of ['', `?action=${shared}`, '?service=FUNCAMPUS', '?state=running', '?mine=true'])
      expect((await engineer.get(`/runs${question}`)).body.items).toEqual([]);
  });

  it('keeps its evidence: it is that of no other run', async () => {
    const own = (await engineer.post('/runs', { action: shared, parameters: host })).body.id as string;
    const foreign = told(await engineer.get(`/runs/${own}/evidence/${evidence}`));
    expect(foreign).toEqual(told(await engineer.get(`/runs/${own}/evidence/${someId}`)));
    expect(foreign).toEqual(expect.objectContaining({ status: 404 }));
  });
});

describe('a run is begun', () => {
  it('of an action that is kept to others as of one that is not there, and so on a ticket', async () => {
    const statements = await watchStatements('guichet api');
    try {
      const spoc = await as('spoc', 'ULCO');
      for (const path of ['/runs', `/tickets/${ticket}/runs`]) {
        const begin = (action: string) => () => spoc.post(path, { action, parameters: host });
        const absent = begin('ACT-FUN-2026-99999');
        expect(told(await begin(internal)())).toEqual(told(await absent()));
        expect(await statements.of(begin(internal))).toEqual(await statements.of(absent));
        expect((await absent()).status).toBe(404);
      }
    } finally {
      statements.end();
    }
  });

  it('by a role that the action names alone', async () => {
    const statuses: Record<string, number> = {};
    for (const role of roles)
      statuses[role] = (await (await as(role, 'ULCO')).post('/runs', { action: shared, parameters: host })).status;
    expect(statuses).toEqual({
      requester: 403,
      agent: 201,
      spoc: 201,
      engineer: 201,
      change_manager: 403,
      cab_member: 403,
      manager: 403,
      admin: 403,
      auditor: 403,
    });
  });

  it.each([
    ['__proto__', { ['__proto__x']: 1 }],
    ['what is no object', 'x'],
    ['a list', ['x']],
    ['an object in place of a value', { host: { toString: 'x' } }],
    ['a number in place of a text', { host: 1 }],
  ])('with nothing but values: %s is refused', async (_what, parameters) => {
    const agent = await as('agent', 'ULCO');
    expect([400, 422]).toContain((await agent.post('/runs', { action: shared, parameters })).status);
  });
});
