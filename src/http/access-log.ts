import { Logger } from '@nestjs/common';
import { type FastifyServer, type Reply, type Request } from './fastify.js';
import { pathOf } from './problem.filter.js';

const SECRET_IN_PATH = /:(?:secret|token|code)\b/;
/** Of a path that is no route: a calendar program asks for more at an address than there is, and the address is secret. */
const LONG_PART = /[^/]{24,}/g;

/** What is measured of every answer. `route` is the pattern, so that figures do not grow with the number of tickets. */
export interface Served {
  method: string;
  route: string;
  status: number;
  milliseconds: number;
}

const NO_ROUTE = 'none';

/** One line per request: never the query, a header or a body. */
export function useAccessLog(server: FastifyServer, observe: (served: Served) => void): void {
  const logger = new Logger('access');
  server.addHook('onResponse', (request, reply, done) => {
    const served = servedBy(request, reply);
    observe(served);
    const { method, route, status } = served;
    const asked = route === NO_ROUTE ? pathOf(request).replace(LONG_PART, '(long)') : pathOf(request);
    const path = SECRET_IN_PATH.test(route) ? route : asked;
    const ms = Math.round(served.milliseconds * 10) / 10;
    logger.log('served', { requestId: request.id, method, route, path, status, ms });
    done();
  });
}

function servedBy(request: Request, reply: Reply): Served {
  const route = request.is404 ? NO_ROUTE : (request.routeOptions.url ?? NO_ROUTE);
  return { method: request.method, route, status: reply.statusCode, milliseconds: reply.elapsedTime };
}
