import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../database/index.js';
import { type SignedInPerson } from './domain/membership.js';
import { type Failures } from './domain/sign-in-limits.js';

/** What the database knows about somebody who says who they are. */
export interface Candidate {
  personId: string;
  passwordHash: string;
}

/**
 * Signing in happens before a tenant is known, so outside the wall: each statement calls one narrow function of the
 * database, which gives out as little as it can. No other store does without a transaction.
 */
@Injectable()
export class SessionsStore {
  constructor(private readonly work: UnitOfWork) {}

  async failures(accountHash: Buffer, address: string, since: Date): Promise<Failures> {
    const [row] = await this.work.outside<{ of_account: string; of_address: string }>(
      'select of_account, of_address from sign_in_failures($1, $2, $3)',
      [accountHash, address, since],
    );
    return { ofAccount: Number(row?.of_account), ofAddress: Number(row?.of_address) };
  }

  async addFailure(id: string, accountHash: Buffer, address: string, at: Date): Promise<void> {
    await this.work.outside('select sign_in_failed($1, $2, $3, $4)', [id, accountHash, address, at]);
  }

  async candidate(email: string): Promise<Candidate | undefined> {
    const [row] = await this.work.outside<Candidate>(
      'select person_id as "personId", password_hash as "passwordHash" from sign_in_candidate($1)',
      [email],
    );
    return row;
  }

  async open(tokenHash: Buffer, personId: string, at: Date, expiresAt: Date): Promise<void> {
    await this.work.outside('select session_open($1, $2, $3, $4)', [tokenHash, personId, at, expiresAt]);
  }

  async revoke(tokenHash: Buffer, at: Date): Promise<void> {
    await this.work.outside('select session_revoke($1, $2)', [tokenHash, at]);
  }

  /** The person of a session that is open, neither expired nor revoked, and whose person has not left. */
  async person(tokenHash: Buffer, at: Date): Promise<SignedInPerson | undefined> {
    const [row] = await this.work.outside<{ person: SignedInPerson | null }>(
      'select session_person($1, $2) as person',
      [tokenHash, at],
    );
    return row?.person ?? undefined;
  }

  /** Whose token for programs it is, and what it opens; undefined once it has expired or its maker has left. */
  async tokenHolder(
    tokenHash: Buffer,
    at: Date,
  ): Promise<{ person: SignedInPerson; scopes: readonly string[] } | undefined> {
    const [row] = await this.work.outside<{ holder: { person: SignedInPerson; scopes: string[] } | null }>(
      'select api_token_person($1, $2) as holder',
      [tokenHash, at],
    );
    return row?.holder ?? undefined;
  }
}
