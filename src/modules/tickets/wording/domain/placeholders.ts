/** What a canned answer may leave open, filled in from the ticket that it is used on. */
export const placeholders = ['requester.name', 'reference', 'service.name', 'agent.name'] as const;
export type Placeholder = (typeof placeholders)[number];

/** A name in braces. Braces around anything else are text. */
const NAMED = /\{([a-zA-Z][\w.]*)\}/g;

/** Names in braces that mean nothing, each once. */
export function unknownPlaceholders(body: string): string[] {
  const names = [...body.matchAll(NAMED)].map(([, name = '']) => name);
  return [...new Set(names.filter((name) => !isPlaceholder(name)))];
}

/**
 * The text with its values, in one pass: what a value holds is text, whatever it looks like. Names that mean nothing stay
 * as they are.
 */
export function render(body: string, values: Readonly<Record<Placeholder, string>>): string {
  return body.replace(NAMED, (whole, name: string) => (isPlaceholder(name) ? oneLine(values[name]) : whole));
}

/** A name is one line, so that it cannot look like what somebody else wrote. */
const oneLine = (value: string) => value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

const isPlaceholder = (name: string): name is Placeholder => placeholders.some((known) => known === name);
