import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { type FastifyServer } from './fastify.js';

/**
 * A page for reading the document and trying it out. Swagger's own page, served by hand from the files that come with
 * @nestjs/swagger: three files need no file server, and the page loads nothing else and has no script in its markup.
 */
export function serveDocsPage(server: FastifyServer, at: string, documentAt: string): void {
  server.get(at, (_request, reply) => reply.type('text/html; charset=utf-8').send(pageOf(at)));
  server.get(`${at}/start.js`, (_request, reply) => reply.type('text/javascript').send(startOf(documentAt)));
  const swagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  for (const [name, type] of Object.entries(files)) {
    const path = swagger.resolve(`swagger-ui-dist/${name}`);
    server.get(`${at}/${name}`, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=86400').send(createReadStream(path)),
    );
  }
}

const files = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const pageOf = (at: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Guichet API</title>
    <link rel="stylesheet" href="${at}/swagger-ui.css">
    <link rel="icon" href="${at}/favicon-32x32.png">
  </head>
  <body>
    <main id="page"></main>
    <script src="${at}/swagger-ui-bundle.js"></script>
    <script src="${at}/start.js"></script>
  </body>
</html>
`;

// by default the page would send the document's address to a validator on another host
const startOf = (documentAt: string): string => `SwaggerUIBundle({
  url: '${documentAt}',
  dom_id: '#page',
  deepLinking: true,
  validatorUrl: null,
  displayRequestDuration: true,
});
`;
