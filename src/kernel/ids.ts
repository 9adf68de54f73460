import { randomFillSync } from 'node:crypto';

/** The person of what the system does by itself: timers, deliveries of mail. Belongs to nobody and can sign in nowhere. */
export const SYSTEM_PERSON = '00000000-0000-0000-0000-000000000000';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

const pool = Buffer.alloc(10 * 256);
let used = pool.length;

/**
 * A UUID of version 7 (RFC 9562): ordered by `at`, so that indexes grow at one end. Made here because PostgreSQL has
 * `uuidv7()` from 18 on only.
 */
export function newId(at: Date = new Date()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += 10));
  const time = at.getTime().toString(16).padStart(12, '0');
  const tail = Buffer.from(random);
  tail[0] = ((tail[0] ?? 0) & 0x0f) | 0x70;
  tail[2] = ((tail[2] ?? 0) & 0x3f) | 0x80;
  const hex = tail.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8)}`;
}
