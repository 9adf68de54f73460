import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { Clock, DomainError } from '../../kernel/index.js';
import { Attempts } from './attempts.js';
import { hashPassword, verifyPassword } from './password.js';
import { SessionsStore } from './sessions.store.js';
import { hashToken, newToken } from './token.js';

export interface OpenedSession {
  accessToken: string;
  expiresInSeconds: number;
}

/**
 * Sign-in gives nothing away: an account that does not exist costs the same statements and the same work on a password
 * as one that does, is throttled alike, and answers alike.
 */
@Injectable()
export class SignInService implements OnModuleInit {
  private decoyHash: string;

  constructor(
    private readonly sessions: SessionsStore,
    private readonly attempts: Attempts,
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
  async personWith(email: string, password: string, address: string): Promise<string> {
    const account = email.trim().toLowerCase();
    const personId = await this.attempts.at(account, address, async () => {
      const candidate = await this.sessions.candidate(account);
      const isRight = await verifyPassword(candidate?.passwordHash ?? this.decoyHash, password);
      return isRight ? candidate?.personId : undefined;
    });
    if (personId === undefined) throw badCredentials();
    return personId;
  }

  async signOut(tokenHash: Buffer): Promise<void> {
    await this.sessions.revoke(tokenHash, this.clock.now());
  }

  /** For somebody who has just shown who they are. */
  async open(personId: string): Promise<OpenedSession> {
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
