import type { Permission } from './permissions.js';

/** What a token for programs may open, and what its maker must be allowed for that. A route names the scope that opens it. */
export const scopes = {
  // mail comes in for everybody, and no institution's people may say what somebody else wrote
  'mail:inbound': 'mail.receive',
} as const satisfies Record<string, Permission>;

export type Scope = keyof typeof scopes;
export const scopeNames = Object.keys(scopes) as Scope[];

export const isScope = (name: string): name is Scope => Object.hasOwn(scopes, name);

/** A token is renewed at least once a year: one that leaked and that nobody knows of ends by itself. */
export const LONGEST_TOKEN_DAYS = 366;
export const MOST_TOKENS = 50;
