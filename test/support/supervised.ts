import type { Installation, Running } from './processes.js';
import { freePort } from './redis-server.js';

/**
 * A process that is started again on its port whenever it ends, as systemd or a container would. What ends by itself once it
 * has answered is kept to be judged; a start that finds no database may fail, and is tried again.
 */
export class Supervised {
  readonly url: string;
  readonly ended: string[] = [];
  private running: Running | undefined;
  private isWanted = true;
  private wasKilled = false;

  private constructor(
    private readonly guichet: Installation,
    private readonly role: 'api' | 'worker' | 'all',
    private readonly port: string,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(guichet: Installation, role: 'api' | 'worker' | 'all'): Promise<Supervised> {
    const supervised = new Supervised(guichet, role, String(await freePort()));
    await supervised.begin();
    return supervised;
  }

  async kill(): Promise<void> {
    this.wasKilled = true;
    await this.running?.end('SIGKILL');
  }

  /** Resolves to its exit status. */
  async stop(): Promise<number | null> {
    this.isWanted = false;
    return (await this.running?.end('SIGTERM')) ?? null;
  }

  async isReady(): Promise<boolean> {
    return (await fetch(`${this.url}/health/ready`).catch(() => undefined))?.status === 200;
  }

  private async begin(): Promise<void> {
    if (!this.isWanted) return;
    this.wasKilled = false;
    const running = await this.guichet.begin(this.role, { PORT: this.port });
    this.running = running;
    running.child.once('exit', () => {
      const hadBegun = running.lines.some((line) => line.startsWith('Guichet answers'));
      if (this.isWanted && !this.wasKilled && hadBegun) this.ended.push(running.lines.slice(-5).join('\n'));
      setTimeout(() => void this.begin(), 200);
    });
  }
}
