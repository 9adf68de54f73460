import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What stands hidden in the form of a decision once somebody has shown who they are. It says so of one link only, and for
 * half an hour; a page of another site does not know it. No cookie: what the browser sends by itself proves nothing.
 */
const PURPOSE = 'shown who they are, 1: ';
const LASTS_MS = 30 * 60_000;
const PROOF = /^[0-9a-f]{8}[\w-]{43}$/;

export function proofFor(token: string, now: Date, secret: string): string {
  const end = Math.floor((now.getTime() + LASTS_MS) / 1000)
    .toString(16)
    .padStart(8, '0');
  return `${end}${signature(token, end, secret).toString('base64url')}`;
}

export function isProofFor(token: string, proof: string, now: Date, secrets: readonly string[]): boolean {
  if (!PROOF.test(proof)) return false;
  const end = proof.slice(0, 8);
  const given = Buffer.from(proof.slice(8), 'base64url');
  const signed = secrets.map((secret) => timingSafeEqual(signature(token, end, secret), given)).includes(true);
  return signed && parseInt(end, 16) * 1000 > now.getTime();
}

function signature(token: string, end: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(PURPOSE).update(`${end} ${token}`).digest();
}
