import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type FastifyServer } from './fastify.js';

export interface RequestContext {
  readonly requestId: string;
}

const ACCEPTABLE_ID = /^[\w-]{8,64}$/;
const storage = new AsyncLocalStorage<RequestContext>();

/** The request that the present call serves; undefined outside of one (start, sweep, consumer). */
export function requestContext(): RequestContext | undefined {
  return storage.getStore();
}

/** The caller's own id when it is harmless in a log and a header, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && ACCEPTABLE_ID.test(given) ? given : randomUUID();
}

export function useRequestContext(server: FastifyServer): void {
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    // answers belong to one person; a page that may be kept says so itself
    reply.header('cache-control', 'no-store');
    storage.run({ requestId: request.id }, done);
  });
}
