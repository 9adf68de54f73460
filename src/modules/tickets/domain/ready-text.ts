/** What a ready text may name of the ticket that it is used on. It is filled in once, and evaluated nowhere. */
export const placeholders = ['reference', 'institution.name'] as const;
export type Filling = Readonly<Record<(typeof placeholders)[number], string>>;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** What stands in braces and is no placeholder, in the order in which it stands. */
export function unknownPlaceholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, name = '']) => (isPlaceholder(name) ? [] : [`{${name}}`]));
}

/** The text with its placeholders filled in. What is filled in is not looked at again. */
export function rendered(text: string, filling: Filling): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => (isPlaceholder(name) ? filling[name] : whole));
}

function isPlaceholder(name: string): name is keyof Filling {
  return placeholders.some((one) => one === name);
}
