/** How many may be held in memory at once. Whoever finds no place comes back; nobody waits in line with megabytes in hand. */
export class Places {
  private taken = 0;

  constructor(private readonly most: number) {}

  /** Undefined: there is no place. */
  async within<T>(work: () => Promise<T>): Promise<{ value: T } | undefined> {
    if (this.taken >= this.most) return undefined;
    this.taken += 1;
    try {
      return { value: await work() };
    } finally {
      this.taken -= 1;
    }
  }
}
