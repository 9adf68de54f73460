import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Browser } from '../../support/browser.js';
import { bodies, openTicket, operationsOf, type Operation } from '../operations.js';
import { watchStatements, type Statements } from '../statements.js';
import { everyRoleAt } from './everybody.js';

// What is asked of lists, searches and counts: by names and values that are SQL, by more than anybody needs, and by
// whoever counts what they may not see.

interface Parameter {
  name: string;
  in: string;
}
type Paths = Record<string, Record<string, { parameters?: Parameter[] }>>;

let guichet: TestApp;
let operations: Operation[];
let paths: Paths;
let reference: string;
let spoc: Browser;
let statements: Statements;

beforeAll(async () => {
  guichet = await startTestApp();
  operations = await operationsOf(guichet.anybody.url);
  paths = ((await (await fetch(`${guichet.anybody.url}/api/v1/openapi.json`)).json()) as { paths: Paths }).paths;
  spoc = await everyRoleAt(guichet, 'ULCO');
  reference = await openTicket(spoc);
  statements = await watchStatements('guichet api');
});
afterAll(async () => {
  statements.end();
  await guichet.close();
});

const gets = () => operations.filter(({ method, name }) => method === 'GET' && !/live|demo|health|decide/.test(name));
const queryOf = ({ template }: Operation): string[] =>
  (paths[`/api/v1${template}`]?.['get']?.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
/** Asked as it stands: what comes back may be anything that is no failure, and what was sent is in no statement. */
async function isOnlyData(path: string, mark: string): Promise<string | undefined> {
  let status = 0;
  const sent = await statements.of(async () => {
    status = (await spoc.raw(path, { redirect: 'manual' })).status;
  });
  const inside = sent.find((text) => text.includes(mark));
  return status >= 500 || inside !== undefined ? `${String(status)} ${path} ${inside ?? ''}` : undefined;
}

const MARK = 'zqx';
const injections = [`${MARK}' or '1'='1`, `id desc; drop table ticket; -- ${MARK}`, `"${MARK}"->>'a'`];

describe('SQL injection through sort, filter and operator names, as an order field that is put into the statement', () => {
  it('a value of each parameter of each list is a value and nothing else', async () => {
    const flaws: (string | undefined)[] = [];
    let asked = 0;
    for (const one of gets())
      for (const name of queryOf(one))
        for (const text of injections) {
          asked += 1;
          flaws.push(await isOnlyData(`${one.pathFor(reference)}?${name}=${encodeURIComponent(text)}`, MARK));
        }
    expect(flaws.filter(Boolean)).toEqual([]);
    expect(asked).toBeGreaterThan(300);
  });

  it('a name of a parameter, or of an operator on it, is refused unless it is known', async () => {
    const names = [
      `state[$ne]`,
      `state[or][0]`,
      `state'${MARK}`,
      `sort[${MARK}]`,
      `filter[${MARK}]`,
      `$where`,
      `_${MARK}`,
    ];
    for (const one of gets().filter(({ template }) =>
      /^\/(tickets|changes|problems|actions|views|runs)$/.test(template),
    ))
      for (const name of names) {
        const path = `${one.pathFor(reference)}?${encodeURIComponent(name)}=1`;
        expect([path, (await spoc.raw(path)).status]).toEqual([path, 400]);
        expect(await isOnlyData(path, MARK)).toBeUndefined();
      }
  });

  it('a name in a path names a thing that is not there', async () => {
    const flaws: (string | undefined)[] = [];
    for (const one of gets().filter(({ template }) => template.includes('{'))) {
      for (const text of injections.slice(0, 2)) {
        const path = one.template.replaceAll(/\{\w+\}/g, encodeURIComponent(text));
        flaws.push(await isOnlyData(path, MARK));
      }
    }
    expect(flaws.filter(Boolean)).toEqual([]);
  });

  it('a filter that is kept for later is held to the same names, also when it is sorted or counted', async () => {
    for (const body of [
      { name: 'Une vue', filter: { [`state' or ${MARK}`]: 'new' } },
      { name: 'Une vue', filter: { state: `new') or (${MARK}` } },
      { name: 'Une vue', filter: { state: 'new' }, sort: `title; ${MARK}` },
    ]) {
      const sent = await statements.of(async () => {
        const { status } = await spoc.post('/views', body);
        expect([body, status >= 400 && status < 500]).toEqual([body, true]);
      });
      expect(sent.join()).not.toContain(MARK);
    }
    const kept = await spoc.post('/views', { name: 'Une vue', filter: { q: `${MARK}' | !(a` } });
    expect(kept.status).toBe(201);
    expect(await isOnlyData(`/views/${kept.body.id as string}/tickets`, MARK)).toBeUndefined();
    expect(await isOnlyData('/views/counts', MARK)).toBeUndefined();
  });
});

describe('resource exhaustion: a question that costs more than it may, as a page of a million rows', () => {
  it('a page is at most a hundred, wherever there are pages', async () => {
    const paged = gets().filter((one) => queryOf(one).includes('limit') && !one.template.includes('{'));
    expect(paged.length).toBeGreaterThan(20);
    for (const one of paged) {
      const statuses = [101, 1_000_000, '9'.repeat(400)].map(
        async (limit) => (await spoc.raw(`${one.template}?limit=${String(limit)}`)).status,
      );
      expect([one.name, await Promise.all(statuses)]).toEqual([one.name, [400, 400, 400]]);
    }
  });

  it('thousands of parameters, or one a thousand times, are refused before a statement is sent', async () => {
    const many = Array.from({ length: 1500 }, (_, n) => `p${String(n)}=1`).join('&');
    const same = Array.from({ length: 1500 }, () => 'state=new').join('&');
    for (const query of [many, same]) {
      const sent = await statements.of(async () => {
        expect((await spoc.raw(`/tickets?${query}`)).status).toBe(400);
      });
      expect(sent.filter((text) => text.includes('from ticket'))).toEqual([]);
    }
  });

  it.each([201, 14_000])('an id of %i characters names nothing', async (length) => {
    for (const one of gets().filter(({ template }) => /\{/.test(template))) {
      const path = one.template.replaceAll(/\{\w+\}/g, 'x'.repeat(length));
      const { status } = await spoc.raw(path);
      expect([one.name, [404, 414, 431].includes(status)]).toEqual([one.name, true]);
    }
  });

  // counted in the processor's time of this process, in which the program runs: an expression that backtracks takes minutes
  const evil = [
    `${' '.repeat(50_000)}x`,
    `${'a'.repeat(50_000)}!`,
    '(['.repeat(25_000),
    'a@'.repeat(25_000),
    `${'1.'.repeat(25_000)}x`,
    '`*_'.repeat(17_000),
  ];
  it.each([0, 1, 2])('regular expressions that backtrack, at each text of each body (%i)', async (turn) => {
    const slow: unknown[] = [];
    for (const one of operations.filter(({ body, name }) => isJson(body) && !name.includes('/auth/'))) {
      const began = process.cpuUsage();
      const body = withTexts(one.body, evil.slice(2 * turn, 2 * turn + 2));
      const headers = { 'content-type': 'application/json', ...one.headers };
      const init = { method: one.method, headers, body: JSON.stringify(body) };
      const { status } = await spoc.raw(one.pathFor(reference), init);
      const { user } = process.cpuUsage(began);
      if (status >= 500 || user > 2_000_000) slow.push([one.name, status, user]);
    }
    expect(slow).toEqual([]);
  });
});

const isJson = (body: unknown) => typeof body === 'object' && body !== null && !(body instanceof FormData);

/** The same, with these by turns in place of each text: at most ten of them, so that the body stays within its limit. */
function withTexts(body: unknown, texts: string[]): unknown {
  let placed = 0;
  return JSON.parse(JSON.stringify(body), (_name, value: unknown) =>
    typeof value === 'string' && placed < 10 ? texts[(placed += 1) % texts.length] : value,
  );
}

describe('counting oracle: a list, count or suggestion that tells how much there is of others, as a badge of unread tickets', () => {
  it('answers to an institution what it answered before, whatever another one has done meanwhile', async () => {
    const who = await everyRoleAt(guichet, 'UPHF');
    const questions = gets()
      .filter(({ template }) => !template.includes('{'))
      .flatMap((one) => [
        one.template,
        ...(queryOf(one).includes('q') ? [`${one.template}?q=ornithorynque`] : []),
        ...(queryOf(one).includes('institution') ? [`${one.template}?institution=ULCO`] : []),
        ...(queryOf(one).includes('service') ? [`${one.template}?service=FUNCAMPUS`] : []),
      ]);
    const answers = async () => {
      const all: Record<string, unknown> = {};
      for (const path of questions) {
        const answer = await who.raw(path);
        const text = (await answer.text()).replace(/"requestId":"[^"]*"/, '');
        all[path] = [answer.status, answer.headers.get('etag'), text];
      }
      return all;
    };
    const before = await answers();
    const answered = Object.values(before).filter((one) => (one as [number])[0] === 200);
    expect(answered.length).toBeGreaterThan(30);
    const requester = await guichet.as('requester.ulco');
    for (let n = 0; n < 3; n += 1) {
      const ticket = `/tickets/${await openTicket(requester, { title: `Un ornithorynque ${String(n)}` })}`;
      await spoc.post(`${ticket}/take`);
      await spoc.post(`${ticket}/messages`, { body: 'Un ornithorynque', audience: 'internal' });
      await spoc.post(`${ticket}/escalate`, { function: 'support', summary: 'Un ornithorynque' });
    }
    await spoc.post('/ticket-templates', bodies['POST /ticket-templates']);
    await spoc.post('/canned-answers', bodies['POST /canned-answers']);
    await spoc.post('/views', { name: 'Une autre vue', filter: { state: 'new' } });
    expect(await answers()).toEqual(before);
    // and the next number is one's own
    const references = [await openTicket(who), await openTicket(who)].map((one) => Number(one.slice(-5)));
    expect(references).toEqual([1, 2]);
  });
});
