import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from '../support/browser.js';
import { belongings, type Belonging } from './belongings.js';
import { operationsOf, someId, told, type Operation } from './operations.js';
import { openWorld, roles, accountOf, type World } from './world.js';

/**
 * Everything that belongs to somebody and is named in a path, for every role of institutions that it does not concern: what
 * is foreign and what is absent get one answer, from the same statements in the same order; and the same request by whose it
 * is, is carried out. A 404 would say nothing if it came to everybody.
 */
let world: World;
let operations: Operation[];

beforeAll(async () => {
  world = await openWorld();
  operations = await operationsOf(world.guichet.anybody.url);
});
afterAll(() => world.close());

/** Of the program's own lists: a path that names something is in one of these, or shown by the file behind it. */
const elsewhere: Record<string, string> = {
  '/tickets/{reference}': 'visibility.spec.ts',
  '/actions/{action}': 'actions.spec.ts',
  '/runs/{id}': 'actions.spec.ts, runs.spec.ts',
  '/improvements/{improvement}': 'actions.spec.ts',
  '/changes/{change}': 'changes.spec.ts',
  // everybody knows the services; what is inside is asked for by those who run them
  '/services/{code}': 'catalogue.db.spec.ts; coverage.db.spec.ts, change-board.spec.ts',
  // known to the staff of everybody, taken back by those who run the service
  '/services/{code}/dependencies/{id}': 'test/journeys/change-standing.spec.ts',
  // nobody signs in for these: the path is the secret
  '/calendar/{secret}.ics': 'test/journeys/freezes.spec.ts',
  '/decide/{token}': 'test/journeys/deciding-by-mail.spec.ts',
  '/password/{token}': 'test/journeys/leaver.spec.ts',
  // what came from outside, and whose it is nobody knows yet
  '/mail/quarantine/{id}': 'test/journeys/hostile-mail.spec.ts',
  '/mail/suppressions/{id}': 'test/journeys/hostile-mail.spec.ts',
};

/** The longest prefix that it begins with. */
function whose({ template }: Operation): string | undefined {
  return [...belongings.map(({ prefix }) => prefix), ...Object.keys(elsewhere)]
    .filter((prefix) => template === prefix || template.startsWith(`${prefix}/`))
    .sort((a, b) => b.length - a.length)[0];
}
const routesOf = (prefix: string) => operations.filter((one) => whose(one) === prefix);
const rest = ({ method, template }: Operation, prefix: string) => `${method} ${template.slice(prefix.length)}`;

/** Asks for one thing, as the operation does. */
const ask = (who: Browser, one: Operation, prefix: string, path: string, headers: Record<string, string>) =>
  who.send(
    one.method,
    `${path}${one.template
      .slice(prefix.length)
      .replace('{n}', '1')
      .replace('{month}', '2026-01')
      .replace('{date}', '2030-01-07')
      .replace(/\{\w*[iI]d\}/, someId)}`,
    one.body,
    headers,
  );

it('knows whose everything is that a path names', () => {
  const named = operations.filter(({ template }) => template.includes('{'));
  expect(named.filter((one) => whose(one) === undefined).map(({ name }) => name)).toEqual([]);
  expect(belongings.filter(({ prefix }) => routesOf(prefix).length === 0).map(({ prefix }) => prefix)).toEqual([]);
});

describe.each(belongings)('$prefix', (thing: Belonging) => {
  const { prefix, make, absent, homes, colleagues = [], strangers = ['UPHF', 'ULORRAINE'], otherwise = {} } = thing;

  it('is to strangers like what does not exist, by the same statements', async () => {
    const path = await make(world);
    const accounts = [...strangers.flatMap((code) => roles.map((role) => accountOf(role, code))), ...colleagues];
    const notThere = new Set<string>();
    for (const name of accounts) {
      const who = await world.as(name);
      for (const one of routesOf(prefix)) {
        const headers = { 'if-match': '"1"' };
        let foreign: object = {};
        let nothing: object = {};
        const ofForeign = await world.statements.of(async () => {
          foreign = told(await ask(who, one, prefix, path, headers));
        });
        const ofAbsent = await world.statements.of(async () => {
          nothing = told(await ask(who, one, prefix, absent, headers));
        });
        const { status } = foreign as { status: number };
        expect([name, one.name, [403, 404].includes(status), foreign]).toEqual([name, one.name, true, nothing]);
        expect([name, one.name, ofForeign]).toEqual([name, one.name, ofAbsent]);
        if (status === 404) notThere.add(one.name);
      }
    }
    // to somebody who has the role for it, it is not there; to the others no role of theirs would do
    expect([...notThere].sort()).toEqual(
      routesOf(prefix)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('is carried out for those whose it is', async () => {
    const answers: Record<string, number> = {};
    const expected: Record<string, number | 'carried out'> = {};
    for (const one of routesOf(prefix)) {
      const path = await make(world);
      let status = 403;
      for (const name of homes) {
        const who = await world.as(name);
        const { headers } = await who.get(path).catch(() => ({ headers: new Headers() }));
        const answer = await ask(who, one, prefix, path, { 'if-match': headers.get('etag') ?? '"1"' });
        // who may not is asked in vain; one of them may
        if (answer.status !== 403) ({ status } = answer);
        if (status !== 403 && status !== 404) break;
      }
      const key = rest(one, prefix);
      answers[key] = status;
      expected[key] = otherwise[key] ?? (status >= 200 && status < 300 ? status : 'carried out');
    }
    expect(answers).toEqual(expected);
  });
});
