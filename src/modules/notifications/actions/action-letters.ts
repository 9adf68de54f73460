import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import type { RecordedEvent } from '../../../events/index.js';
import { Clock, localeOf, newId } from '../../../kernel/index.js';
import { queueMail, writeActionLetter, type ActionNews, type InstitutionName } from '../../mail/index.js';
import { MailRounds } from '../mail-rounds.js';
import type { Heard } from './action-readers.js';

/** What a letter is about, whoever reads it. */
export interface About {
  reference: string;
  title: { fr: string; en: string | null };
  services: readonly InstitutionName[];
  /** Below the public address. */
  path: string;
}

/** Writes to each of these people once, in their language, what an event of the catalogue says. */
@Injectable()
export class ActionLetters {
  constructor(
    private readonly rounds: MailRounds,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  async write(
    tx: Transaction,
    event: RecordedEvent,
    news: ActionNews,
    { title, path, ...about }: About,
    heard: readonly Heard[],
  ): Promise<void> {
    for (const { person, reader } of heard) {
      const locale = localeOf(person.locale);
      const now = this.clock.now();
      const letter = {
        ...{ ...about, news, reader, readerName: person.name, url: `${this.config.publicUrl}${path}` },
        title: locale === 'en' ? (title.en ?? title.fr) : title.fr,
      };
      await queueMail(tx, {
        id: newId(now),
        institutionId: tx.actor.institution.id,
        ticketId: null,
        eventId: event.id,
        personId: person.id,
        toAddress: person.email,
        ...writeActionLetter(letter, locale),
        createdAt: now,
      });
    }
    tx.afterCommit(() => {
      this.rounds.nudge();
    });
  }
}
