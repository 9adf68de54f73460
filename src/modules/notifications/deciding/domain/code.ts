import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The code that is mailed to the person themselves: eight digits made from the id of its row and a secret key. It is
 * kept nowhere, not even as a hash: whoever reads the database without the key cannot try all hundred million.
 */
const PURPOSE = 'code for a decision, 1: ';
const DIGITS = 8;

export const CODE_LASTS_MS = 10 * 60_000;
export const MOST_WRONG = 5;
export const MOST_AN_HOUR = 5;
export const HOUR_MS = 3_600_000;

export function codeOf(id: string, secret: string): string {
  const bytes = createHmac('sha256', secret).update(PURPOSE).update(id).digest();
  return (bytes.readBigUInt64BE() % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0');
}

/** As people type it: with spaces, or a dash. */
export function typedCode(text: string): string {
  return text.replace(/[\s\u00a0\u202f-]/g, '');
}

/** Whether what was typed is the code of one of these rows, under any of the keys; takes as long whichever it is. */
export function isCodeOfOne(typed: string, ids: readonly string[], secrets: readonly string[]): boolean {
  const given = Buffer.from(typed.slice(0, DIGITS).padEnd(DIGITS, ' '), 'latin1');
  const hits = ids.flatMap((id) =>
    secrets.map((secret) => timingSafeEqual(Buffer.from(codeOf(id, secret), 'latin1'), given)),
  );
  return /^\d{8}$/.test(typed) && hits.includes(true);
}
