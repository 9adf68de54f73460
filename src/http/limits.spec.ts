import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { once } from 'node:events';
import { health, startProbe, type Probe } from './http.spec-support.js';

const PER_MINUTE = 40;
let probe: Probe;
beforeAll(async () => {
  probe = await startProbe({
    BODY_LIMIT_KB: '16',
    RATE_LIMIT_PER_MINUTE: String(PER_MINUTE),
    PUBLIC_URL: 'https://guichet.example',
  });
});
afterAll(() => probe.app.close());

const things = '/api/v1/things';
const as = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

it('refuses a body over the limit, announced or not', async () => {
  const body = JSON.stringify({ title: 'x'.repeat(20_000) });
  expect((await probe.post(things, body, as('big'))).json).toMatchObject({ status: 413, code: 'too_large' });
  const chunks = ReadableStream.from([Buffer.from(body)]);
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...as('big') },
    body: chunks,
    duplex: 'half',
  };
  expect((await probe.ask(things, init as RequestInit)).json).toMatchObject({ status: 413, code: 'too_large' });
});

it('limits each token by itself, also on routes that do not exist, and never the health', async () => {
  const path = '/api/v1/nowhere';
  for (let n = 0; n < PER_MINUTE; n++) expect((await probe.ask(path, { headers: as('busy') })).status).toBe(404);
  const over = await probe.ask(path, { headers: as('busy') });
  expect(over.json).toMatchObject({ status: 429, code: 'too_many', title: 'Too Many Requests' });
  expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(over.headers.get('content-type')).toContain('application/problem+json');
  expect((await probe.ask(path, { headers: as('calm') })).status).toBe(404);
  expect((await probe.ask('/health/live', { headers: as('busy') })).status).toBe(200);
});

it.each([
  ['nonsense instead of HTTP', 'HELLO\r\n\r\n', 400],
  ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('answers %s with a problem', async (_what, bytes, status) => {
  const { hostname, port } = new URL(probe.url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await once(socket, 'close');
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  expect(head).toContain(`HTTP/1.1 ${status} `);
  expect(head).toContain('Content-Type: application/problem+json');
  expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status });
});

it('serves no method but those of a route, and HEAD like GET without a body', async () => {
  for (const method of ['DELETE', 'OPTIONS', 'PUT']) {
    expect((await probe.ask(things, { method, headers: as('methods') })).json).toMatchObject({ status: 404 });
  }
  const head = await probe.ask(things, { method: 'HEAD', headers: as('methods') });
  expect({ status: head.status, text: head.text }).toEqual({ status: 200, text: '' });
});

describe('headers', () => {
  it('keep a page to itself, and to TLS where people come over TLS', async () => {
    const secure = (await probe.ask('/health/live')).headers;
    expect(secure.get('strict-transport-security')).toMatch(/^max-age=\d+/);
    expect(secure.get('content-security-policy')).toContain("default-src 'self';script-src 'self';");
    expect(secure.get('content-security-policy')).toContain('upgrade-insecure-requests');
    expect(secure.get('access-control-allow-origin')).toBeNull();
    expect(secure.get('cache-control')).toBe('no-store');
  });

  it.each(['short', 'has space', 'x'.repeat(65), 'line%0Abreak'])('never repeat the request id %j', async (id) => {
    const { headers } = await probe.ask('/health/live', { headers: { 'x-request-id': id } });
    expect(headers.get('x-request-id')).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
  });
});

describe('health', () => {
  it('is ready without what is only reported, not without what is required', async () => {
    health.mail = false;
    expect((await probe.ask('/health/ready')).json).toEqual({
      status: 'ready',
      checks: { database: 'up', mail: 'down' },
    });
    health.database = false;
    const down = await probe.ask('/health/ready');
    expect(down.status).toBe(503);
    expect(down.json).toEqual({ status: 'not_ready', checks: { database: 'down', mail: 'down' } });
    expect((await probe.ask('/health/live')).json).toEqual({ status: 'alive' });
  });

  it('has figures by route pattern', async () => {
    await probe.ask(`${things}/named/ULCO-2026-00042`, { headers: as('figures') });
    const { text, headers } = await probe.ask('/metrics', { headers: as('figures') });
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/v1/things/named/:reference",status="200"} 1',
    );
    expect(text).toContain('process_cpu_seconds_total');
    expect(text).not.toContain('ULCO');
  });
});

describe('the log', () => {
  const linesOf = (id: string) =>
    probe.logger.lines.filter((line) => line.includes(id)).map((line) => JSON.parse(line));

  it('has one line per request, without query, token or body', async () => {
    const { json } = await probe.post(
      `${things}?token=hunter2`,
      { title: 'hunter2' },
      { ...as('hunter2'), 'x-request-id': 'access-1' },
    );
    expect(json).toMatchObject({ title: 'hunter2', requestId: 'access-1' });
    const lines = linesOf('access-1');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'info', message: 'served', context: 'access', requestId: 'access-1' });
    expect(lines[0]).toMatchObject({ method: 'POST', route: things, path: things, status: 201 });
    expect(typeof lines[0].ms).toBe('number');
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it('tells a failure under the id of its request, and nothing of the row that was refused', async () => {
    const headers = { 'x-request-id': 'failing-1', ...as('failing') };
    for (const name of ['unique', 'badValue']) await probe.ask(`${things}/throw/${name}`, { headers });
    const failures = linesOf('failing-1').filter(({ level }) => level === 'error');
    expect(failures.map(({ sqlState }) => sqlState)).toEqual(['23505', '22P02']);
    expect(failures[0].error.message).toContain('person_email_key');
    expect(failures[1].error.stack).toMatch(/at /);
    expect(JSON.stringify(failures)).not.toMatch(/a@ulco|hunter2/);
  });

  it('tells no secret that stands in an address, whatever is asked of it', async () => {
    const headers = { 'x-request-id': 'address-1', ...as('address') };
    const secret = 'hunter2'.repeat(6);
    const asked: [string, string, number][] = [
      ['GET', `${secret}.ics`, 200],
      ['HEAD', `${secret}.ics`, 200],
      ['GET', `failing${secret}.ics`, 500],
      ['GET', `${secret}.ics/`, 404],
      ['GET', `${secret}.ics/more`, 404],
      ['GET', secret, 404],
      ['GET', `${secret}%zz.ics`, 404],
      ['GET', `${secret.repeat(5)}.ics`, 404],
      ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'].map((method): [string, string, number] => [
        method,
        `${secret}.ics`,
        404,
      ]),
    ];
    for (const [method, path, status] of asked) {
      const answer = await probe.ask(`${things}/feeds/${path}`, { method, headers });
      expect([method, path, answer.status]).toEqual([method, path, status]);
    }
    const lines = probe.logger.lines.filter((line) => JSON.stringify(line).includes('/feeds/'));
    expect(lines.length).toBeGreaterThan(8);
    expect(JSON.stringify(probe.logger.lines)).not.toContain(secret);
  });

  it('hides fields by name, at any depth', () => {
    probe.logger.log('x', { deep: { Password: 'hunter2', accessToken: 'hunter2', kept: 'yes' } }, 'secrets-1');
    expect(linesOf('secrets-1')).toMatchObject([
      { deep: { Password: '[REDACTED]', accessToken: '[REDACTED]', kept: 'yes' } },
    ]);
  });
});
