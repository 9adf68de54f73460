import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { systemActor, UnitOfWork, type Actor } from '../../../database/index.js';
import { Clock, DomainError, newId } from '../../../kernel/index.js';
import { actorOfColleague, SignInService } from '../../identity/index.js';
import { MAIL_SETTINGS, type MailSettings } from '../../mail/index.js';
import { CodeRounds } from './code-rounds.js';
import * as codes from './decision-codes.store.js';
import { CODE_LASTS_MS, HOUR_MS, isCodeOfOne, MOST_AN_HOUR, MOST_WRONG, typedCode } from './domain/code.js';
import type { DecisionLink } from './domain/link-token.js';

/**
 * The two ways to show that one is the person to whom a link was written: their password, with the limits of a sign-in and
 * no session, or a code mailed to their own address. A link that was passed on helps nobody: the code goes to the person
 * alone, and what is answered is the same for everybody who is not them.
 */
@Injectable()
export class Identifying {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly signIns: SignInService,
    private readonly rounds: CodeRounds,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  /** With the rights that they have now; undefined once they have left the institution. */
  personOf({ institutionId, personId }: DecisionLink): Promise<Actor | undefined> {
    return this.work.run(systemActor(institutionId), (tx) => actorOfColleague(tx, personId));
  }

  /** Whether a mail goes out, nobody is told: not whoever pressed the button, who may be a program. */
  async sendCode(link: DecisionLink, token: string): Promise<void> {
    const actor = await this.personOf(link);
    if (!actor) return;
    const ofLink = digestOf(token);
    await this.work.run(actor, async (tx) => {
      await codes.lockLink(tx, ofLink);
      const now = this.clock.now();
      const hourAgo = new Date(now.getTime() - HOUR_MS);
      if ((await codes.howManySince(tx, ofLink, hourAgo)) >= MOST_AN_HOUR) return;
      const expiresAt = new Date(now.getTime() + CODE_LASTS_MS);
      await codes.add(tx, { id: newId(now), link: ofLink, madeAt: now, expiresAt });
      tx.afterCommit(() => {
        this.rounds.nudge();
      });
    });
  }

  /** A wrong one counts against every code of the link that may still be used; a right one uses them up. */
  async byCode(link: DecisionLink, token: string, typed: string): Promise<boolean> {
    const actor = await this.personOf(link);
    if (!actor) return false;
    const ofLink = digestOf(token);
    return this.work.run(actor, async (tx) => {
      await codes.lockLink(tx, ofLink);
      const now = this.clock.now();
      const ids = await codes.usable(tx, ofLink, now, MOST_WRONG);
      const isRight = isCodeOfOne(typedCode(typed), ids, this.settings.secretKeys);
      await (isRight ? codes.use(tx, ids, now) : codes.countWrong(tx, ids));
      return isRight;
    });
  }

  /** Somebody else's right password is answered as a wrong one. */
  async byPassword(
    link: DecisionLink,
    { email, password, address }: { email: string; password: string; address: string },
  ): Promise<'yes' | 'no' | 'too_many'> {
    try {
      return (await this.signIns.personWith(email, password, address)) === link.personId ? 'yes' : 'no';
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.refusal.kind === 'too_many') return 'too_many';
      if (error.refusal.kind === 'unauthenticated') return 'no';
      throw error;
    }
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
