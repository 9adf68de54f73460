import { createHmac, hkdfSync } from 'node:crypto';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { UnitOfWork } from '../../database/index.js';
import { RequestCounts, type Telling } from './request-counts.js';

/** How long a process may not know what others count. */
const INTERVAL_MS = 500;
const DIGEST_BYTES = 16;

export abstract class SharedCountsSettings {
  abstract readonly secretKeys: readonly string[];
}

/**
 * Tells the other processes what this one counts, and learns what they count, in one statement for all keys that were
 * asked for since the last time, twice a second at most. What is over the limit in all processes together is let through
 * for no longer than that. While the database is away each process counts alone.
 */
@Injectable()
export class SharedCounts implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('limits');
  private readonly secret: Buffer;
  private timer: NodeJS.Timeout | undefined;
  private exchanging: Promise<void> = Promise.resolve();
  private isAway = false;

  constructor(
    private readonly counts: RequestCounts,
    private readonly work: UnitOfWork,
    settings: SharedCountsSettings,
  ) {
    // a database that is read tells nothing of addresses: there are few enough to try them all
    this.secret = Buffer.from(hkdfSync('sha256', settings.secretKeys[0] ?? '', '', 'counting of requests', 32));
  }

  onApplicationBootstrap(): void {
    this.plan();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.exchanging;
  }

  /** `now` in milliseconds since 1970. */
  async exchange(now = Date.now()): Promise<void> {
    const some = this.counts.untold(now);
    const [first] = some;
    if (!first) return;
    const byDigest = new Map(some.map((telling) => [this.digest(telling.key).toString('hex'), telling]));
    const rows = await this.work.outside<{ key: Buffer; amount: number }>(
      'select key, amount from requests_counted(to_timestamp($1), $2, $3)',
      [first.minute * 60, some.map(({ key }) => this.digest(key)), some.map(({ requests }) => requests)],
    );
    for (const { key, amount } of rows) {
      const telling: Telling | undefined = byDigest.get(key.toString('hex'));
      if (telling) this.counts.settle(telling, amount);
    }
  }

  private plan(): void {
    this.timer = setTimeout(() => {
      this.exchanging = this.exchangeOrSay().then(() => {
        if (this.timer) this.plan();
      });
    }, INTERVAL_MS);
    this.timer.unref();
  }

  private async exchangeOrSay(): Promise<void> {
    try {
      await this.exchange();
      this.isAway = false;
    } catch (error) {
      if (!this.isAway) this.logger.warn(`requests are counted by this process alone: ${String(error)}`);
      this.isAway = true;
    }
  }

  private digest(key: string): Buffer {
    return createHmac('sha256', this.secret).update(key).digest().subarray(0, DIGEST_BYTES);
  }
}
