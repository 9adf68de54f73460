import {
  type DynamicModule,
  type INestApplication,
  type LoggerService,
  type NestApplicationOptions,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Config } from '../config/index.js';
import { useAccessLog } from './access-log.js';
import { assertEveryRouteIsGuarded } from './allow.js';
import { answerBadPath, answerBrokenHttp } from './broken-requests.js';
import { useCalendarBodies } from './calendar-body.js';
import { useForms } from './forms.js';
import { useSecurityHeaders } from './headers.js';
import { useJsonBodies } from './json-body.js';
import { useRateLimit } from './limits/rate-limit.js';
import { RequestCounts } from './limits/request-counts.js';
import { JsonLogger } from './logger.js';
import { useMailBodies } from './mail-body.js';
import { Metrics } from './metrics.js';
import { serveOpenApi } from './openapi.js';
import { LONGEST_REQUEST_MILLISECONDS, usePatience } from './patience.js';
import { ProblemFilter } from './problem.filter.js';
import { requestIdOf, useRequestContext } from './request-context.js';
import { useBoundedStop } from './stopping.js';
import { useTextGuard } from './text-guard.js';
import { useUrlForms } from './url-forms.js';
import { InputPipe } from './validation.js';

const LONGEST_PATH_PART = 200;
const PATIENCE = { requestMilliseconds: 60_000, silenceMilliseconds: 60_000 };
const KEEP_ALIVE_MILLISECONDS = 72_000;

/**
 * The application with everything around its controllers, not yet listening. The order of the hooks matters: who asks
 * (context), what every answer carries (headers), whether there are too many, then the checks of what was sent.
 * Signals are the business of whoever starts the process.
 */
export async function createHttpApp(
  appModule: Type | DynamicModule,
  config: Config,
  options: { logger?: LoggerService | false } = {},
): Promise<NestFastifyApplication> {
  const logger = options.logger ?? new JsonLogger(config.logLevel);
  const adapter = new FastifyAdapter({
    bodyLimit: config.bodyLimitBytes,
    // whose `X-Forwarded-For` says where a request comes from; nobody's when there is none
    trustProxy: config.trustedProxies.length > 0 && [...config.trustedProxies],
    requestIdHeader: false,
    genReqId: requestIdOf,
    routerOptions: { maxParamLength: LONGEST_PATH_PART },
    requestTimeout: LONGEST_REQUEST_MILLISECONDS,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    // what is under way when the program stops is still served
    return503OnClosing: false,
    frameworkErrors: answerBadPath,
    clientErrorHandler: answerBrokenHttp,
  });
  const server = adapter.getInstance();
  useBoundedStop(server);
  usePatience(server, PATIENCE);
  useRequestContext(server);
  await useSecurityHeaders(server, config.publicUrl);
  useRateLimit(server, () => counts);
  useJsonBodies(server);
  await useForms(server);
  useMailBodies(server);
  useCalendarBodies(server);
  useUrlForms(server);
  useTextGuard(server);

  const nest: Readonly<NestApplicationOptions> = { logger, bodyParser: false, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(appModule, adapter, nest);
  const counts = app.get(RequestCounts);
  useAccessLog(server, (served) => {
    app.get(Metrics).observe(served);
  });
  placeRoutes(app);
  app.useGlobalPipes(new InputPipe());
  app.useGlobalFilters(new ProblemFilter());
  assertEveryRouteIsGuarded(app);
  serveOpenApi(app, config.publicUrl);
  return app;
}

/** Everything stands below `/api/v1`, but for what machines and the demonstration ask, and what a mail opens. */
export function placeRoutes(app: INestApplication): void {
  app.setGlobalPrefix('api/v1', {
    exclude: ['health/{*rest}', 'metrics', 'demo/{*rest}', 'decide/{*rest}', 'password/{*rest}'],
  });
}
