import { createHash } from 'node:crypto';
import pg from 'pg';
import type { SignedHeads } from './signed-heads.js';

export interface RecordCheck {
  /** How many events were recomputed; none is a failure of the check, not a clean record. */
  events: number;
  chains: number;
  /** How many signed heads of how many days were found again. */
  heads: number;
  days: number;
  /** What is wrong, in words; empty when nothing is. */
  flaws: string[];
}

interface Line {
  streamId: string;
  number: number;
  domain: string;
  canonical: string;
  previousHash: Buffer;
  hash: Buffer;
}

const BATCH = 5000;

/**
 * Recomputes the whole record: every event's hash from its text and the one before in its domain, the numbers of every
 * stream without gaps, the stored heads, and the heads that were signed and kept outside. Reads as the maintenance role.
 */
export async function checkRecord(maintenanceUrl: string, signed: SignedHeads): Promise<RecordCheck> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  // kept heads first: what is appended meanwhile is in neither; then one view of the database for all that follows
  const days = signed.days();
  await client.query('begin isolation level repeatable read read only');
  try {
    const flaws: string[] = [];
    const hashes = new Map<string, Buffer>();
    const tails = new Map<string, { number: number; hash: Buffer }>();
    const numbers = new Map<string, number>();
    let events = 0;
    for await (const line of linesOf(client)) {
      events += 1;
      const name = `event ${String(line.number)} of stream ${line.streamId}`;
      const chain = `${line.streamId}/${line.domain}`;
      const expected = (numbers.get(line.streamId) ?? 0) + 1;
      if (line.number !== expected) flaws.push(`${name}: number ${String(expected)} is missing before it`);
      numbers.set(line.streamId, line.number);
      const before = tails.get(chain)?.hash ?? sha256(chain);
      if (!before.equals(line.previousHash)) flaws.push(`${name}: does not follow the one before in its chain`);
      if (!sha256(line.previousHash, line.canonical).equals(line.hash)) flaws.push(`${name}: was changed`);
      tails.set(chain, { number: line.number, hash: line.hash });
      hashes.set(`${line.streamId}/${line.domain}/${String(line.number)}`, line.hash);
    }
    await compareStoredHeads(client, tails, flaws);
    const heads = compareSignedHeads(days, hashes, flaws);
    if (events === 0) flaws.push('there was no event to check');
    return { events, chains: tails.size, heads, days: days.length, flaws };
  } finally {
    await client.end();
  }
}

async function* linesOf(client: pg.Client): AsyncGenerator<Line> {
  let after: { streamId: string; number: number } = { streamId: '00000000-0000-0000-0000-000000000000', number: 0 };
  for (;;) {
    const { rows } = await client.query<Line>(
      `select stream_id as "streamId", number, domain, event_canonical(e) as canonical,
              previous_hash as "previousHash", hash
         from event e
        where (stream_id, number) > ($1, $2)
        order by stream_id, number
        limit ${String(BATCH)}`,
      [after.streamId, after.number],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last;
  }
}

async function compareStoredHeads(
  client: pg.Client,
  tails: ReadonlyMap<string, { number: number; hash: Buffer }>,
  flaws: string[],
): Promise<void> {
  const { rows } = await client.query<{ chain: string; number: number; hash: Buffer }>(
    `select stream_id || '/' || domain as chain, last_number as number, last_hash as hash from event_chain`,
  );
  for (const { chain, number, hash } of rows) {
    const tail = tails.get(chain);
    if (tail?.number !== number || !tail.hash.equals(hash))
      flaws.push(`chain ${chain}: its head is not its last event`);
  }
  if (rows.length !== tails.size) flaws.push(`${String(tails.size)} chains have ${String(rows.length)} heads`);
}

function compareSignedHeads(
  days: ReturnType<SignedHeads['days']>,
  hashes: ReadonlyMap<string, Buffer>,
  flaws: string[],
): number {
  let heads = 0;
  for (const { day, heads: kept } of days) {
    if (!kept) flaws.push(`the heads kept on ${day} are not signed by this installation`);
    for (const head of kept ?? []) {
      const found = hashes.get(`${head.streamId}/${head.domain}/${String(head.number)}`);
      if (found?.toString('hex') === head.hash) heads += 1;
      else
        flaws.push(
          `stream ${head.streamId}: event ${String(head.number)} stood there on ${day} and is gone or another`,
        );
    }
  }
  return heads;
}

function sha256(...parts: (string | Buffer)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
