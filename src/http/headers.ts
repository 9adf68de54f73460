import helmet from '@fastify/helmet';
import { type FastifyServer } from './fastify.js';

/**
 * Nothing is loaded from another host, and no script stands in a page: enough for the page of the API, which needs
 * styles in its markup. What only makes sense over TLS is sent only when people come over TLS.
 */
export async function useSecurityHeaders(server: FastifyServer, publicUrl: string): Promise<void> {
  const secure = publicUrl.startsWith('https:');
  await server.register(helmet, {
    hsts: secure,
    frameguard: { action: 'sameorigin' },
    referrerPolicy: { policy: 'no-referrer' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        ...(secure && { upgradeInsecureRequests: [] }),
      },
    },
  });
}
