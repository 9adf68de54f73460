import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';

const MINUTE = 60_000;
/** Who is asked for least lately is forgotten first. */
const MOST_KEYS = 20_000;
/** What one exchange carries; the rest waits for the next. */
export const MOST_AT_ONCE = 1000;
/** Requests of one key in a minute that no other process is told of: who asks seldom costs nothing. */
const FEW = 10;

interface Count {
  minute: number;
  /** In this minute, in all processes as far as known. */
  requests: number;
  /** Of these, what the others have not been told. */
  untold: number;
  /** In this minute, in this process. */
  own: number;
  /** In the minute before. */
  former: number;
}

/** What one process tells the others of one key. */
export interface Telling {
  key: string;
  minute: number;
  requests: number;
}

export type Answer = { isAllowed: true } | { isAllowed: false; retryAfterSeconds: number };

/**
 * How often each key asked in the last minute, counted by calendar minutes: this one whole, and of the one before the
 * share that is not over yet. So a burst at the turn of a minute gets no second allowance. What is refused counts for
 * nothing. Decides at once by what is known here; what other processes count arrives by `settle`.
 */
@Injectable()
export class RequestCounts {
  private readonly most: number;
  private readonly few: number;
  private readonly counts = new Map<string, Count>();

  constructor({ rateLimitPerMinute }: Config) {
    this.most = rateLimitPerMinute;
    this.few = Math.min(FEW, Math.ceil(rateLimitPerMinute / 100));
  }

  /** Asks for one request more; `now` in milliseconds since 1970. */
  ask(key: string, now: number): Answer {
    const minute = Math.floor(now / MINUTE);
    const count = rolled(this.counts.get(key), minute);
    this.keep(key, count);
    const spent = (now % MINUTE) / MINUTE;
    if (count.former * (1 - spent) + count.requests >= this.most)
      return { isAllowed: false, retryAfterSeconds: secondsUntilAllowed(count, spent, this.most) };
    count.requests += 1;
    count.own += 1;
    count.untold += 1;
    return { isAllowed: true };
  }

  /** What the other processes do not know of this minute, of those that ask often: as much as goes at once. */
  untold(now: number): Telling[] {
    const present = Math.floor(now / MINUTE);
    const found: Telling[] = [];
    for (const [key, { minute, own, untold }] of this.counts) {
      if (minute === present && untold > 0 && own >= this.few) found.push({ key, minute, requests: untold });
      if (found.length === MOST_AT_ONCE) break;
    }
    return found;
  }

  /** What was told has arrived, and so many requests of the key are known in all. A minute that is over is forgotten. */
  settle({ key, minute, requests }: Telling, inAll: number): void {
    const count = this.counts.get(key);
    if (count?.minute !== minute) return;
    count.untold -= requests;
    count.requests = inAll + count.untold;
  }

  private keep(key: string, count: Count): void {
    // moved to the end: the first one is who asked the longest ago
    this.counts.delete(key);
    this.counts.set(key, count);
    const [oldest] = this.counts.keys();
    if (this.counts.size > MOST_KEYS && oldest !== undefined) this.counts.delete(oldest);
  }
}

function rolled(count: Count | undefined, minute: number): Count {
  if (count?.minute === minute) return count;
  const former = count?.minute === minute - 1 ? count.requests : 0;
  return { minute, requests: 0, untold: 0, own: 0, former };
}

/** `spent`: which part of this minute is over. */
function secondsUntilAllowed({ requests, former }: Count, spent: number, most: number): number {
  // what was asked for in this minute counts wholly until its end
  const at = requests >= most ? 1 : 1 - (most - requests) / former;
  return Math.max(1, Math.ceil((at - spent) * (MINUTE / 1000)));
}
