import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { RecordedEvent } from '../../events/index.js';
import { Clock, newId } from '../../kernel/index.js';
import { queueMails, type NewMail } from '../mail/index.js';
import { MailRounds } from './mail-rounds.js';

/** So many are put down in one statement. */
const TOGETHER = 200;

/** What one person is told of an event, in their language, or somebody outside, who was called with an escalation. */
export interface WrittenLetter extends Pick<NewMail, 'subject' | 'text' | 'html' | 'calendar' | 'changeId' | 'dueAt'> {
  event: Pick<RecordedEvent, 'id'>;
  to: { id: string; email: string } | { externalN: number; email: string };
  /** In whose thread it stands. */
  ticketId?: string;
}

/** Puts letters of the acting institution into the post, in the caller's transaction; they leave once it is committed. */
@Injectable()
export class Letters {
  constructor(
    private readonly rounds: MailRounds,
    private readonly clock: Clock,
  ) {}

  /** Somebody without an address is told nothing; somebody told twice of the same event gets the first. */
  async queue(tx: Transaction, letters: readonly WrittenLetter[]): Promise<void> {
    const addressed = letters.filter(({ to }) => to.email !== '');
    if (addressed.length === 0) return;
    const now = this.clock.now();
    const mails = addressed.map(({ event, to, ticketId, ...written }) => ({
      ...written,
      id: newId(now),
      institutionId: tx.actor.institution.id,
      ticketId: ticketId ?? null,
      eventId: event.id,
      personId: 'id' in to ? to.id : null,
      ...('externalN' in to ? { externalN: to.externalN } : {}),
      toAddress: to.email,
      createdAt: now,
    }));
    for (let n = 0; n < mails.length; n += TOGETHER) await queueMails(tx, mails.slice(n, n + TOGETHER));
    tx.afterCommit(() => {
      this.rounds.nudge();
    });
  }
}
