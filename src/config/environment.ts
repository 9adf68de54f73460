export type Environment = Record<string, string | undefined>;

/**
 * Reads settings one by one and gathers what is wrong with them, so that all of it is said at once. What is given in a
 * setting never enters an error: URLs and keys are secrets. An empty setting counts as absent, as in a compose file.
 */
export class EnvironmentReader {
  readonly errors: string[] = [];

  constructor(private readonly environment: Environment) {}

  text(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  integer(name: string, fallback: number, least: number, most: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
    return this.refuse(name, `must be a whole number from ${least} to ${most}`, fallback);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const found = allowed.find((value) => value === text);
    return found ?? this.refuse(name, `must be one of ${allowed.join(', ')}`, fallback);
  }

  url(name: string, schemes: readonly string[]): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const scheme = URL.canParse(text) ? new URL(text).protocol.slice(0, -1) : '';
    if (schemes.includes(scheme)) return text;
    this.complain(name, `must be a URL that begins with ${schemes.map((each) => `${each}://`).join(' or ')}`);
    return undefined;
  }

  /** Notes what is wrong and goes on with `standIn`, which nobody will see. */
  refuse<T>(name: string, why: string, standIn: T): T {
    this.complain(name, why);
    return standIn;
  }

  complain(name: string, why: string): void {
    this.errors.push(`${name} ${why}`);
  }
}
