import type { FastifyServer } from './fastify.js';

/** What is still not answered then is cut: who takes nothing, or never says the rest of a request, must not keep the program. */
const LONGEST_MILLISECONDS = 8000;

/** A stop waits for requests under way, and not for ever: of the ten seconds that it may take, the rest is for the others. */
export function useBoundedStop(server: FastifyServer, longest = LONGEST_MILLISECONDS): void {
  server.addHook('preClose', (done) => {
    const giveUp = setTimeout(() => {
      server.server.closeAllConnections();
    }, longest);
    server.server.once('close', () => {
      clearTimeout(giveUp);
    });
    done();
  });
}
