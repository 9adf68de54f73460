import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { networkOf } from '../../http/index.js';
import { Clock, DomainError, newId } from '../../kernel/index.js';
import { isThrottled, WINDOW_MINUTES, windowStart } from './domain/sign-in-limits.js';
import { OneAtATime } from './one-at-a-time.js';
import { SessionsStore } from './sessions.store.js';

/**
 * Slows guessing down, by what is guessed at and by the address from which it comes. The limits look at failures that are
 * already recorded, so attempts at one thing wait for one another: else a thousand guesses at the same moment would all
 * find none.
 */
@Injectable()
export class Attempts {
  private readonly waiting = new OneAtATime();

  constructor(
    private readonly sessions: SessionsStore,
    private readonly clock: Clock,
  ) {}

  /** What the attempt gives; undefined, and counted as a failure, when it gives nothing. Refused: too many (429). */
  async at<T>(what: string, address: string, attempt: () => Promise<T | undefined>): Promise<T | undefined> {
    const hash = createHash('sha256').update(what).digest();
    const network = networkOf(address);
    return this.waiting.run(hash.toString('base64'), async () => {
      const failures = await this.sessions.failures(hash, network, windowStart(this.clock.now()));
      if (isThrottled(failures)) throw tooManyFailures();
      const result = await attempt();
      if (result !== undefined) return result;
      const now = this.clock.now();
      await this.sessions.addFailure(newId(now), hash, network, now);
      return undefined;
    });
  }
}

function tooManyFailures(): DomainError {
  return new DomainError({
    kind: 'too_many',
    code: 'too_many_failures',
    detail: 'Too many attempts to sign in have failed: try again later.',
    // when the last failure leaves the window; says nothing about when the others were
    retryAfterSeconds: WINDOW_MINUTES * 60,
  });
}
