import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { Clock, DomainError } from '../../../kernel/index.js';
import { colleague, Decidables, type Described } from '../../identity/index.js';
import { MAIL_SETTINGS, type MailSettings } from '../../mail/index.js';
import { zonesOf } from '../zones.js';
import { DIGEST_BYTES, readLinkToken, type DecisionLink } from './domain/link-token.js';
import { isProofFor, proofFor } from './domain/proof.js';
import { flawOf, reasonIn, type Flaw } from './domain/said.js';
import type { Notice, View } from './domain/view.js';
import { Identifying } from './identifying.js';

interface Shown {
  described: Described;
  timeZone: string;
}

/**
 * What the page of a decision does. Asked for, it reads the link and touches no database: whoever opens it, looks ahead or
 * checks the mail leaves nothing behind and learns nothing. Shown is only what the person may read, once they have shown
 * who they are; recorded is only what they then say, by the service that records it over the API.
 */
@Injectable()
export class DecisionDesk {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly decidables: Decidables,
    private readonly identifying: Identifying,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  /** `choice`: the one that the link of the mail was named after; it is only filled in. */
  start(token: string, choice?: string): View {
    const link = this.read(token);
    if (!link) return gone;
    const said = choice === undefined ? undefined : { choice, reason: undefined };
    return this.asked(link, token, undefined, said) ?? startOf(link, undefined);
  }

  async sendCode(token: string): Promise<View> {
    const link = this.read(token);
    if (!link) return gone;
    const question = this.asked(link, token);
    if (question) return question;
    await this.identifying.sendCode(link, token);
    return startOf(link, 'code_sent');
  }

  async identify(
    token: string,
    given: { code?: string | undefined; email?: string | undefined; password?: string | undefined; address: string },
  ): Promise<View> {
    const link = this.read(token);
    if (!link) return gone;
    const question = this.asked(link, token);
    if (question) return question;
    const { code, email, password, address } = given;
    if (code !== undefined) {
      if (!(await this.identifying.byCode(link, token, code))) return startOf(link, 'wrong_code');
    } else {
      const isThem = await this.identifying.byPassword(link, { email: email ?? '', password: password ?? '', address });
      if (isThem !== 'yes') return startOf(link, isThem === 'no' ? 'not_you' : 'too_many');
    }
    const actor = await this.identifying.personOf(link);
    const shown = actor && (await this.work.together(actor, (tx) => this.look(tx, link)));
    return shown ? this.viewOf(link, token, shown) : gone;
  }

  /** Again what was decided already is answered by what was decided. */
  async decide(
    token: string,
    given: { proof: string; choice?: string | undefined; reason?: string | undefined },
  ): Promise<View> {
    const link = this.read(token);
    if (!link) return gone;
    const said = { choice: given.choice ?? '', reason: reasonIn(given.reason) };
    if (!isProofFor(token, given.proof, this.clock.now(), this.settings.secretKeys))
      return this.asked(link, token, 'again', said) ?? startOf(link, 'again');
    const actor = await this.identifying.personOf(link);
    if (!actor) return gone;
    try {
      return await this.work.together(actor, (tx) => this.settle(tx, link, token, said));
    } catch (error) {
      if (error instanceof Over) return gone;
      if (!(error instanceof DomainError)) throw error;
      return this.refused(error, actor, link, token, said);
    }
  }

  /** Undefined for all that opens nothing; why, nobody is told. */
  private read(token: string): DecisionLink | undefined {
    const link = readLinkToken(token, this.settings.secretKeys, this.clock.now());
    return link && this.decidables.of(link.kind) ? link : undefined;
  }

  /** Where the link itself is enough: what it asks. */
  private asked(
    link: DecisionLink,
    token: string,
    flaw?: Flaw,
    said?: { choice: string; reason: string | undefined },
  ): View | undefined {
    const described = this.decidables.of(link.kind)?.question?.(link.locale);
    // nothing is decided here, so no zone tells an instant
    return described && this.viewOf(link, token, { described, timeZone: 'UTC' }, flaw, said);
  }

  private async settle(
    tx: Transaction,
    link: DecisionLink,
    token: string,
    said: { choice: string; reason: string | undefined },
  ): Promise<View> {
    const shown = await this.look(tx, link);
    if (!shown) return gone;
    if (shown.described.choices.length === 0) return this.viewOf(link, token, shown);
    const flaw = flawOf(said, shown.described.choices);
    if (flaw) return this.viewOf(link, token, shown, flaw, said);
    await this.decidables.of(link.kind)?.decide(tx, link.subjectId, { ...said, via: 'mail_link' });
    // now that it is locked: what was changed since it was shown undoes everything
    const after = await this.look(tx, link);
    if (!after) throw new Over();
    return this.viewOf(link, token, after);
  }

  private async refused(
    { refusal }: DomainError,
    actor: Actor,
    link: DecisionLink,
    token: string,
    said: { choice: string; reason: string | undefined },
  ): Promise<View> {
    if (refusal.kind === 'forbidden' || refusal.kind === 'not_found') return gone;
    const shown = await this.work.together(actor, (tx) => this.look(tx, link));
    return shown ? this.viewOf(link, token, shown, 'not_now', said) : gone;
  }

  /** Nothing, where what is decided on or who is asked is not what the mail was about. */
  private async look(tx: Transaction, { kind, subjectId, digest, locale }: DecisionLink): Promise<Shown | undefined> {
    const decidable = this.decidables.of(kind);
    const present = await decidable?.digest(tx, subjectId);
    if (!decidable || !present || !timingSafeEqual(present.subarray(0, DIGEST_BYTES), digest)) return undefined;
    const described = await decidable.describe(tx, subjectId, locale);
    const { personId, institution } = tx.actor;
    const person = await colleague(tx, personId);
    if (!described || !person) return undefined;
    return { described, timeZone: (await zonesOf(tx, institution.id))(person) };
  }

  private viewOf(
    { locale }: DecisionLink,
    token: string,
    { described, timeZone }: Shown,
    flaw?: Flaw,
    said?: { choice: string; reason: string | undefined },
  ): View {
    const [secret] = this.settings.secretKeys;
    if (described.choices.length === 0) return { page: 'outcome', locale, described, timeZone };
    const proof = proofFor(token, this.clock.now(), secret ?? '');
    return { page: 'decide', locale, described, proof, flaw, said };
  }
}

const gone: View = { page: 'gone' };

function startOf({ locale }: DecisionLink, notice: Notice | undefined): View {
  return { page: 'start', locale, notice };
}

/** The subject changed under the decision. */
class Over extends Error {}
