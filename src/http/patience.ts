import { answerBrokenHttp } from './broken-requests.js';
import type { FastifyServer } from './fastify.js';

export interface Patience {
  /** Until when a whole request has to have arrived, files apart. */
  requestMilliseconds: number;
  /** For how long a request with files may say nothing at all. */
  silenceMilliseconds: number;
}

/** How long the server itself waits, whatever keeps coming. */
export const LONGEST_REQUEST_MILLISECONDS = 3_600_000;

/**
 * Whoever sends files may have a slow line: what counts is that something keeps coming. Everything else is small, and
 * whoever takes long over it means to hold a connection. Both are answered 408.
 */
export function usePatience(server: FastifyServer, { requestMilliseconds, silenceMilliseconds }: Patience): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    const takesFiles = (request.routeOptions.config as { takesFiles?: boolean }).takesFiles === true;
    let seen = -1;
    const look = () => {
      const { bytesRead } = raw.socket;
      if (raw.complete) clearInterval(timer);
      else if (takesFiles && bytesRead > seen) seen = bytesRead;
      else answerBrokenHttp(Object.assign(new Error('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), raw.socket);
    };
    const timer = setInterval(look, takesFiles ? silenceMilliseconds : requestMilliseconds).unref();
    reply.raw.once('close', () => {
      clearInterval(timer);
    });
    done();
  });
}
