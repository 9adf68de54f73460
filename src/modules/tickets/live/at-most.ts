/** So many pieces of work at once; the others wait in the order in which they came. */
export class AtMost {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.limit) this.running += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // whoever waited longest takes the place over
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
