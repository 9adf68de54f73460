import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { operationsOf, someId, told, type Operation } from './operations.js';
import { bodiesOfTheCatalogue } from './actions.js';
import { watchStatements, type Statements } from './statements.js';

// What an institution keeps of its catalogue to itself, by every route: a draft, a run, an improvement.

let guichet: TestApp;
let operations: Operation[];
let engineer: Browser;
let action: string, run: string, improvement: string;

beforeAll(async () => {
  guichet = await startTestApp();
  operations = await operationsOf(guichet.anybody.url);
  engineer = await guichet.as('engineer.fun');
  action = await made('/actions', bodiesOfTheCatalogue['POST /actions'], 'reference');
  run = await made('/runs', { action }, 'id');
  const problem = await made('/problems', { service: 'FUNCAMPUS', title: 'Une cause' }, 'reference');
  const owner = (await engineer.get('/me')).body.id as string;
  const promise = { ...(bodiesOfTheCatalogue['POST /improvements'] as object), problem, owner };
  improvement = await made('/improvements', promise, 'reference');
});
afterAll(() => guichet.close());

async function made(path: string, body: unknown, field: string): Promise<string> {
  const answer = await engineer.post(path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body[field] as string;
}

interface Thing {
  what: string;
  prefix: string;
  one: () => string;
  absent: string;
  from: RegExp;
}
const things: Thing[] = [
  {
    what: 'a draft',
    prefix: '/actions/{action}',
    one: () => action,
    absent: 'ACT-FUN-2026-99999',
    from: /from action a/,
  },
  { what: 'a run', prefix: '/runs/{id}', one: () => run, absent: someId, from: /from run r/ },
  {
    what: 'an improvement',
    prefix: '/improvements/{improvement}',
    one: () => improvement,
    absent: 'IMP-FUN-2026-99999',
    from: /from improvement i/,
  },
];
const others = ['spoc.ulco', 'manager.ulco', 'engineer.ulorraine', 'change-manager.uphf', 'auditor.ulco'];
/** Level 1 of the same institution is on the other side; it reads the actions of its own house, drafts too. */
const strangersTo: Record<string, string[]> = {
  'a draft': others,
  'a run': [...others, 'spoc.fun'],
  'an improvement': [...others, 'spoc.fun'],
};

describe.each(things)('$what of FUN', ({ what, prefix, one, absent, from }) => {
  const strangers = strangersTo[what] ?? [];
  const routes = () => operations.filter(({ template }) => template.startsWith(prefix));
  const ask = (who: Browser, { method, template, body }: Operation, thing: string) =>
    who.send(
      method,
      template
        .replace(prefix, `/${prefix.split('/')[1] ?? ''}/${thing}`)
        .replace('{n}', '1')
        .replace('{id}', someId)
        .replace('{evidenceId}', someId)
        .replace(/\/difference$/, '/difference?from=1&to=1'),
      body,
      { 'if-match': '"1"' },
    );

  it.each(strangers)('is to %s like one that does not exist, by the same statements', async (name) => {
    const who = await guichet.as(name);
    const statements: Statements = await watchStatements('guichet api');
    try {
      for (const route of routes()) {
        const foreign = await ask(who, route, one());
        // whoever has no role for it at all is told so of either
        expect([route.name, foreign.status, foreign.body.code]).toEqual([
          route.name,
          foreign.status === 403 ? 403 : 404,
          foreign.status === 403 ? 'forbidden' : 'not_found',
        ]);
        expect([route.name, told(await ask(who, route, absent))]).toEqual([route.name, told(foreign)]);
        const ofForeign = await statements.of(() => ask(who, route, one()));
        expect([route.name, await statements.of(() => ask(who, route, absent))]).toEqual([route.name, ofForeign]);
        if (foreign.status === 404) expect(ofForeign.join()).toMatch(from);
      }
    } finally {
      statements.end();
    }
  });

  it('is what it is to those who work on it: the same requests are answered', async () => {
    const named = /\{(id|evidenceId)\}/;
    // of what a route names further there is none
    for (const route of routes().filter(({ template }) => !named.test(template.replace(prefix, ''))))
      expect([route.name, (await ask(engineer, route, one())).status]).not.toEqual([route.name, 404]);
  });

  it('is in no list of anybody else', async () => {
    for (const name of strangers) {
      const { status, body } = await (await guichet.as(name)).get(`/${prefix.split('/')[1] ?? ''}`);
      if (status !== 200) continue;
      expect([name, JSON.stringify(body).includes(one())]).toEqual([name, false]);
    }
    expect(JSON.stringify((await engineer.get(`/${prefix.split('/')[1] ?? ''}`)).body)).toContain(one());
  });
});
