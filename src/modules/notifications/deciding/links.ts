import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import { Clock } from '../../../kernel/index.js';
import { Decidables } from '../../identity/index.js';
import { MAIL_SETTINGS, type MailSettings } from '../../mail/index.js';
import { linkExpiry, linkToken } from './domain/link-token.js';

/** Writes the links that letters carry which ask for a decision. */
@Injectable()
export class DecisionLinks {
  constructor(
    private readonly decidables: Decidables,
    private readonly clock: Clock,
    private readonly config: Config,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  /** In a transaction of the institution of the person. Undefined where there is nothing to decide. */
  async to(
    tx: Transaction,
    kind: string,
    subjectId: string,
    reader: { personId: string; locale: 'fr' | 'en' },
  ): Promise<string | undefined> {
    const [secret] = this.settings.secretKeys;
    const digest = await this.decidables.of(kind)?.digest(tx, subjectId);
    if (!digest || secret === undefined) return undefined;
    const institutionId = tx.actor.institution.id;
    const expiresAt = linkExpiry(this.clock.now());
    return `${this.config.publicUrl}/decide/${linkToken({ institutionId, ...reader, kind, subjectId, digest, expiresAt }, secret)}`;
  }
}
