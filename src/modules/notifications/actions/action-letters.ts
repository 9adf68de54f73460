import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import type { RecordedEvent } from '../../../events/index.js';
import { localeOf } from '../../../kernel/index.js';
import { writeActionLetter, type ActionNews, type InstitutionName } from '../../mail/index.js';
import { Letters } from '../letters.js';
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
    private readonly letters: Letters,
    private readonly config: Config,
  ) {}

  async write(
    tx: Transaction,
    event: RecordedEvent,
    news: ActionNews,
    { title, path, ...about }: About,
    heard: readonly Heard[],
  ): Promise<void> {
    const letters = heard.map(({ person, reader }) => {
      const locale = localeOf(person.locale);
      const letter = {
        ...{ ...about, news, reader, readerName: person.name, url: `${this.config.publicUrl}${path}` },
        title: locale === 'en' ? (title.en ?? title.fr) : title.fr,
      };
      return { event, to: person, ...writeActionLetter(letter, locale) };
    });
    await this.letters.queue(tx, letters);
  }
}
