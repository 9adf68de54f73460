import { FastifyAdapter } from '@nestjs/platform-fastify';
import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { useBoundedStop } from './stopping.js';

it('does not wait for ever for whoever never says the rest of their request', async () => {
  const server = new FastifyAdapter({ keepAliveTimeout: 72_000, requestTimeout: 60_000 }).getInstance();
  useBoundedStop(server, 200);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const half = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  half.on('error', () => undefined);
  half.write('GET / HTTP/1.1\r\nHost: x\r\nX-Never');
  await once(half, 'connect');
  const startedAt = Date.now();
  await server.close();
  expect(Date.now() - startedAt).toBeLessThan(3000);
}, 100_000);
