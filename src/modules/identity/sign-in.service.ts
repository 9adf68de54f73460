import { createHash, randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Clock, DomainError, newId } from '../../kernel/index.js';
import { isThrottled, WINDOW_MINUTES, windowStart } from './domain/sign-in-limits.js';
import { OneAtATime } from './one-at-a-time.js';
import { hashPassword, verifyPassword } from './password.js';
import { SessionsStore } from './sessions.store.js';
import { hashToken, newToken } from './token.js';

export interface OpenedSession {
  accessToken: string;
  expiresInSeconds: number;
}

/**
 * Sign-in gives nothing away: an account that does not exist costs the same statements and the same work on a password
 * as one that does, is throttled alike, and answers alike. The limits look at failures that are already recorded, so
 * attempts on one account wait for one another: else a thousand guesses at the same moment would all find none.
 */
@Injectable()
export class SignInService implements OnModuleInit {
  private readonly attempts = new OneAtATime();
  private decoyHash: string;

  constructor(
    private readonly sessions: SessionsStore,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    this.decoyHash = await hashPassword(randomBytes(32).toString('base64url'));
  }

  async signIn(email: string, password: string, address: string): Promise<OpenedSession> {
    return this.open(await this.personWith(email, password, address));
  }

  /** Whose address and password these are, with the limits of a sign-in and without a session. */
  personWith(email: string, password: string, address: string): Promise<string> {
    const account = email.trim().toLowerCase();
    const accountHash = createHash('sha256').update(account).digest();
    return this.attempts.run(accountHash.toString('base64'), async () => {
      const failures = await this.sessions.failures(accountHash, address, windowStart(this.clock.now()));
      if (isThrottled(failures)) throw tooManyFailures();
      const candidate = await this.sessions.candidate(account);
      const isRight = await verifyPassword(candidate?.passwordHash ?? this.decoyHash, password);
      if (isRight && candidate) return candidate.personId;
      const now = this.clock.now();
      await this.sessions.addFailure(newId(now), accountHash, address, now);
      throw badCredentials();
    });
  }

  async signOut(tokenHash: Buffer): Promise<void> {
    await this.sessions.revoke(tokenHash, this.clock.now());
  }

  private async open(personId: string): Promise<OpenedSession> {
    const accessToken = newToken();
    const now = this.clock.now();
    const expiresInSeconds = this.config.sessionHours * 3600;
    const expiresAt = new Date(now.getTime() + expiresInSeconds * 1000);
    await this.sessions.open(hashToken(accessToken), personId, now, expiresAt);
    return { accessToken, expiresInSeconds };
  }
}

function badCredentials(): DomainError {
  return new DomainError({
    kind: 'unauthenticated',
    code: 'bad_credentials',
    detail: 'There is no account with this address and this password.',
  });
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
