const KEPT_MS = 10_000;
const PATIENCE_MS = 3000;

/**
 * What is asked at most once in ten seconds, however often somebody wants to know, and never twice at once; whether the
 * answer was good or not. Nobody waits longer than three seconds for it: then, and when it failed, it is undefined.
 */
export class Remembered<T> {
  private kept: { at: number; value: T | undefined } | undefined;
  private asking: Promise<T | undefined> | undefined;

  /** `now`: milliseconds that never go back. */
  constructor(
    private readonly ask: () => Promise<T>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  async get(patience = PATIENCE_MS): Promise<T | undefined> {
    if (this.kept && this.now() - this.kept.at < KEPT_MS) return this.kept.value;
    this.asking ??= this.ask()
      .catch(() => undefined)
      .then((value) => {
        this.kept = { at: this.now(), value };
        this.asking = undefined;
        return value;
      });
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, patience, undefined);
    });
    try {
      return await Promise.race([this.asking, enough]);
    } finally {
      clearTimeout(timer);
    }
  }
}
