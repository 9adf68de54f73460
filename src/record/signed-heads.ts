import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Where a chain stood: the number and the hash of its last event. */
export interface Head {
  streamId: string;
  domain: string;
  number: number;
  hash: string;
}

/**
 * The heads of all chains, kept once a day outside the database and signed (HMAC-SHA-256 with the secret key): who can
 * rewrite the database can make its chains agree with each other again, but not with what stood in this folder. A chain
 * may grow beyond a kept head; it must still contain it.
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
    const body = JSON.stringify(heads);
    mkdirSync(this.folder, { recursive: true });
    const draft = `${file}.${String(process.pid)}`;
    writeFileSync(draft, `${signature(body, key)}\n${body}\n`);
    renameSync(draft, file);
    return heads.length;
  }

  /** Every kept day, oldest first; `heads` undefined when the signature is not ours. */
  days(): { day: string; heads: Head[] | undefined }[] {
    if (!existsSync(this.folder)) return [];
    const files = readdirSync(this.folder).filter((name) => /^\d{4}-\d\d-\d\d\.json$/.test(name));
    return files.sort().map((name) => {
      const [signed = '', body = ''] = readFileSync(join(this.folder, name), 'utf8').split('\n');
      const isOurs = this.secretKeys.some((key) => isSame(signed, signature(body, key)));
      return { day: name.slice(0, 10), heads: isOurs ? (JSON.parse(body) as Head[]) : undefined };
    });
  }
}

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
