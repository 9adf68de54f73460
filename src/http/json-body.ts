import { DomainError } from '../kernel/index.js';
import { type FastifyServer } from './fastify.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Bodies are JSON in UTF-8 and nothing else (415). An empty one counts as none: many clients announce JSON on a POST
 * without a body. `__proto__` stays an ordinary name here and is refused, with its place, by the text guard.
 */
export function useJsonBodies(server: FastifyServer): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    try {
      done(null, body.length === 0 ? undefined : JSON.parse(utf8.decode(body)));
    } catch {
      done(new DomainError({ kind: 'malformed', code: 'malformed_json', detail: 'The body is not JSON in UTF-8.' }));
    }
  });
}
