import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import type { DatabaseUrls, TestServer } from '../../src/database/index.js';
import { PASSWORD, startProcess } from './app.js';
import { Browser } from './browser.js';
import { compiled } from './compiled.js';
import { Mailbox } from './mailbox.js';
import { freePort } from './redis-server.js';

const SECRET = 'a secret key that all processes of a journey share';

/** One process of the program as it ships, started by its environment alone. */
export class Running {
  readonly lines: string[] = [];

  constructor(
    readonly child: ChildProcess,
    readonly url: string,
  ) {
    if (child.stdout) createInterface(child.stdout).on('line', (line) => this.lines.push(line));
    if (child.stderr) createInterface(child.stderr).on('line', (line) => this.lines.push(line));
  }

  get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** How many jobs of a name it did, if it tells (LOG_LEVEL=verbose). */
  did(job: string): number {
    return this.lines.filter((line) => line.includes(`"job ${job} is done"`)).length;
  }

  /** Resolves to the exit status, null where it was killed. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.isOver) return this.child.exitCode;
    const ended = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill(signal);
    return (await ended)[0];
  }
}

/** An installation of several processes on one database, with a real SMTP server behind them. Their clocks are the real one. */
export class Installation {
  private readonly started: Running[] = [];
  private readonly past: (() => Promise<void>)[] = [];

  private constructor(
    readonly urls: DatabaseUrls & { admin: string; drop: () => Promise<void> },
    private readonly admin: pg.Pool,
    readonly mailbox: Mailbox,
    readonly dataDir: string,
    private readonly settings: Record<string, string>,
  ) {}

  /** `settings`: beside those that all have, for instance REDIS_URL. `server`: one of its own, which may be killed. */
  static async open(settings: Record<string, string> = {}, server = shared()): Promise<Installation> {
    const { cloneDatabase } = await compiled<typeof import('../../src/database/index.js')>('database/index.js');
    const { installConsortium } = await compiled<typeof import('../../src/demo/index.js')>('demo/index.js');
    const { hashPassword } =
      await compiled<typeof import('../../src/modules/identity/index.js')>('modules/identity/index.js');
    const urls = await cloneDatabase(server, `p_${randomBytes(6).toString('hex')}`);
    await installConsortium(urls.owner, { passwordHash: await hashPassword(PASSWORD), now: new Date() });
    const admin = new pg.Pool({ connectionString: urls.admin, max: 1 });
    // a server that is killed is asked again over another connection
    admin.on('error', () => undefined);
    const mailbox = await Mailbox.open();
    return new Installation(urls, admin, mailbox, mkdtempSync(join(tmpdir(), 'guichet-processes-')), {
      DATABASE_API_URL: urls.api,
      DATABASE_WORKER_URL: urls.worker,
      DATABASE_MAINTENANCE_URL: urls.maintenance,
      ...('REDIS_URL' in settings ? {} : { DATABASE_JOBS_URL: urls.jobs }),
      SECRET_KEY: SECRET,
      SMTP_URL: mailbox.url,
      LOG_LEVEL: 'verbose',
      DEMO: 'off',
      ...settings,
    });
  }

  /** Returns once it is ready. */
  async start(role: 'api' | 'worker' | 'all', settings: Record<string, string> = {}): Promise<Running> {
    const running = await this.begin(role, settings);
    const end = Date.now() + 200_000;
    while ((await fetch(`${running.url}/health/ready`).catch(() => undefined))?.status !== 200) {
      if (running.isOver || Date.now() > end) throw new Error(`it is not ready:\n${running.lines.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return running;
  }

  /** The same, not waiting for anything. */
  async begin(role: 'api' | 'worker' | 'all', settings: Record<string, string> = {}): Promise<Running> {
    const port = settings['PORT'] ?? String(await freePort());
    const own = { PATH: process.env['PATH'], DATA_DIR: this.dataDir, ROLE: role, PORT: port };
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      env: { ...own, ...this.settings, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const running = new Running(child, `http://127.0.0.1:${port}`);
    this.started.push(running);
    return running;
  }

  /** A process that answers at another time and does no jobs, so that what it leaves is due. */
  async inThePast(now: Date): ReturnType<typeof startProcess> {
    const environment = { SMTP_URL: this.mailbox.url, LOG_LEVEL: 'fatal', PORT: '0', DEMO: 'off', SECRET_KEY: SECRET };
    const { urls, dataDir } = this;
    const process = await startProcess({
      urls,
      now,
      secretKeys: [SECRET],
      dataDir,
      // its configuration is only read: nothing is begun by it
      environment: {
        ...environment,
        ...('REDIS_URL' in this.settings ? { REDIS_URL: this.settings['REDIS_URL'] } : {}),
      },
    });
    this.past.push(process.kill);
    return process;
  }

  /** What a command of the same installation is given. */
  get environment(): Record<string, string> {
    return { DATA_DIR: this.dataDir, ...this.settings };
  }

  async as(account: string, url: string): Promise<Browser> {
    return new Browser(url).signIn(`${account}@guichet.example`, PASSWORD);
  }

  async rows<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await this.admin.query<T>(text, values)).rows;
  }

  async close(): Promise<void> {
    for (const kill of this.past) await kill();
    for (const running of this.started) await running.end('SIGKILL');
    await this.mailbox.close();
    await this.admin.end();
    await this.urls.drop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

const shared = () => JSON.parse(process.env['GUICHET_TEST_DATABASE'] ?? 'null') as TestServer;
