/** The header of a mail, in the order in which it stands there: what is on top was added last. */
export class Headers {
  private readonly byName = new Map<string, string[]>();

  /** Names in lower case; values unfolded and otherwise as they came. */
  constructor(lines: readonly { key: string; value: string }[]) {
    for (const { key, value } of lines) {
      const values = this.byName.get(key);
      if (values) values.push(value.trim());
      else this.byName.set(key, [value.trim()]);
    }
  }

  first(name: string): string | undefined {
    return this.byName.get(name)?.[0];
  }

  all(name: string): readonly string[] {
    return this.byName.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** The value without comments, in lower case, up to the first parameter. */
  word(name: string): string {
    return wordIn(this.first(name) ?? '');
  }

  /** The same of each that has this name: a header that may stand once stands twice where somebody wants it overlooked. */
  words(name: string): string[] {
    return this.all(name).map(wordIn);
  }
}

function wordIn(value: string): string {
  return value
    .replace(/\([^)]*\)/g, ' ')
    .split(';', 1)
    .join()
    .trim()
    .toLowerCase();
}
