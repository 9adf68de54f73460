import { randomFillSync } from 'node:crypto';

/** The person of what the system does by itself: timers, deliveries of mail. Belongs to nobody and can sign in nowhere. */
export const SYSTEM_PERSON = '00000000-0000-0000-0000-000000000000';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

const pool = Buffer.alloc(10 * 256);
let used = pool.length;
let lastInstant = -1;
let sequence = 0;

/**
 * A UUID of version 7 (RFC 9562): ordered by `at`, so that indexes grow at one end; what one process makes for the same
 * millisecond is ordered as it was made (section 6.2, method 1: a counter of 12 bits with a random start). Made here
 * because PostgreSQL has `uuidv7()` from 18 on only.
 */
export function newId(at: Date = new Date()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += 10)).toString('hex');
  const instant = at.getTime();
  sequence = instant === lastInstant ? (sequence + 1) % 0x1000 : parseInt(random.slice(0, 3), 16) & 0x7ff;
  lastInstant = instant;
  const time = instant.toString(16).padStart(12, '0');
  const variant = ((parseInt(random.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  const counter = sequence.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}
