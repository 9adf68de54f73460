import { type INestApplication } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { serveDocsPage } from './docs-page.js';
import { closeSchemas, describeOperations } from './openapi-finish.js';
import { problemSchema } from './problem-answers.js';

const VERSION = '1.0.0';

const OPENAPI_PATH = '/api/v1/openapi.json';
const DOCS_PATH = '/api/docs';

/** The contract, as OpenAPI 3.1. Complete only in the compiled program: a compiler plugin adds what DTOs say. */
export function buildOpenApi(app: INestApplication, publicUrl: string): OpenAPIObject {
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Guichet')
    .setDescription('The service desk of institutions that host services for one another.')
    .setVersion(VERSION)
    .setLicense('EUPL-1.2', 'https://eupl.eu/1.2/en/')
    .addServer(publicUrl)
    .addSecurity('bearer', { type: 'http', scheme: 'bearer' })
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, base, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema },
  };
  describeOperations(document);
  closeSchemas(document);
  return document;
}

/** The document and a page for reading it, both open to everybody. Built when first asked for. */
export function serveOpenApi(app: NestFastifyApplication, publicUrl: string): void {
  const server = app.getHttpAdapter().getInstance();
  let json: string | undefined;
  server.get(OPENAPI_PATH, (_request, reply) => {
    json ??= JSON.stringify(buildOpenApi(app, publicUrl));
    return reply.type('application/json; charset=utf-8').send(json);
  });
  serveDocsPage(server, DOCS_PATH, OPENAPI_PATH);
}
