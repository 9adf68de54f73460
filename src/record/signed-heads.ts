import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import pg from 'pg';

/** Where a chain stood: the number and the hash of its last event. */
export interface Head {
  streamId: string;
  domain: string;
  number: number;
  hash: string;
}

/** What was kept on a day. */
export interface KeptDay {
  day: string;
  /** Undefined when this is not what was signed for that day. */
  heads: Head[] | undefined;
  /** The day before it on which heads were kept, if that file is gone or another now. */
  lost?: string | undefined;
}

/** A file before days followed one another held the heads alone. */
type Body = Head[] | { day: string; former: { day: string; signature: string } | null; heads: Head[] };

/**
 * The heads of all chains, kept once a day outside the database and signed (HMAC-SHA-256 with the secret key): who can
 * rewrite the database can make its chains agree with each other again, but not with what stood in this folder. A chain
 * may grow beyond a kept head; it must still contain it. Each file names its day and the signature of the one before, so
 * that one that is taken away, or put in the place of another, is missed by the next.
 */
export class SignedHeads {
  constructor(
    private readonly folder: string,
    private readonly secretKeys: readonly string[],
  ) {}

  /** Keeps the heads of a day (UTC), once. Returns how many; undefined when that day is kept already. */
  async keep(maintenanceUrl: string, now: Date): Promise<number | undefined> {
    const file = join(this.folder, `${now.toISOString().slice(0, 10)}.json`);
    const key = this.secretKeys[0];
    if (existsSync(file) || key === undefined) return undefined;
    const heads = await headsOf(maintenanceUrl);
    const day = nameOfDay(file);
    const before = this.files().findLast((name) => nameOfDay(name) < day);
    const former = before === undefined ? null : { day: nameOfDay(before), signature: this.read(before).signed };
    const body = JSON.stringify({ day, former, heads } satisfies Body);
    mkdirSync(this.folder, { recursive: true });
    const draft = `${file}.${String(process.pid)}`;
    writeFileSync(draft, `${signature(body, key)}\n${body}\n`);
    renameSync(draft, file);
    return heads.length;
  }

  /** Every kept day, oldest first. */
  days(): KeptDay[] {
    let areLinked = false;
    return this.files().map((name) => {
      const day = nameOfDay(name);
      const { body } = this.read(name);
      if (body === undefined) return { day, heads: undefined };
      // who has an old file of ours could put it anywhere, but for where days follow one another
      if (Array.isArray(body)) return { day, heads: areLinked ? undefined : body };
      areLinked = true;
      if (body.day !== day) return { day, heads: undefined };
      const { former, heads } = body;
      const isLost = former !== null && this.read(`${former.day}.json`).signed !== former.signature;
      return { day, heads, ...(isLost ? { lost: former.day } : {}) };
    });
  }

  private files(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => /^\d{4}-\d\d-\d\d\.json$/.test(name))
      .sort();
  }

  /** `body` undefined when the signature is not ours. */
  private read(name: string): { signed: string; body: Body | undefined } {
    const file = join(this.folder, name);
    if (!existsSync(file)) return { signed: '', body: undefined };
    const [signed = '', body = ''] = readFileSync(file, 'utf8').split('\n');
    const isOurs = this.secretKeys.some((key) => isSame(signed, signature(body, key)));
    return { signed, body: isOurs ? (JSON.parse(body) as Body) : undefined };
  }
}

const nameOfDay = (file: string) => basename(file, '.json');

async function headsOf(maintenanceUrl: string): Promise<Head[]> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Head>(
      `select stream_id as "streamId", domain, last_number as number, encode(last_hash, 'hex') as hash
         from event_chain
        order by stream_id, domain`,
    );
    return rows;
  } finally {
    await client.end();
  }
}

function signature(body: string, key: string): string {
  return createHmac('sha256', key).update(`record heads\n${body}`).digest('hex');
}

function isSame(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
