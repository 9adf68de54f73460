import { ConsoleLogger, type LogLevel as NestLevel } from '@nestjs/common';
import { type LogLevel } from '../config/index.js';
import { sqlStateOf } from './database-errors.js';
import { requestContext } from './request-context.js';

const levelsFromWorst: readonly (readonly [LogLevel, NestLevel])[] = [
  ['fatal', 'fatal'],
  ['error', 'error'],
  ['warn', 'warn'],
  ['info', 'log'],
  ['debug', 'debug'],
  ['verbose', 'verbose'],
];

/** Names of fields whose values never reach the log, at any depth, whatever their case. */
export const redactedFields = [
  ...['password', 'passwordHash', 'demoPassword', 'secret', 'secretKey', 'secretKeys', 'token', 'accessToken'],
  ...['authorization', 'cookie', 'set-cookie', 'headers', 'body', 'text', 'html', 'subject', 'summary'],
  ...[
    'description',
    'title',
    'parameters',
    'smtpUrl',
    'imapUrl',
    'ownerUrl',
    'apiUrl',
    'workerUrl',
    'jobsUrl',
    'maintenanceUrl',
  ],
  'redisUrl',
];

// `detail` and `where` of an error of PostgreSQL quote the row that was refused
const quoting = ['detail', 'where', 'hint', 'internalQuery'];

// what Nest says of itself while it starts: one line per module and route
const chatty = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

type Line = ReturnType<ConsoleLogger['getJsonLogObject']>;

/** One JSON object a line: level, time, requestId, message, context, then the fields given with the message. */
export class JsonLogger extends ConsoleLogger {
  constructor(level: LogLevel) {
    const upTo = levelsFromWorst.findIndex(([name]) => name === level);
    const logLevels = levelsFromWorst.slice(0, upTo + 1).map(([, name]) => name);
    super({ json: true, logLevels, flattenParams: true, redact: redactedFields });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (typeof context === 'string' && chatty.has(context)) super.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  protected override getJsonLogObject(...given: Parameters<ConsoleLogger['getJsonLogObject']>): Line {
    const { level, timestamp, message, context, ...fields } = super.getJsonLogObject(...given);
    const time = new Date(timestamp).toISOString();
    const line = {
      level: level === 'log' ? 'info' : level,
      time,
      requestId: requestContext()?.requestId,
      message,
      context,
      ...fields,
    };
    return line as unknown as Line;
  }

  protected override serializeError(...given: Parameters<ConsoleLogger['serializeError']>): Record<string, unknown> {
    const serialized = super.serializeError(...given);
    const state = sqlStateOf(given[0]);
    if (state === undefined) return serialized;
    const kept = Object.entries(serialized).filter(([name]) => !quoting.includes(name));
    // class 22 (a value out of range or of the wrong form) says the value in its message, and the stack repeats it
    return state.startsWith('22') ? withoutMessage(kept, state) : Object.fromEntries(kept);
  }
}

function withoutMessage(entries: [string, unknown][], state: string): Record<string, unknown> {
  const fields = Object.fromEntries(entries);
  const frames = String(fields['stack'])
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return { ...fields, message: `a value was refused (${state})`, stack: frames.join('\n') };
}
