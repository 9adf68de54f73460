import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startProbe, type Probe } from './http.spec-support.js';

let probe: Probe;
beforeAll(async () => {
  probe = await startProbe();
});
afterAll(() => probe.app.close());

const things = '/api/v1/things';

async function errorsOf(answer: ReturnType<Probe['ask']>): Promise<string[]> {
  const { status, json } = await answer;
  expect({ status, code: json.code }).toEqual({ status: 400, code: 'invalid_input' });
  return json.errors.map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`);
}

it('asks for no TLS where people come without', async () => {
  const { headers } = await probe.ask('/health/live');
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  expect(headers.get('strict-transport-security')).toBeNull();
});

describe('a problem', () => {
  it('has the members of RFC 9457 and the id of the request', async () => {
    const { status, headers, json } = await probe.ask(`${things}/throw/conflict?a=1`, {
      headers: { 'x-request-id': 'from-outside' },
    });
    expect(status).toBe(409);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('x-request-id')).toBe('from-outside');
    expect(json).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'It is closed.',
      code: 'not_open',
      moves: ['reopen'],
      instance: `${things}/throw/conflict`,
      requestId: 'from-outside',
    });
  });

  it.each([
    ['an unknown route', '/nowhere'],
    ['an unknown route of the API', '/api/v1/nowhere'],
    ['what is behind the wall', `${things}/throw/absent`],
    ['an exception of Nest', `${things}/throw/nest`],
    ['a malformed reference', `${things}/named/ulco-1`],
    ['a malformed id', `${things}/identified/42`],
    ['an ordinal out of range', `${things}/numbered/32768`],
    ['a NUL in the path', `${things}/throw/%00`],
    ['a path that is not UTF-8', `${things}/named/%FF`],
    ['a path that is no encoding at all', `${things}/named/%`],
    ['a name of inhuman length', `${things}/named/${'A'.repeat(500)}`],
  ])('of %s reads as every other 404', async (_what, path) => {
    const { status, headers, json } = await probe.ask(path);
    const { instance, requestId, ...rest } = json;
    expect({ status, type: headers.get('content-type') }).toEqual({
      status: 404,
      type: 'application/problem+json; charset=utf-8',
    });
    expect(instance).toBe(path);
    expect(requestId).toBe(headers.get('x-request-id'));
    expect(rest).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is nothing here for you.',
      code: 'not_found',
    });
  });

  it.each([
    ['surprise', 500, 'internal_error', null],
    ['text', 500, 'internal_error', null],
    ['unique', 500, 'internal_error', null],
    ['badValue', 500, 'internal_error', null],
    ['teapot', 418, 'refused', null],
    ['deadlock', 409, 'try_again', '1'],
    ['starting', 503, 'unavailable', '2'],
    ['refused', 503, 'unavailable', '2'],
    ['terminated', 503, 'unavailable', '2'],
    ['busy', 503, 'busy', '7'],
    ['signIn', 401, 'signed_out', null],
  ])('for %s is %i %s', async (name, status, code, retryAfter) => {
    const answer = await probe.ask(`${things}/throw/${name}`);
    expect(answer.json).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
    expect(answer.headers.get('etag')).toBeNull();
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
    expect(answer.text).not.toMatch(/hunter2|constraint|email|stack|quotes|thrown/);
  });
});

describe('a body', () => {
  it.each([
    ['{"title":', 'malformed_json'],
    ['{"title":"x"} trailing', 'malformed_json'],
    ['{"title":01}', 'malformed_json'],
  ])('that is %s is refused', async (body, code) => {
    expect((await probe.post(things, body)).json).toMatchObject({ status: 400, code });
  });

  it('that is not UTF-8 is refused', async () => {
    const body = Buffer.from([...Buffer.from('{"title":"'), 0xff, ...Buffer.from('"}')]);
    const answer = await probe.ask(things, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(answer.json).toMatchObject({ status: 400, code: 'malformed_json' });
  });

  it.each(['[{"title":"x"}]', 'null', '"x"', '3'])('that is %s is refused: it must be an object', async (body) => {
    expect(await errorsOf(probe.post(things, body))).toEqual([' is_object']);
  });

  it('that is empty counts as none', async () => {
    expect(await errorsOf(probe.post(things, ''))).toEqual(['/title required']);
    expect((await probe.post(`${things}/move`, '')).status).toBe(201);
  });

  it('must be JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'nonsense']) {
      const answer = await probe.post(things, 'title=x', { 'content-type': type });
      expect(answer.json).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    }
  });

  it('says each wrong place by its pointer, and none of the values', async () => {
    const answer = await probe.post(things, {
      size: 'secret-1',
      nope: 'secret-2',
      'a/b~c': 'secret-3',
      schedule: { weekly: { mon: ['08:00', { secret: 4 }] }, until: 'secret-5' },
    });
    expect(answer.text).not.toContain('secret');
    expect(await errorsOf(Promise.resolve(answer))).toEqual([
      '/nope unknown_field',
      '/a~1b~0c unknown_field',
      '/title required',
      '/size is_int',
      '/schedule/until unknown_field',
      '/schedule/weekly/mon is_string',
    ]);
  });

  it('says every rule that a mistyped field breaks', async () => {
    expect(await errorsOf(probe.post(things, { title: '' }))).toEqual(['/title is_length']);
    expect(await errorsOf(probe.post(things, { title: 7 }))).toEqual(['/title is_length', '/title is_string']);
    expect(await errorsOf(probe.post(things, { title: 'x', schedule: 'y' }))).toEqual(['/schedule nested_validation']);
  });

  it('cannot smuggle a name that every object answers to', async () => {
    const body = '{"title":"x","__proto__":{"size":1},"constructor":{"prototype":{}},"toString":1,"hasOwnProperty":1}';
    expect(await errorsOf(probe.post(things, body))).toEqual([
      '/hasOwnProperty unknown_field',
      '/toString unknown_field',
      '/constructor unknown_field',
      '/__proto__ unknown_field',
    ]);
  });

  it('keeps its errors few and short, whatever was sent', async () => {
    const names = Array.from({ length: 2000 }, (_, n) => [`${'n'.repeat(300)}${n}`, n]);
    const { json, text } = await probe.post(things, Object.fromEntries(names));
    expect(json.errors).toHaveLength(50);
    expect(text.length).toBeLessThan(15_000);
  });

  it('may not be nested without end', async () => {
    const deep = `{"title":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const { json } = await probe.post(things, deep);
    expect(json.errors).toEqual([
      { pointer: `/title${'/0'.repeat(31)}`, code: 'too_deep', message: 'is nested too deeply' },
    ]);
  });

  it('where none is taken may hold nothing', async () => {
    expect(await errorsOf(probe.post(`${things}/move`, { a: 1 }))).toEqual(['/a unknown_field']);
  });
});

describe('text that cannot be stored', () => {
  it.each([
    ['a NUL', String.raw`{"title":"a\u0000b"}`, '/title'],
    ['the first half of a pair', String.raw`{"title":"\ud83d"}`, '/title'],
    ['the second half of a pair', String.raw`{"title":"\ude00"}`, '/title'],
    [
      'a NUL below',
      String.raw`{"title":"x","schedule":{"weekly":{"mon":["08:00","\u0000"]}}}`,
      '/schedule/weekly/mon/1',
    ],
    ['a NUL in a name', String.raw`{"title":"x","schedule":{"\u0000":1}}`, '/schedule'],
  ])('as %s is refused with its place', async (_what, body, pointer) => {
    expect(await errorsOf(probe.post(things, body))).toEqual([`${pointer} unstorable_text`]);
  });

  it('is refused in the query too', async () => {
    expect(await errorsOf(probe.ask(`${things}?cursor=a%00`))).toEqual(['/cursor unstorable_text']);
  });

  it('is not confused with a whole pair', async () => {
    expect((await probe.post(things, { title: '😀 été' })).json).toMatchObject({ title: '😀 été' });
  });
});

describe('a list', () => {
  it('has 50 items unless told, and goes on after its cursor', async () => {
    const first = (await probe.ask(things)).json;
    expect(first.items).toHaveLength(50);
    const next = (await probe.ask(`${things}?limit=2&cursor=${first.nextCursor}`)).json;
    expect(next.items).toEqual([50, 51]);
  });

  it.each(['0', '101', '-1', '1.5', '1e1', 'all', '', '5&limit=6', '0x10'])('does not take limit=%s', async (limit) => {
    const errors = await errorsOf(probe.ask(`${things}?limit=${limit}`));
    expect(errors.every((error) => error.startsWith('/limit '))).toBe(true);
  });

  it('takes 1 and 100', async () => {
    for (const limit of [1, 100]) expect((await probe.ask(`${things}?limit=${limit}`)).json.items).toHaveLength(limit);
  });

  it.each([
    ['no cursor at all', '!!!'],
    ['not JSON', Buffer.from('{').toString('base64url')],
    ['of another list', Buffer.from('["x"]').toString('base64url')],
  ])('does not take a cursor that is %s', async (_what, cursor) => {
    const { json } = await probe.ask(`${things}?cursor=${encodeURIComponent(cursor)}`);
    expect(json).toMatchObject({ status: 400, code: 'bad_cursor' });
  });

  it('does not take an unknown parameter', async () => {
    expect(await errorsOf(probe.ask(`${things}?state=new&__proto__=1`))).toEqual(['/__proto__ unknown_field']);
    expect(await errorsOf(probe.ask(`${things}?state=new`))).toEqual(['/state unknown_field']);
  });
});

describe('If-Match', () => {
  const move = (ifMatch?: string) =>
    probe.post(`${things}/move`, '', ifMatch === undefined ? {} : { 'if-match': ifMatch });
  const patch = (ifMatch?: string) =>
    probe.ask(`${things}/one`, { method: 'PATCH', ...(ifMatch !== undefined && { headers: { 'if-match': ifMatch } }) });

  it('on a move may be left out', async () => {
    expect((await move()).json).toEqual({ version: null });
    expect((await move('"3"')).json).toEqual({ version: 3 });
    expect((await move('*')).json).toEqual({ version: null });
  });

  it.each(['3', 'W/"3"', '"3", "4"', '"three"', '""', '"-1"', '"12345678901"'])(
    'is refused when it is %s',
    async (given) => {
      expect((await move(given)).json).toMatchObject({ status: 400, code: 'bad_if_match' });
    },
  );

  it('on a change is needed, and must be the version there is', async () => {
    expect((await patch()).json).toMatchObject({ status: 428, code: 'if_match_required' });
    expect((await patch('"2"')).json).toMatchObject({ status: 412, code: 'stale' });
    const answer = await patch('"3"');
    expect(answer.json).toEqual({ expected: 3 });
    expect(answer.headers.get('etag')).toBe('"3"');
  });
});
