import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { ConfigModule, parseConfig, type Config } from '../../config/index.js';
import { cloneDatabase, DatabaseModule, type DatabaseUrls, type TestServer } from '../../database/index.js';
import { createHttpApp, HttpModule } from '../../http/index.js';
import { JobsModule } from '../../jobs/index.js';
import { Clock, MovableClock, newId } from '../../kernel/index.js';
import { InstitutionsModule } from '../institutions/index.js';
import { IdentityModule } from './identity.module.js';
import { hashPassword } from './password.js';
import { hashToken, newToken } from './token.js';

export const NOON = new Date('2026-11-20T12:00:00Z');
export const PASSWORD = 'correct horse battery staple';

/** A whole application on a database of its own, and the owner's connection for putting rows there. */
export interface House {
  app: NestFastifyApplication;
  clock: MovableClock;
  owner: pg.Client;
  apiUrl: string;
  close: () => Promise<void>;
}

type Modules = (Type | DynamicModule)[];

/** `modules`: what is tried, or made of the addresses of the database. */
export async function openHouse(name: string, modules: Modules | ((urls: DatabaseUrls) => Modules)): Promise<House> {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? '') as TestServer;
  const database = await cloneDatabase(server, name);
  const owner = new pg.Client({ connectionString: database.owner });
  await owner.connect();
  const clock = new MovableClock(NOON);
  const app = await createHttpApp(
    rootOf(clock, database, typeof modules === 'function' ? modules(database) : modules),
    configOf(),
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  const close = async () => {
    await app.close();
    await owner.end();
    await database.drop();
  };
  return { app, clock, owner, apiUrl: database.api, close };
}

function configOf(): Config {
  const config = parseConfig({ SESSION_HOURS: '12' });
  if ('errors' in config) throw new Error(config.errors.join());
  return config;
}

@Module({})
class ClockModule {}

@Module({})
class RootModule {}

function rootOf(clock: Clock, { api: url, jobs }: DatabaseUrls, modules: (Type | DynamicModule)[]): DynamicModule {
  const clockModule = {
    module: ClockModule,
    global: true,
    providers: [{ provide: Clock, useValue: clock }],
    exports: [Clock],
  };
  const imports = [
    clockModule,
    ConfigModule.with(configOf()),
    DatabaseModule.with({ apiUrl: url, workerUrl: url, apiConnections: 8, workerConnections: 1 }),
    JobsModule.with({ place: { kind: 'postgres', url: jobs }, works: false }),
    HttpModule.with({ checks: [] }),
    InstitutionsModule,
    IdentityModule,
    ...modules,
  ];
  return { module: RootModule, imports };
}

export async function addInstitution(owner: pg.Client, code: string, timeZone = 'Europe/Paris'): Promise<string> {
  const id = newId();
  await owner.query(`insert into institution values ($1, $2, $3, $4, $5, 'FR', 'fr')`, [
    id,
    code,
    `Université ${code}`,
    `${code.toLowerCase()}.example`,
    timeZone,
  ]);
  return id;
}

let passwordHash: Promise<string> | undefined;

/** `roles`: by institution id, each role with the services it is limited to, or null. */
export async function addPerson(
  owner: pg.Client,
  email: string,
  roles: Record<string, Record<string, string[] | null>> = {},
  { isOperator = false } = {},
): Promise<string> {
  const id = newId();
  passwordHash ??= hashPassword(PASSWORD);
  await owner.query(`insert into person values ($1, $2, $3, 'fr', null, $4)`, [
    id,
    email,
    `Name of ${email}`,
    isOperator,
  ]);
  await owner.query('insert into credential values ($1, $2)', [id, await passwordHash]);
  for (const [institutionId, grants] of Object.entries(roles)) {
    await owner.query('insert into membership values ($1, $2)', [id, institutionId]);
    for (const [role, serviceIds] of Object.entries(grants)) {
      await owner.query('insert into role_grant values ($1, $2, $3, $4)', [institutionId, id, role, serviceIds]);
    }
  }
  return id;
}

/** A session opened without a password: the header that uses it. */
export async function tokenOf({ owner, clock }: House, personId: string): Promise<{ authorization: string }> {
  const token = newToken();
  const now = clock.now();
  const end = new Date(now.getTime() + 12 * 3_600_000);
  await owner.query('insert into session values ($1, $2, $3, $4, null)', [hashToken(token), personId, now, end]);
  return { authorization: `Bearer ${token}` };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of any shape
export type Loose = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Loose;
}

/** Over a real socket; an answer without a body has `body` undefined. */
export async function ask(
  { app }: House,
  method: 'GET' | 'POST',
  path: string,
  headers: Record<string, string> = {},
  payload?: object,
): Promise<Answer> {
  const response = await fetch(`${await app.getUrl()}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(payload && { 'content-type': 'application/json' }) },
    ...(payload && { body: JSON.stringify(payload) }),
  });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

/** What an answer tells, without what differs from one request to the next. */
export function told({ status, headers, body }: Answer): Record<string, unknown> {
  const problem = { ...(body as Record<string, unknown>), requestId: undefined, instance: undefined };
  return { ...problem, status, challenge: headers.get('www-authenticate'), retryAfter: headers.get('retry-after') };
}
