import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import type { RecordedEvent } from '../../../events/index.js';
import { Clock, type Locale } from '../../../kernel/index.js';
import { Decidables } from '../../identity/index.js';
import { MAIL_SETTINGS, type LetterKind, type MailSettings, type Reason } from '../../mail/index.js';
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
    reader: { personId: string; locale: Locale },
  ): Promise<string | undefined> {
    const [secret] = this.settings.secretKeys;
    const digest = await this.decidables.of(kind)?.digest(tx, subjectId);
    if (!digest || secret === undefined) return undefined;
    const institutionId = tx.actor.institution.id;
    const expiresAt = linkExpiry(this.clock.now());
    return `${this.config.publicUrl}/decide/${linkToken({ institutionId, ...reader, kind, subjectId, digest, expiresAt }, secret)}`;
  }
}

/** To the page of the decision that a letter about a ticket asks for, for this reader alone. */
export async function linkOfLetter(
  links: DecisionLinks,
  tx: Transaction,
  { data, streamId }: RecordedEvent,
  letter: LetterKind,
  { reason, ...reader }: { personId: string; locale: Locale; reason: Reason },
): Promise<string | undefined> {
  if (letter === 'approval_asked' || letter === 'approval_reminded')
    return typeof data.approvalId === 'string' ? links.to(tx, 'approval', data.approvalId, reader) : undefined;
  const isAnswered = (letter === 'resolved' || letter === 'unanswered') && reason === 'requester';
  return isAnswered ? links.to(tx, 'resolution', streamId, reader) : undefined;
}
