import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Transaction } from '../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../events/index.js';
import { localeOf, SYSTEM_PERSON } from '../../kernel/index.js';
import { peopleWithRole } from '../identity/index.js';
import { writeRecurringLetter } from '../mail/index.js';
import { Letters, type WrittenLetter } from './letters.js';
import { pausedOne } from './recurring-news.store.js';

const reasons = ['maker_left', 'rights_lost', 'refused'] as const;

/** Tells the SPOCs of a recurring ticket that was paused because it could not be opened; of one that was removed, nothing. */
@Injectable()
export class RecurringLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'recurring-mail';
  readonly streams = ['institution'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly letters: Letters,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, _institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const letters: WrittenLetter[] = [];
    for (const event of events) {
      const why = reasons.find((reason) => reason === event.data.why);
      if (event.type !== 'recurring.paused' || event.actorId !== SYSTEM_PERSON || !why) continue;
      const paused = await pausedOne(tx, event.data.recurringId);
      if (!paused) continue;
      const date = typeof event.data.date === 'string' ? event.data.date : null;
      for (const person of await peopleWithRole(tx, 'spoc', paused.serviceId)) {
        const locale = localeOf(person.locale);
        const url = `${this.config.publicUrl}/recurring-tickets/${String(event.data.recurringId)}`;
        const letter = { why, ...paused, date, readerName: person.name, url };
        letters.push({ event, to: person, ...writeRecurringLetter(letter, locale) });
      }
    }
    await this.letters.queue(tx, letters);
  }
}
