import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './redis-server.js';
import { until } from './until.js';

export interface Taken {
  messageId: string;
  to: string[];
}

/** A real SMTP server that a test may kill and start again on its port; what it took stands in a file and stays. */
export class SmtpProgram {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<SmtpProgram> {
    const server = new SmtpProgram(mkdtempSync(join(tmpdir(), 'guichet-smtp-')), await freePort());
    await server.begin();
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${String(this.port)}`;
  }

  async begin(): Promise<void> {
    const program = fileURLToPath(new URL('./smtp-process.mjs', import.meta.url));
    this.child = spawn(process.execPath, [program, String(this.port), this.file], { stdio: 'ignore' });
    await until(() => this.listens());
  }

  /** Every mail as often as it came; one that was cut while it was written down was not taken. */
  get taken(): Taken[] {
    if (!existsSync(this.file)) return [];
    const lines = readFileSync(this.file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Taken);
  }

  async kill(): Promise<void> {
    if (this.child?.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get file(): string {
    return join(this.folder, 'taken');
  }

  private listens(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1');
      const said = (answer: boolean) => {
        socket.destroy();
        resolve(answer);
      };
      socket.once('connect', () => {
        said(true);
      });
      socket.once('error', () => {
        said(false);
      });
    });
  }
}
