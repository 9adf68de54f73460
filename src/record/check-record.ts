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
  occurredAt: Date;
}

const BATCH = 5000;
/** Heads are kept as soon as a day has begun: what happens later than the day after ought to have some before it. */
const TOO_LONG = 2 * 24 * 3_600_000;

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
    const wanted = new Set(days.flatMap(({ heads }) => (heads ?? []).map(nameOfHead)));
    const hashes = new Map<string, string>();
    const heads = new StoredHeads(client, flaws);
    let events = 0;
    let newest = new Date(0);
    for await (const line of linesOf(client)) {
      events += 1;
      const name = `event ${String(line.number)} of stream ${line.streamId}`;
      const stream = await heads.streamOf(line.streamId);
      const expected = stream.number + 1;
      if (line.number !== expected) flaws.push(`${name}: number ${String(expected)} is missing before it`);
      stream.number = line.number;
      const before = stream.tails.get(line.domain)?.hash ?? sha256(`${line.streamId}/${line.domain}`);
      if (!before.equals(line.previousHash)) flaws.push(`${name}: does not follow the one before in its chain`);
      if (!sha256(line.previousHash, line.canonical).equals(line.hash)) flaws.push(`${name}: was changed`);
      stream.tails.set(line.domain, { number: line.number, hash: line.hash });
      if (line.occurredAt > newest) newest = line.occurredAt;
      if (wanted.has(nameOfHead(line))) hashes.set(nameOfHead(line), line.hash.toString('hex'));
    }
    const chains = await heads.end();
    const kept = compareSignedHeads(days, hashes, flaws);
    const last = days.at(-1)?.day;
    if (last !== undefined && newest.getTime() - new Date(last).getTime() >= TOO_LONG)
      flaws.push(`no heads are kept of after ${last}, and events were recorded until ${newest.toISOString()}`);
    if (events === 0) flaws.push('there was no event to check');
    return { events, chains, heads: kept, days: days.length, flaws };
  } finally {
    await client.end();
  }
}

interface Stream {
  number: number;
  /** The last event of each domain. */
  tails: Map<string, { number: number; hash: Buffer }>;
}

const STREAMS = 1000;

/** Compares stored heads with the ends of the chains, some streams at a time: a record is larger than memory. */
class StoredHeads {
  private readonly streams = new Map<string, Stream>();
  private compared = 0;

  constructor(
    private readonly client: pg.Client,
    private readonly flaws: string[],
  ) {}

  /** Events come stream by stream: whoever begins another one has ended those before. */
  async streamOf(streamId: string): Promise<Stream> {
    const known = this.streams.get(streamId);
    if (known) return known;
    if (this.streams.size === STREAMS) await this.compare();
    const stream: Stream = { number: 0, tails: new Map() };
    this.streams.set(streamId, stream);
    return stream;
  }

  /** How many chains there are. */
  async end(): Promise<number> {
    await this.compare();
    const { rows } = await this.client.query<{ heads: number }>('select count(*)::int as heads from event_chain');
    await this.emptied();
    const heads = rows[0]?.heads ?? 0;
    if (heads !== this.compared) this.flaws.push(`${String(this.compared)} chains have ${String(heads)} heads`);
    return this.compared;
  }

  private async compare(): Promise<void> {
    const { rows } = await this.client.query<{ streamId: string; domain: string; number: number; hash: Buffer }>(
      `select stream_id as "streamId", domain, last_number as number, last_hash as hash
         from event_chain where stream_id = any ($1)`,
      [[...this.streams.keys()]],
    );
    for (const { streamId, domain, number, hash } of rows) {
      const tail = this.streams.get(streamId)?.tails.get(domain);
      if (tail?.number !== number || !tail.hash.equals(hash))
        this.flaws.push(`chain ${streamId}/${domain}: its head is not its last event`);
    }
    for (const { streamId, number } of await this.counted([...this.streams.keys()])) {
      const last = this.streams.get(streamId)?.number;
      if (last !== number)
        this.flaws.push(`stream ${streamId}: it counts ${String(number ?? 'no')} events and has ${String(last)}`);
    }
    for (const { tails } of this.streams.values()) this.compared += tails.size;
    this.streams.clear();
  }

  /** What the streams themselves count; the next event will have the number after. */
  private async counted(streamIds: readonly string[]): Promise<{ streamId: string; number: number | undefined }[]> {
    const { rows } = await this.client.query<{ streamId: string; number: number }>(
      'select stream_id as "streamId", last_number as number from event_stream where stream_id = any ($1)',
      [streamIds],
    );
    const numbers = new Map(rows.map(({ streamId, number }) => [streamId, number]));
    return streamIds.map((streamId) => ({ streamId, number: numbers.get(streamId) }));
  }

  /** Streams that count events and have none. */
  private async emptied(): Promise<void> {
    const { rows } = await this.client.query<{ streamId: string; number: number }>(
      `select s.stream_id as "streamId", s.last_number as number
         from event_stream s
        where s.last_number <> 0
          and not exists (select from event e where e.stream_id = s.stream_id)
        order by s.stream_id`,
    );
    for (const { streamId, number } of rows)
      this.flaws.push(`stream ${streamId}: it counts ${String(number)} events and has none`);
  }
}

async function* linesOf(client: pg.Client): AsyncGenerator<Line> {
  let after: { streamId: string; number: number } = { streamId: '00000000-0000-0000-0000-000000000000', number: 0 };
  for (;;) {
    const { rows } = await client.query<Line>(
      `select stream_id as "streamId", number, domain, event_canonical(e) as canonical,
              previous_hash as "previousHash", hash, occurred_at as "occurredAt"
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

function nameOfHead(head: { streamId: string; domain: string; number: number }): string {
  return `${head.streamId}/${head.domain}/${String(head.number)}`;
}

function compareSignedHeads(
  days: ReturnType<SignedHeads['days']>,
  hashes: ReadonlyMap<string, string>,
  flaws: string[],
): number {
  let heads = 0;
  for (const { day, heads: kept, lost } of days) {
    if (!kept) flaws.push(`the heads kept on ${day} are not signed by this installation for that day`);
    if (lost !== undefined) flaws.push(`the heads kept on ${lost} are gone or others: those of ${day} followed them`);
    for (const head of kept ?? []) {
      if (hashes.get(nameOfHead(head)) === head.hash) heads += 1;
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
