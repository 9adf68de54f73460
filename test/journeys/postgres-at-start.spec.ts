import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { TestServer } from '../../src/database/index.js';
import { freePort } from '../support/redis-server.js';

// A database that cannot be used is told to whoever starts the program, or types a command, as what it is.

const { adminUrl: url } = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? 'null') as TestServer;

/** What is said by what must fail, and its exit status; with one address for everybody. */
function said(address: string, ...words: string[]): Promise<{ status: unknown; said: string }> {
  const names = ['OWNER', 'API', 'WORKER', 'JOBS', 'MAINTENANCE'];
  const env = {
    PATH: process.env['PATH'],
    SECRET_KEY: 'a key for starts that must all fail',
    DEMO: 'off',
    PORT: '0',
    ...Object.fromEntries(names.map((name) => [`DATABASE_${name}_URL`, address])),
  };
  return new Promise((resolve) => {
    const [first = 'main.js', ...rest] = words;
    execFile(process.execPath, [`dist/src/${first}`, ...rest], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ status: error?.code, said: stdout + stderr });
    });
  });
}

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

/** Something that listens, and answers whatever it is told with these bytes: those of a message each. */
async function pretending(...answers: Buffer[]): Promise<string> {
  const server = createServer((socket) => {
    let asked = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      const answer = answers[asked];
      asked += 1;
      if (answer) socket.write(answer);
    });
  }).listen(0, '127.0.0.1');
  opened.push(server);
  await once(server, 'listening');
  return `127.0.0.1:${String((server.address() as { port: number }).port)}`;
}

/** A message of PostgreSQL's protocol: its letter, its length, and what it says. */
function message(letter: string, ...parts: (string | number[])[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : Buffer.from(part))),
  );
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(letter), length, body]);
}
const isReady = message('Z', [0x49]);
const column = [0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0];
const old = [
  Buffer.concat([message('R', [0, 0, 0, 0]), isReady]),
  Buffer.concat([
    message('T', [0, 1], 'server_version', column),
    message('D', [0, 1, 0, 0, 0, 5], [...Buffer.from('14.12')]),
    message('C', 'SHOW'),
    isReady,
  ]),
];

const at = (host: string, database = 'none') => `postgres://me:S3cret@${host}/${database}`;

describe('the program does not start, and says why without the password, when a server', () => {
  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'is not there',
      async () => at(`127.0.0.1:${String(await freePort())}`),
      /cannot be reached: connect ECONNREFUSED/,
    ],
    [
      'speaks of something else',
      async () => at(await pretending(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))),
      /cannot be reached: ./,
    ],
    ['is too old', async () => at(await pretending(...old)), /is PostgreSQL 14\.12: 15 or later is needed/],
    [
      'has no such database',
      () => Promise.resolve(Object.assign(new URL(url), { pathname: '/nowhere' }).href),
      /has no database of that name/,
    ],
    [
      'does not know its user',
      () => Promise.resolve(Object.assign(new URL(url), { username: 'somebody', password: 'S3cret' }).href),
      /does not let us in: its user or password is missing or wrong/,
    ],
  ])('%s', async (_name, address, reason) => {
    const told = await said(await address());
    const lines = told.said.trim().split('\n');
    expect([told.status, lines.length]).toEqual([1, 5]);
    for (const line of lines) expect(line).toMatch(reason);
    expect(lines[0]).toMatch(/^the server of DATABASE_OWNER_URL \(postgres(ql)?:\/\/[^@]+\/[a-z]+\) .+\.$/);
    expect(told.said).not.toContain('S3cret');
  });
});

it('a command says it too', async () => {
  const told = await said(at(`127.0.0.1:${String(await freePort())}`), 'admin/main.js', 'verify');
  expect([told.status, told.said.trim().split('\n')]).toEqual([
    1,
    Array.from({ length: 5 }, () => expect.stringMatching(/^the server of DATABASE_.+ cannot be reached: .+\.$/)),
  ]);
});
