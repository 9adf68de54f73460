import { randomFillSync } from 'node:crypto';

/** The person of what the system does by itself: timers, deliveries of mail. Belongs to nobody and can sign in nowhere. */
export const SYSTEM_PERSON = '00000000-0000-0000-0000-000000000000';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

const pool = Buffer.alloc(10 * 256);
let used = pool.length;
/** The counters of the instants that were used last; ids of several instants are made in turns. */
const sequences = new Map<number, number>();
const KEPT = 1000;
const COUNTED = 2 ** 26;

/**
 * A UUID of version 7 (RFC 9562): ordered by `at`, so that indexes grow at one end; what one process makes for the same
 * millisecond is ordered as it was made (section 6.2, method 1: a counter of 26 bits with a random start, in the 12 bits
 * after the version and the 14 after the variant). Made here because PostgreSQL has `uuidv7()` from 18 on only.
 */
export function newId(at: Date = new Date()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += 10));
  const instant = at.getTime();
  const counter = nextOf(instant, random.readUInt32BE(0) & (COUNTED / 2 - 1));
  const time = instant.toString(16).padStart(12, '0');
  const high = (0x7000 | (counter >>> 14)).toString(16);
  const low = (0x8000 | (counter & 0x3fff)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-${high}-${low}-${random.toString('hex', 4)}`;
}

/** When an id of ours was made, to the millisecond. Of any other it says some instant. */
export function instantOfId(id: string): Date {
  return new Date(parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

function nextOf(instant: number, start: number): number {
  const last = sequences.get(instant);
  const next = last === undefined ? start : (last + 1) % COUNTED;
  // put at the end: the first of the map is the one that was not used for longest
  sequences.delete(instant);
  sequences.set(instant, next);
  if (sequences.size > KEPT) sequences.delete(sequences.keys().next().value ?? instant);
  return next;
}
