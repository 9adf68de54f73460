import {
  Body,
  Controller,
  Get,
  type FactoryProvider,
  HttpException,
  Module,
  NotFoundException,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { ConfigModule, parseConfig, type Config } from '../config/index.js';
import { DomainError, notFound } from '../kernel/index.js';
import { Allow, Open } from './allow.js';
import { createHttpApp } from './create-http-app.js';
import { assertVersion, IfMatch, RequiredIfMatch, setEtag } from './etag.js';
import { type Reply } from './fastify.js';
import { HttpModule } from './http.module.js';
import { JsonLogger } from './logger.js';
import { NoFieldsDto } from './no-fields.dto.js';
import { PageQueryDto } from './page-query.dto.js';
import { decodeCursor, encodeCursor, type Page } from './pagination.js';
import { OrdinalPipe, ReferencePipe, UuidPipe } from './references.js';
import { requestContext } from './request-context.js';

class WeeklyDto {
  @IsArray()
  @IsString({ each: true })
  mon: string[];
}

class ScheduleDto {
  @ValidateNested()
  @Type(() => WeeklyDto)
  weekly: WeeklyDto;
}

export class ThingDto {
  @IsString()
  @Length(1, 20)
  title: string;

  @IsOptional()
  @IsInt()
  size?: number;

  @IsOptional()
  @ValidateNested()
  @Type(() => ScheduleDto)
  schedule?: ScheduleDto;
}

/** What the probe throws, by name. */
export const throws: Record<string, () => unknown> = {
  surprise: () => new Error('the password is hunter2'),
  text: () => 'thrown text',
  absent: () => notFound(),
  nest: () => new NotFoundException('Ticket ULCO-2026-00042 not found'),
  teapot: () => new HttpException('quotes the input', 418),
  conflict: () => new DomainError({ kind: 'conflict', code: 'not_open', detail: 'It is closed.', moves: ['reopen'] }),
  busy: () => new DomainError({ kind: 'unavailable', code: 'busy', detail: 'Not now.', retryAfterSeconds: 7 }),
  signIn: () => new DomainError({ kind: 'unauthenticated', code: 'signed_out', detail: 'Sign in again.' }),
  unique: () =>
    Object.assign(new Error('duplicate key value violates unique constraint "person_email_key"'), {
      ...{ code: '23505', severity: 'ERROR', detail: 'Key (email)=(a@ulco.example) already exists.' },
    }),
  badValue: () =>
    Object.assign(new Error('invalid input syntax for type uuid: "hunter2"'), { code: '22P02', severity: 'ERROR' }),
  deadlock: () => Object.assign(new Error('deadlock detected'), { code: '40P01', severity: 'ERROR' }),
  starting: () => {
    const driverError = Object.assign(new Error('starting up'), { code: '57P03', severity: 'FATAL' });
    return Object.assign(new Error('query failed'), { driverError });
  },
  refused: () => Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' }),
  terminated: () => new Error('Connection terminated unexpectedly'),
};

const isCount = (key: unknown): key is number => Number.isInteger(key);

@Open()
@Controller('things')
class ThingsController {
  @Get()
  list(@Query() query: PageQueryDto): Page<number> {
    const start = decodeCursor(query.cursor, isCount) ?? 0;
    const items = Array.from({ length: query.limit ?? 0 }, (_, n) => start + n);
    return { items, nextCursor: encodeCursor(start + items.length) };
  }

  @Post()
  create(@Body() body: ThingDto): unknown {
    return { title: body.title, requestId: requestContext()?.requestId };
  }

  @Post('move')
  move(@Body() _body: NoFieldsDto, @IfMatch() version: number | undefined): unknown {
    return { version: version ?? null };
  }

  @Patch('one')
  patch(@RequiredIfMatch() expected: number | undefined, @Res({ passthrough: true }) reply: Reply): unknown {
    assertVersion(expected, 3);
    setEtag(reply, 3);
    return { expected: expected ?? null };
  }

  @Get('throw/:name')
  throw(@Param('name') name: string, @Res({ passthrough: true }) reply: Reply): never {
    setEtag(reply, 1);
    throw throws[name]?.() as Error;
  }

  @Get('feeds/:secret.ics')
  feed(@Param('secret') secret: string): unknown {
    if (secret.startsWith('failing')) throw new Error('it fails');
    return {};
  }

  @Get('named/:reference')
  named(@Param('reference', ReferencePipe) reference: string): unknown {
    return { reference };
  }

  @Get('identified/:id')
  identified(@Param('id', UuidPipe) id: string): unknown {
    return { id };
  }

  @Get('numbered/:n')
  numbered(@Param('n', OrdinalPipe) n: number): unknown {
    return { n };
  }
}

@Controller('guarded')
class GuardedController {
  @Post(':reference/take')
  @Allow('thing.take')
  take(@Param('reference', ReferencePipe) reference: string, @Body() body: ThingDto): unknown {
    return { title: body.title, reference };
  }
}

export const health = { database: true, mail: true };

function check(name: 'database' | 'mail'): FactoryProvider {
  const run = () => (health[name] ? Promise.resolve() : Promise.reject(new Error('it is down')));
  return { provide: name, useFactory: () => ({ name, required: name === 'database', check: run }) };
}

@Module({ providers: [check('database'), check('mail')], exports: ['database', 'mail'] })
class ChecksModule {}

@Module({
  imports: [HttpModule.with({ checks: ['database', 'mail'], imports: [ChecksModule] })],
  controllers: [ThingsController, GuardedController],
})
class ProbeModule {}

/** A JsonLogger that keeps its lines, as they would be written. */
export class KeptLogger extends JsonLogger {
  readonly lines: string[] = [];

  protected override printAsJson(...given: Parameters<JsonLogger['printAsJson']>): void {
    this.lines.push(this.stringifyJsonLogObject(this.getJsonLogObject(...given)));
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of any shape
export type Json = any;

export interface Probe {
  app: NestFastifyApplication;
  logger: KeptLogger;
  url: string;
  ask: (path: string, init?: RequestInit) => Promise<{ status: number; headers: Headers; text: string; json: Json }>;
  post: (path: string, body: unknown, headers?: Record<string, string>) => ReturnType<Probe['ask']>;
}

/** Over a real socket: the answers are what a caller sees. A body that is a string is sent as it stands. */
export async function startProbe(environment: Record<string, string> = {}): Promise<Probe> {
  const config = parseConfig(environment) as Config;
  const logger = new KeptLogger('info');
  const module = { module: ProbeModule, imports: [ConfigModule.with(config)] };
  const app = await createHttpApp(module, config, { logger });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const ask: Probe['ask'] = async (path, init) => {
    const answer = await fetch(`${url}${path}`, init);
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: isJson && text ? (JSON.parse(text) as unknown) : undefined,
    };
  };
  const post: Probe['post'] = (path, body, headers = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { app, logger, url, ask, post };
}
