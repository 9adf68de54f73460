import { createHash } from 'node:crypto';
import type { FastifyServer, Reply, Request } from '../fastify.js';
import { neutralDraft } from '../problem.js';
import { sendProblem } from '../problem.filter.js';
import { networkOf } from './network.js';
import type { RequestCounts } from './request-counts.js';

const EXEMPT = /^\/health\//;

/** A limit per bearer token, or per address without one. Asked for every request, also for a route that does not exist. */
export function useRateLimit(server: FastifyServer, counts: () => RequestCounts): void {
  server.addHook('onRequest', async (request, reply): Promise<Reply | undefined> => {
    if (EXEMPT.test(request.url)) return undefined;
    const answer = counts().ask(keyOf(request), Date.now());
    if (answer.isAllowed) return undefined;
    sendProblem(request, reply, { ...neutralDraft(429), retryAfterSeconds: answer.retryAfterSeconds });
    return reply;
  });
}

function keyOf(request: Pick<Request, 'headers' | 'ip'>): string {
  const bearer = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  // hashed: a dump of memory shows no token
  return bearer === undefined
    ? `address ${networkOf(request.ip)}`
    : createHash('sha256').update(bearer).digest('base64url');
}
