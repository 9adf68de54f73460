/**
 * How this process ends when it is asked to (SIGTERM, SIGINT), at any moment from its first line on, also while it starts or
 * the demonstration is being played: what was started last is stopped first, and the exit status is 0.
 */
export class Ending {
  private readonly started: (() => Promise<void>)[] = [];
  private starting: Promise<unknown> = Promise.resolve();
  private over: Promise<void> | undefined;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        this.over ??= this.end();
      });
    }
  }

  /** Starts what has to be stopped; a signal waits until it is known how. Never returns to a process that is ending. */
  async start<T>(start: Promise<T>, stopOf: (started: T) => () => Promise<void>): Promise<T> {
    const known = start.then((started) => {
      this.stopLater(stopOf(started));
      return started;
    });
    this.starting = known.catch(() => undefined);
    const started = await known;
    await this.over;
    return started;
  }

  /** What may be stopped while something that relies on it is still on its way. */
  stopLater(stop: () => Promise<void>): void {
    this.started.push(stop);
  }

  /** After a failure. Where the process is ending anyway the failure may come from that, and is not told. */
  async fail(): Promise<void> {
    await this.over;
    await this.stop();
  }

  private async end(): Promise<void> {
    await this.starting;
    try {
      await this.stop();
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  }

  private async stop(): Promise<void> {
    for (let next = this.started.pop(); next; next = this.started.pop()) await next();
  }
}
