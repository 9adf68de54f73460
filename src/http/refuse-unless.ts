import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyServer, Reply } from './fastify.js';
import { storageFull } from './database-errors.js';
import { neutralDraft } from './problem.js';
import { sendProblem } from './problem.filter.js';

const RETRY_AFTER_SECONDS = 10;

/** While it does not hold, every request is told to come back, but for those that ask how the process is. */
export function refuseUnless(app: NestFastifyApplication, holds: () => boolean): void {
  const server: FastifyServer = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request, reply, done): Reply | undefined => {
    if (holds() || /^\/(?:health\/|metrics$)/.test(request.url)) {
      done();
      return undefined;
    }
    sendProblem(request, reply, { ...neutralDraft(503), retryAfterSeconds: RETRY_AFTER_SECONDS });
    return reply;
  });
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** While it does not hold, what is there can be read, and whoever wants to change something is told that there is no room. */
export function refuseChangesUnless(app: NestFastifyApplication, holds: () => boolean): void {
  const server: FastifyServer = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request, reply, done): Reply | undefined => {
    if (holds() || READING.has(request.method)) {
      done();
      return undefined;
    }
    sendProblem(request, reply, storageFull());
    return reply;
  });
}
