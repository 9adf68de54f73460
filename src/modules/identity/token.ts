import { createHash, randomBytes } from 'node:crypto';

const SESSION = /^Bearer +(gu_[\w-]{43})$/i;
const API_TOKEN = /^Bearer +(gut_[\w-]{43})$/i;

/** Of a session. 256 random bits; the prefix lets scanners for leaked secrets find it. */
export function newToken(): string {
  return `gu_${randomBytes(32).toString('base64url')}`;
}

/** Of a program. Its prefix is no session's, so that neither is ever looked up as the other. */
export function newApiToken(): string {
  return `gut_${randomBytes(32).toString('base64url')}`;
}

/** What the database keeps. A plain hash will do: nobody guesses 256 bits. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The hash of a session's token in an Authorization header; undefined when there is none of ours. */
export function tokenHashIn(authorization: string | undefined): Buffer | undefined {
  return hashOf(SESSION, authorization);
}

/** The hash of a program's token. */
export function apiTokenHashIn(authorization: string | undefined): Buffer | undefined {
  return hashOf(API_TOKEN, authorization);
}

function hashOf(pattern: RegExp, authorization: string | undefined): Buffer | undefined {
  const token = pattern.exec(authorization ?? '')?.[1];
  return token === undefined ? undefined : hashToken(token);
}
