import rateLimit from '@fastify/rate-limit';
import { createHash } from 'node:crypto';
import { type FastifyServer, type Reply, type Request } from './fastify.js';
import { neutralDraft } from './problem.js';
import { sendProblem } from './problem.filter.js';

const EXEMPT = /^\/health\//;

/**
 * A limit per bearer token, or per address without one, counted in this process. Asked for every request, also for a
 * route that does not exist; the plugin's own hook would see routes only.
 */
export async function useRateLimit(server: FastifyServer, perMinute: number): Promise<void> {
  await server.register(rateLimit, { global: false });
  const ask = server.createRateLimit({ max: perMinute, timeWindow: 60_000, keyGenerator: keyOf });
  server.addHook('onRequest', async (request, reply): Promise<Reply | undefined> => {
    if (EXEMPT.test(request.url)) return undefined;
    const answer = await ask(request);
    if (answer.isAllowed || !answer.isExceeded) return undefined;
    sendProblem(request, reply, { ...neutralDraft(429), retryAfterSeconds: Math.max(1, answer.ttlInSeconds) });
    return reply;
  });
}

function keyOf(request: Pick<Request, 'headers' | 'ip'>): string {
  const bearer = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  // hashed: a dump of memory shows no token
  return bearer === undefined ? `address ${request.ip}` : createHash('sha256').update(bearer).digest('base64url');
}
