import { afterEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { freePort, redisProgram, RedisServer } from '../support/redis-server.js';

const nobody = {
  DATABASE_OWNER_URL: 'postgres://127.0.0.1:1/none',
  SECRET_KEY: 'a key for starts that must all fail',
  DEMO: 'off',
};

/** What a start says that must fail, and its exit status. Nothing is prepared before the server of the jobs was asked. */
async function starts(url: string): Promise<{ status: number; said: string }> {
  const child = spawn(process.execPath, ['dist/src/main.js'], {
    env: { PATH: process.env['PATH'], REDIS_URL: url, ...nobody },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  // one that starts all the same is ended, and nothing was prepared: there is nobody behind this database
  const impatience = setTimeout(() => child.kill(), 40_000);
  const [status] = (await once(child, 'close')) as [number];
  clearTimeout(impatience);
  return { status, said };
}

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

/** Something that listens, and answers each command with the same, also where several come in one piece. */
async function pretending(answer: string | undefined): Promise<string> {
  const server = createServer((socket) => {
    let asked = '';
    let answered = 0;
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      asked += part.toString();
      // a command begins with the number of its parts
      const commands = asked.match(/^\*\d+\r$/gm)?.length ?? 0;
      for (; answer !== undefined && answered < commands; answered += 1)
        socket.write(`$${String(answer.length)}\r\n${answer}\r\n`);
    });
  }).listen(0, '127.0.0.1');
  opened.push(server);
  await once(server, 'listening');
  return `redis://127.0.0.1:${String((server.address() as { port: number }).port)}`;
}

describe('the program does not start, and says why in one line without the password, when the server of REDIS_URL', () => {
  it('is not there', async () => {
    const port = await freePort();
    const { status, said } = await starts(`redis://me:S3cret@127.0.0.1:${String(port)}/2`);
    expect({ status, said }).toEqual({
      status: 1,
      said: `the server of REDIS_URL (redis://127.0.0.1:${String(port)}/2) cannot be reached: connect ECONNREFUSED 127.0.0.1:${String(port)}.\n`,
    });
  });

  it('listens and says nothing', async () => {
    const { status, said } = await starts(await pretending(undefined));
    expect(status).toBe(1);
    expect(said).toMatch(/^the server of REDIS_URL \(redis:\/\/127\.0\.0\.1:\d+\) cannot be reached: .+\.\n$/);
  });

  it('is too old', async () => {
    const { status, said } = await starts(await pretending('# Server\r\nredis_version:4.0.9\r\nrole:master\r\n'));
    expect(status).toBe(1);
    expect(said).toMatch(/has version 4\.0\.9: jobs need Redis 5\.0 or later, or Valkey\.\n$/);
  });

  it('is a replica, or one of a cluster', async () => {
    const info = 'redis_version:7.0.15\r\nredis_mode:cluster\r\nrole:slave\r\n';
    const { status, said } = await starts(await pretending(info));
    expect(status).toBe(1);
    expect(said).toMatch(
      /is a cluster: jobs need a single server; .+ is a replica: give the address of its primary\.\n$/,
    );
  });

  it('is meant to speak TLS and does not', async () => {
    const url = (await pretending('redis_version:7.0.15\r\n')).replace('redis:', 'rediss:');
    const { status, said } = await starts(url);
    expect(status).toBe(1);
    expect(said).toMatch(/^the server of REDIS_URL \(rediss:.+\) cannot be reached: .+\.\n$/);
  });
});

(redisProgram === undefined ? describe.skip : describe)('a real server', () => {
  let server: RedisServer;
  afterEach(() => server.stop());

  it('that wants a password is not used without it, or with another', async () => {
    server = await RedisServer.start('--requirepass', 'S3cret');
    for (const url of [server.url, server.url.replace('//', '//:wr0ng@')]) {
      const { status, said } = await starts(url);
      expect({ status, said }).toEqual({
        status: 1,
        said: `the server of REDIS_URL (${server.url}) does not let us in: its user or password is missing or wrong.\n`,
      });
    }
  });

  it('without that database is not used', async () => {
    server = await RedisServer.start();
    const { status, said } = await starts(`${server.url}/99`);
    expect(status).toBe(1);
    expect(said).toContain('has no database of that number');
  });
});
