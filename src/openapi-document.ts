import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { parseConfig } from './config/index.js';
import { buildOpenApi, placeRoutes } from './http/index.js';
import { SystemClock } from './kernel/index.js';

/** The API document without a database or a port: the program is looked at, not started. For scripts/openapi.mjs. */
export async function openApiOf(): Promise<object> {
  const config = parseConfig({});
  if ('errors' in config) throw new Error(config.errors.join('; '));
  const nowhere = 'postgres://nobody@127.0.0.1:1/none';
  const module = AppModule.with({
    config,
    clock: new SystemClock(),
    urls: { api: nowhere, worker: nowhere, jobs: nowhere, maintenance: nowhere },
    secretKeys: [],
    dataDir: '',
    works: false,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    preview: true,
    logger: false,
  });
  placeRoutes(app);
  return buildOpenApi(app, 'http://127.0.0.1:3000');
}
