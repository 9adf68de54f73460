import { Inject, Injectable } from '@nestjs/common';
import { systemActor, UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import { Clock, conflict, newId, notFound } from '../../../kernel/index.js';
import {
  Attempts,
  hashToken,
  leave,
  linkEnd,
  makeLink,
  NO_INSTITUTION,
  passwordToken,
  PasswordsStore,
  recordOfAccount,
  type Account,
  type LinkPurpose,
} from '../../identity/index.js';
import { MAIL_SETTINGS, type MailSettings } from '../../mail/index.js';
import { openWork, type OpenWork } from './open-work.store.js';

export interface WorkLeft {
  institution: Actor['institution'];
  work: readonly OpenWork[];
}

/**
 * How people come and go: a link to set the first password, a link to set another one, and the end of everything they could
 * do here. What is mailed follows from rows, by whichever process works.
 */
@Injectable()
export class AccountsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly passwords: PasswordsStore,
    private readonly attempts: Attempts,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  async account(email: string): Promise<Account> {
    const account = await this.passwords.account(email.trim(), this.clock.now());
    if (!account) throw notFound();
    return account;
  }

  /** For somebody who has no password. Takes the place of the invitation before. Returns until when it serves. */
  async invite(email: string): Promise<Date> {
    const account = await this.present(email);
    if (account.hasPassword)
      throw conflict('has_password', 'They have a password already: a reset gives them another.');
    return this.told(account, 'invitation', 'person.invited');
  }

  /** What the old password opens ends at once; the link that is mailed sets another one. Returns until when it serves. */
  async reset(email: string): Promise<Date> {
    return this.told(await this.present(email), 'reset', 'person.reset');
  }

  /**
   * For whoever has forgotten the password. Says nothing, and does the same for an address that nobody has. Each asking
   * counts like a failure to sign in, at a thing of its own: nobody is kept from signing in by it.
   */
  async forgotten(email: string, address: string): Promise<void> {
    const account = email.trim().toLowerCase();
    await this.attempts.at(`forgotten: ${account}`, address, async () => {
      await this.work.run(systemActor(NO_INSTITUTION.id), (tx) => this.link(tx, account, 'forgotten'));
      return undefined;
    });
  }

  /**
   * Ends what somebody could do, in all institutions; what they had to do stays where it is, for others to take: lists
   * already treat what is assigned to somebody who has left as nobody's. Returns it, by institution.
   */
  async leaves(email: string, on?: Date): Promise<WorkLeft[]> {
    const account = await this.present(email);
    const now = this.clock.now();
    const leftAt = on ?? now;
    if (leftAt > now) throw conflict('not_yet', 'That day is to come: end the account on it.');
    const left = await this.workOf(account);
    const actor = systemActor(account.memberships[0]?.institution.id ?? NO_INSTITUTION.id);
    await this.work.run(actor, async (tx) => {
      const tokens = await leave(tx, account.id, leftAt, now);
      for (const { institution } of account.memberships) {
        const there = left.find((one) => one.institution.id === institution.id)?.work ?? [];
        const stoodInFor = there.filter(({ kind }) => kind === 'deputy').map(({ ref }) => ref);
        const data = { personId: account.id, leftAt: leftAt.toISOString(), stoodInFor };
        await recordOfAccount(this.events, tx, institution.id, now, { type: 'person.left', data });
        for (const { tokenId } of tokens.filter(({ institutionId }) => institutionId === institution.id)) {
          const ended = { tokenId, personId: account.id };
          await recordOfAccount(this.events, tx, institution.id, now, { type: 'token.ended', data: ended });
        }
      }
    });
    return left;
  }

  /** What is theirs to do now, by institution; of somebody who has left, what nobody has taken yet. */
  async workOf({ id, memberships }: Account): Promise<WorkLeft[]> {
    const left: WorkLeft[] = [];
    for (const { institution } of memberships) {
      const work = await this.work.run(systemActor(institution.id), (tx) => openWork(tx, id, this.clock.now()));
      left.push({ institution, work });
    }
    return left;
  }

  private async present(email: string): Promise<Account> {
    const account = await this.account(email);
    if (account.leftAt) throw conflict('has_left', 'They have left.');
    return account;
  }

  /** The link and what is recorded of it, together. */
  private told(account: Account, purpose: LinkPurpose, type: 'person.invited' | 'person.reset'): Promise<Date> {
    return this.work.run(systemActor(account.memberships[0]?.institution.id ?? NO_INSTITUTION.id), async (tx) => {
      const expiresAt = await this.link(tx, account.email, purpose);
      const data = { personId: account.id, until: expiresAt.toISOString() };
      for (const { institution } of account.memberships)
        await recordOfAccount(this.events, tx, institution.id, this.clock.now(), { type, data });
      return expiresAt;
    });
  }

  private async link(tx: Transaction, email: string, purpose: LinkPurpose): Promise<Date> {
    const [secret] = this.settings.secretKeys;
    if (secret === undefined) throw new Error('links need a secret key');
    const at = this.clock.now();
    const id = newId(at);
    const expiresAt = linkEnd(purpose, at);
    await makeLink(tx, { id, email, purpose, tokenHash: hashToken(passwordToken(id, secret)), at, expiresAt });
    return expiresAt;
  }
}
