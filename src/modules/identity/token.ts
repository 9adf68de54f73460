import { createHash, randomBytes } from 'node:crypto';

const BEARER = /^Bearer +(gu_[\w-]{43})$/i;

/** 256 random bits. The prefix lets scanners for leaked secrets find it. */
export function newToken(): string {
  return `gu_${randomBytes(32).toString('base64url')}`;
}

/** What the database keeps. A plain hash will do: nobody guesses 256 bits. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** The hash of the token in an Authorization header; undefined when there is none of ours. */
export function tokenHashIn(authorization: string | undefined): Buffer | undefined {
  const token = BEARER.exec(authorization ?? '')?.[1];
  return token === undefined ? undefined : hashToken(token);
}
