import { randomBytes } from 'node:crypto';
import { Global, Logger, Module, type DynamicModule, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { ConfigModule, parseConfig, type Config } from '../../config/index.js';
import { cloneDatabase, DatabaseModule, type TestServer } from '../../database/index.js';
import { Cast } from '../../demo/cast.js';
import { desksOf, type Desks } from '../../demo/desks.js';
import { installConsortium } from '../../demo/install-consortium.js';
import { EventsModule } from '../../events/index.js';
import { JobsModule } from '../../jobs/index.js';
import { Clock, MovableClock } from '../../kernel/index.js';
import { TicketsModule } from './tickets.module.js';

/** The services of tickets on a database of its own, with a clock that the test moves. */
export interface Office {
  app: INestApplicationContext;
  admin: pg.Client;
  clock: MovableClock;
  cast: Cast;
  desks: Desks;
  /** One more process on the same database; ends with the office. */
  another(): Promise<INestApplicationContext>;
  /** One more connection as the administrator of the database, to hold locks with; the caller ends it. */
  connect(): Promise<pg.Client>;
  close(): Promise<void>;
}

/** Begins on a Tuesday, 9:00 in Paris. */
export async function openOffice(...modules: (Type | DynamicModule)[]): Promise<Office> {
  Logger.overrideLogger(false);
  const server = JSON.parse(process.env.GUICHET_TEST_DATABASE ?? '{}') as TestServer;
  const clock = new MovableClock(new Date('2026-03-10T08:00:00Z'));
  const database = await cloneDatabase(server, `office_${randomBytes(6).toString('hex')}`);
  await installConsortium(database.owner, { passwordHash: 'none', now: clock.now() });
  const connect = async () => {
    const client = new pg.Client({ connectionString: database.admin });
    await client.connect();
    return client;
  };
  const admin = await connect();

  @Global()
  @Module({ providers: [{ provide: Clock, useValue: clock }], exports: [Clock] })
  class ClockModule {}

  const apps: INestApplicationContext[] = [];
  const another = async () => {
    @Module({
      imports: [
        ConfigModule.with(parseConfig({ PUBLIC_URL: 'https://guichet.example' }) as Config),
        ClockModule,
        DatabaseModule.with({ apiUrl: database.api, workerUrl: database.worker }),
        JobsModule.with({ place: { kind: 'postgres', url: database.jobs }, works: false }),
        EventsModule,
        TicketsModule,
        ...modules,
      ],
    })
    class TestModule {}
    const started = await NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false });
    apps.push(started);
    return started;
  };
  const app = await another();
  return {
    app,
    admin,
    clock,
    cast: new Cast(app),
    desks: desksOf(app),
    another,
    connect,
    close: async () => {
      await Promise.all(apps.map((one) => one.close()));
      await admin.end();
      await database.drop();
    },
  };
}
