import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../../src/config/index.js';
import type { DatabaseUrls, TestServer, UnitOfWork } from '../../src/database/index.js';
import type { MovableClock as Movable } from '../../src/kernel/index.js';
import { Browser } from './browser.js';
import { compiled } from './compiled.js';
import { Mailbox } from './mailbox.js';

export const PASSWORD = 'a password for journeys';

/** The whole program on a database of its own, with a real SMTP server behind it and a clock that the test moves. */
export interface TestApp {
  app: NestFastifyApplication;
  clock: Movable;
  urls: DatabaseUrls & { admin: string };
  mailbox: Mailbox;
  /** Where it keeps files. */
  dataDir: string;
  /** Signs in as `role.code@guichet.example`. */
  as(account: string): Promise<Browser>;
  /** Without a session. */
  anybody: Browser;
  /** Runs the sweep at the present instant of the moved clock, until nothing is due. */
  sweep(): Promise<number>;
  /** Another process of the same installation; its URL. It works too. */
  another(): Promise<{ url: string; close: () => Promise<void> }>;
  /** The same as a process of the operating system, which does no jobs and can be killed. */
  process(): Promise<{ url: string; kill: () => Promise<void> }>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** Where the clock stands at first. */
  now?: string;
  environment?: Record<string, string>;
}

let passwordHash: string | undefined;

export async function startTestApp({
  now = '2026-03-10T09:00:00Z',
  environment = {},
}: TestAppOptions = {}): Promise<TestApp> {
  const server = JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? 'null') as TestServer;
  const { cloneDatabase, WorkerUnitOfWork } =
    await compiled<typeof import('../../src/database/index.js')>('database/index.js');
  const { installConsortium } = await compiled<typeof import('../../src/demo/index.js')>('demo/index.js');
  const { hashPassword } =
    await compiled<typeof import('../../src/modules/identity/index.js')>('modules/identity/index.js');
  const { MovableClock } = await compiled<typeof import('../../src/kernel/index.js')>('kernel/index.js');
  const { parseConfig } = await compiled<typeof import('../../src/config/index.js')>('config/index.js');
  const { AppModule } = await compiled<typeof import('../../src/app.module.js')>('app.module.js');
  const { createHttpApp } = await compiled<typeof import('../../src/http/index.js')>('http/index.js');
  const { Sweep } = await compiled<typeof import('../../src/modules/tickets/index.js')>('modules/tickets/index.js');

  const urls = await cloneDatabase(server, `t_${randomBytes(6).toString('hex')}`);
  const clock = new MovableClock(new Date(now));
  passwordHash ??= await hashPassword(PASSWORD);
  await installConsortium(urls.owner, { passwordHash, now: clock.now() });
  const mailbox = await Mailbox.open();
  const settings = {
    DEMO: 'on',
    SMTP_URL: mailbox.url,
    // in the order in which they were written: who has got the last of them has got the others
    MAIL_AT_ONCE: '1',
    // jobs of a run of tests may be kept there: each database has its own keys
    ...(process.env['TEST_REDIS_URL'] === undefined ? {} : { REDIS_URL: process.env['TEST_REDIS_URL'] }),
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'fatal',
    PORT: '0',
    ...environment,
  };
  const config = parseConfig(settings) as Config;
  const dataDir = mkdtempSync(join(tmpdir(), 'guichet-journey-'));
  const secretKeys = ['a secret key that lives as long as a journey does'];
  const start = async () => {
    const options = { config, urls, clock, secretKeys, dataDir, works: true };
    const started = await createHttpApp(AppModule.with(options), config, {
      logger: process.env['TEST_LOG'] ? undefined : false,
    });
    await started.listen(0, '127.0.0.1');
    return started;
  };
  const app = await start();
  const anybody = new Browser(await app.getUrl());
  return {
    app,
    clock,
    urls,
    mailbox,
    dataDir,
    anybody,
    as: (account) => anybody.signIn(`${account}@guichet.example`, PASSWORD),
    sweep: async () => {
      let done = await app.get(Sweep).run();
      // the program sweeps by itself too: what it holds just now is not done before it says so
      for (let tries = 0; tries < 500 && (await isAnythingDue(app.get(WorkerUnitOfWork), clock.now())); tries += 1)
        done += await app.get(Sweep).run();
      return done;
    },
    another: async () => {
      const second = await start();
      return { url: await second.getUrl(), close: () => second.close() };
    },
    process: () => startProcess({ urls, now: clock.now(), secretKeys, dataDir, environment: settings }),
    close: async () => {
      await app.close();
      await mailbox.close();
      await urls.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function startProcess(given: object): Promise<{ url: string; kill: () => Promise<void> }> {
  const program = fileURLToPath(new URL('./app-process.mjs', import.meta.url));
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, GUICHET_PROCESS: JSON.stringify(given) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    url,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

async function isAnythingDue(work: UnitOfWork, now: Date): Promise<boolean> {
  const [due] = await work.outside<{ is: boolean }>(
    `select exists (select 1 from appointment where at <= $1) or exists (select 1 from timer where wake_at <= $1) as is`,
    [now],
  );
  return due?.is === true;
}
