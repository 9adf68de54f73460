import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Transaction } from '../../database/index.js';
import type { SignedInPerson } from './domain/membership.js';
import type { LinkPurpose } from './domain/password-token.js';

/** An account, as whoever runs the installation sees it. */
export interface Account extends SignedInPerson {
  leftAt: Date | null;
  hasPassword: boolean;
  /** Until when an open link sets a password. */
  invitedUntil: Date | null;
  /** How many are open. */
  sessions: number;
  tokens: number;
}

export interface NewPasswordLink {
  id: string;
  email: string;
  purpose: LinkPurpose;
  tokenHash: Buffer;
  at: Date;
  expiresAt: Date;
}

type Told = Omit<Account, 'leftAt' | 'invitedUntil'> & { leftAt: string | null; invitedUntil: string | null };

/** Like signing in, most of this happens before a tenant is known: by narrow functions of the database. */
@Injectable()
export class PasswordsStore {
  constructor(private readonly work: UnitOfWork) {}

  async account(email: string, at: Date): Promise<Account | undefined> {
    const [row] = await this.work.outside<{ account: Told | null }>('select person_account($1, $2) as account', [
      email,
      at,
    ]);
    const told = row?.account;
    return told ? { ...told, leftAt: instant(told.leftAt), invitedUntil: instant(told.invitedUntil) } : undefined;
  }

  /** Whose link it is, as long as it may be used. */
  async personOfLink(tokenHash: Buffer, at: Date): Promise<SignedInPerson | undefined> {
    const [row] = await this.work.outside<{ person: SignedInPerson | null }>(
      'select password_link_person($1, $2) as person',
      [tokenHash, at],
    );
    return row?.person ?? undefined;
  }
}

/** Leaves a row whether or not somebody has the address. */
export async function makeLink(
  tx: Transaction,
  { id, email, purpose, tokenHash, at, expiresAt }: NewPasswordLink,
): Promise<void> {
  await tx.query('select password_link_make($1, $2, $3, $4, $5, $6)', [id, email, purpose, tokenHash, at, expiresAt]);
}

/** One's own password; every session ends. `tokenHash`: by a link. False when the link was used meanwhile. */
export async function setPassword(
  tx: Transaction,
  tokenHash: Buffer | null,
  passwordHash: string,
  at: Date,
): Promise<boolean> {
  const [row] = await tx.query<{ is: boolean }>('select password_set($1, $2, $3) as is', [tokenHash, passwordHash, at]);
  return row?.is === true;
}

/** By the system of an institution of theirs. Returns the tokens that ended, each with its institution. */
export async function leave(
  tx: Transaction,
  personId: string,
  leftAt: Date,
  at: Date,
): Promise<{ tokenId: string; institutionId: string | null }[]> {
  return tx.query<{ tokenId: string; institutionId: string | null }>(
    `select token_id as "tokenId", institution_id as "institutionId"
       from person_leave($1, $2, $3)
      order by token_id`,
    [personId, leftAt, at],
  );
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
