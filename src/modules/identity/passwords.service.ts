import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../database/index.js';
import { Events } from '../../events/index.js';
import { Clock, DomainError } from '../../kernel/index.js';
import { recordOfAccount, type AccountEventType } from './account-record.js';
import { Attempts } from './attempts.js';
import { actorOf, type SignedInPerson } from './domain/membership.js';
import { flawOfPassword, isMadeOfAddress, type PasswordFlaw } from './domain/password-rules.js';
import { isPasswordToken } from './domain/password-token.js';
import { hashPassword } from './password.js';
import { PasswordsStore, setPassword } from './passwords.store.js';
import { SignInService, type OpenedSession } from './sign-in.service.js';
import { hashToken } from './token.js';

/**
 * People set their own password, by a link that was mailed to them or by the old one. Whatever is wrong with a link
 * (unknown, used, replaced, expired, of somebody who left) costs the same work and is answered alike. Every session of the
 * person ends: one that somebody else had opened, or had them use, is worth nothing from then on.
 */
@Injectable()
export class PasswordsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly passwords: PasswordsStore,
    private readonly attempts: Attempts,
    private readonly signIns: SignInService,
  ) {}

  /** By the token of a link. Refused: `bad_link` (404), a password that will not do (422), too many attempts (429). */
  async setByLink(token: string, password: string, address: string): Promise<void> {
    assertUsable(flawOfPassword(password));
    const done = await this.attempts.at(`password link: ${token}`, address, async () => {
      // before anything is looked up: the work is the same for a link that opens nothing
      const passwordHash = await hashPassword(password);
      const tokenHash = hashToken(token);
      const person = await this.passwords.personOfLink(tokenHash, this.clock.now());
      if (!person || !isPasswordToken(token)) return undefined;
      if (isMadeOfAddress(password, person.email)) throw refusedPassword('is_address');
      return (await this.put(person, tokenHash, passwordHash, 'person.password_set')) ? person : undefined;
    });
    if (!done) throw badLink();
  }

  /** By the old one, with the limits of a sign-in. Whoever changes it goes on with a new session, the only one left. */
  async change(
    person: SignedInPerson,
    { old, password, address }: { old: string; password: string; address: string },
  ): Promise<OpenedSession> {
    assertUsable(flawOfPassword(password));
    if (isMadeOfAddress(password, person.email)) throw refusedPassword('is_address');
    await this.signIns.personWith(person.email, old, address);
    if (old === password) throw refusedPassword('unchanged');
    await this.put(person, null, await hashPassword(password), 'person.password_changed');
    return this.signIns.open(person.id);
  }

  private put(
    person: SignedInPerson,
    tokenHash: Buffer | null,
    passwordHash: string,
    type: AccountEventType,
  ): Promise<boolean> {
    return this.work.run(actorOf(person, person.memberships[0]), async (tx) => {
      const now = this.clock.now();
      if (!(await setPassword(tx, tokenHash, passwordHash, now))) return false;
      for (const { institution } of person.memberships) {
        await recordOfAccount(this.events, tx, institution.id, now, { type, data: { personId: person.id } });
      }
      return true;
    });
  }
}

function badLink(): DomainError {
  const detail = 'This link opens nothing, or no longer: ask for another one.';
  return new DomainError({ kind: 'not_found', code: 'bad_link', detail });
}

const flaws: Record<PasswordFlaw, string> = {
  too_short: 'It has at least 12 characters.',
  too_long: 'It has at most 1024 characters.',
  too_uniform: 'It has at least five different characters.',
  is_address: 'It is not made of the address of the account.',
  unchanged: 'It is another one than before.',
};

function assertUsable(flaw: PasswordFlaw | undefined): void {
  if (flaw !== undefined) throw refusedPassword(flaw);
}

function refusedPassword(flaw: PasswordFlaw): DomainError {
  return new DomainError({
    kind: 'unprocessable',
    code: 'bad_password',
    detail: flaws[flaw],
    errors: [{ pointer: '/newPassword', code: flaw, message: flaws[flaw] }],
  });
}
