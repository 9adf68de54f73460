import { FastifyAdapter } from '@nestjs/platform-fastify';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { FastifyServer } from './fastify.js';
import { usePatience } from './patience.js';

const SILENCE = 100;

let server: FastifyServer;
let client: Socket;
let heard: string;
let closed: Promise<unknown>;

beforeEach(async () => {
  server = new FastifyAdapter().getInstance();
  usePatience(server, { requestMilliseconds: 2 * SILENCE, silenceMilliseconds: SILENCE });
  server.addContentTypeParser('application/octet-stream', (_request, _payload, done) => {
    done(null);
  });
  server.post('/json', (_request, reply) => reply.send('taken'));
  server.post('/files', { config: { takesFiles: true } as object }, async (request, reply) => {
    let bytes = 0;
    for await (const chunk of request.raw) bytes += (chunk as Buffer).length;
    return reply.send(`taken ${String(bytes)}`);
  });
  server.get('/stream', (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200);
    setTimeout(() => reply.raw.end('still here'), 5 * SILENCE);
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  client = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  client.on('error', () => undefined);
  heard = '';
  closed = once(client, 'close');
  client.on('data', (data: Buffer) => (heard += data.toString()));
  await once(client, 'connect');
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const say = (path: string, type: string, length: number) =>
  client.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${String(length)}\r\n\r\n`,
  );
/** One byte after the other, each well before the server loses patience. */
async function drip(count: number): Promise<void> {
  for (let sent = 0; sent < count && !client.destroyed; sent += 1) {
    client.write('1');
    await new Promise((resolve) => setTimeout(resolve, SILENCE / 4));
  }
}

it('waits for files as long as something keeps coming', async () => {
  say('/files', 'application/octet-stream', 20);
  await drip(20);
  await closed;
  expect(heard).toMatch(/^HTTP\/1.1 200 /);
  expect(heard).toContain('taken 20');
});

it('does not wait for files of which nothing comes any more', async () => {
  say('/files', 'application/octet-stream', 20);
  client.write('1');
  await closed;
  expect(heard).toMatch(/^HTTP\/1.1 408 /);
});

it('does not wait long for anything else, however steadily it drips', async () => {
  say('/json', 'application/json', 40);
  await drip(40);
  await closed;
  expect(heard).toMatch(/^HTTP\/1.1 408 /);
});

it('lets an answer take its time', async () => {
  client.write('GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await closed;
  expect(heard).toContain('still here');
});
