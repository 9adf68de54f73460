import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSWORD, startTestApp, type TestApp } from '../support/app.js';
import { open, operationsOf, openTicket, told, type Operation } from './operations.js';

let guichet: TestApp;
let operations: Operation[];
let reference: string;

beforeAll(async () => {
  guichet = await startTestApp();
  operations = await operationsOf(guichet.anybody.url);
  reference = await openTicket(await guichet.as('requester.ulco'));
});
afterAll(() => guichet.close());

const closed = () => operations.filter(({ name }) => !open.includes(name));

async function tokenOf(account: string): Promise<string> {
  const email = `${account}@guichet.example`;
  const { body } = await guichet.anybody.post<{ accessToken: string }>('/auth/login', { email, password: PASSWORD });
  return body.accessToken;
}

/** Asks every operation that is not open with this Authorization; what they answer, each answer once. */
async function answers(authorization: string | undefined): Promise<object[]> {
  const said = new Map<string, object>();
  for (const { method, pathFor, body, headers } of closed()) {
    const answer = await guichet.anybody.send(method, pathFor(reference), body, {
      ...headers,
      ...(authorization === undefined ? {} : { authorization }),
    });
    said.set(JSON.stringify(told(answer)), told(answer));
  }
  return [...said.values()];
}

const unauthenticated = {
  status: 401,
  rest: {
    instance: '',
    requestId: '',
    type: 'about:blank',
    title: 'Unauthorized',
    status: 401,
    code: 'unauthenticated',
    detail: 'Sign in to do this.',
  },
  headers: expect.arrayContaining([
    'content-type: application/problem+json; charset=utf-8',
    'www-authenticate: Bearer',
    'cache-control: no-store',
  ]),
};

describe('an operation without sign-in', () => {
  it('is one of those that are meant to be', async () => {
    expect(operations.length).toBeGreaterThan(40);
    const names = operations.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(open));
    // the document says the same as the routes do
    const { paths } = (await (await fetch(`${guichet.anybody.url}/api/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { security?: unknown[] }>>;
    };
    const without = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, operation]) => operation.security?.length === 0)
        .map(([method]) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    );
    expect(without.sort()).toEqual([...open].sort());
  });

  it('is any other: 401, always the same, before anything else is looked at', async () => {
    expect(await answers(undefined)).toEqual([unauthenticated]);
  });

  const garbage = {
    empty: '',
    'a scheme alone': 'Bearer',
    'a scheme and a space': 'Bearer ',
    'one letter': 'Bearer x',
    'the word null': 'Bearer null',
    'a password': `Basic ${Buffer.from('spoc.ulco@guichet.example:x').toString('base64')}`,
    'a token nobody was given': `Bearer ${'a'.repeat(43)}`,
    'a token without end': `Bearer ${'A'.repeat(4000)}`,
    'a quote': `Bearer ' or '1'='1`,
    'an escaped NUL': 'Bearer %00',
    'an unsigned JWT': 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.',
  };
  it.each(Object.entries(garbage))('is 401 with garbage in Authorization: %s', async (_what, authorization) => {
    expect(await answers(authorization)).toEqual([unauthenticated]);
  });

  it('is 401 with a token in another place or another form', async () => {
    const token = await tokenOf('spoc.ulco');
    expect(await answers(`Token ${token}`)).toEqual([unauthenticated]);
    expect(await answers(token)).toEqual([unauthenticated]);
    expect(await answers(`Bearer ${token}x`)).toEqual([unauthenticated]);
    expect(await answers(`Bearer ${token.toUpperCase()}`)).toEqual([unauthenticated]);
    const headers = { cookie: `token=${token}; access_token=${token}`, 'x-access-token': token };
    expect((await guichet.anybody.get(`/tickets/${reference}`, headers)).status).toBe(401);
    expect((await guichet.anybody.get(`/tickets?access_token=${token}`)).status).toBe(401);
  });
});

describe('a token', () => {
  it('is 401 everywhere at once when its session was ended, and the others of that person are not', async () => {
    const [ended, other] = [await tokenOf('spoc.ulco'), await tokenOf('spoc.ulco')];
    const { status } = await guichet.anybody.post('/auth/logout', undefined, { authorization: `Bearer ${ended}` });
    expect(status).toBe(204);
    expect(await answers(`Bearer ${ended}`)).toEqual([unauthenticated]);
    expect((await guichet.anybody.get('/me', { authorization: `Bearer ${other}` })).status).toBe(200);
  });

  it('is 401 everywhere from the millisecond at which it ends', async () => {
    const token = await tokenOf('spoc.ulco');
    const me = () => guichet.anybody.get('/me', { authorization: `Bearer ${token}` });
    guichet.clock.advance(12 * 3_600_000 - 1);
    expect((await me()).status).toBe(200);
    guichet.clock.advance(1);
    expect((await me()).status).toBe(401);
    expect(await answers(`Bearer ${token}`)).toEqual([unauthenticated]);
  });
});
