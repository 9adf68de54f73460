const QUIET_MS = 30_000;

/**
 * Says of each subject at most one line in half a minute, and how many it kept to itself since the last one: a server that is
 * away makes every poll and every try to connect fail, thousands of times a second.
 */
export class Complaints {
  private readonly said = new Map<string, { at: number; kept: number }>();

  /** `now`: milliseconds that never go back. */
  constructor(
    private readonly say: (line: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  about(subject: string, message: string): void {
    const last = this.said.get(subject);
    const at = this.now();
    if (last && at - last.at < QUIET_MS) {
      last.kept += 1;
      return;
    }
    const kept = last && last.kept > 0 ? ` (and ${String(last.kept)} more since the last line)` : '';
    this.said.set(subject, { at, kept: 0 });
    this.say(`${subject}: ${message}${kept}`);
  }
}
