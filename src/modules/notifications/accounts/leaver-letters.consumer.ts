import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { Clock, localeOf } from '../../../kernel/index.js';
import { namesOf, peopleWithRole } from '../../identity/index.js';
import { writeLeaverLetter } from '../../mail/index.js';
import { Letters, type WrittenLetter } from '../letters.js';
import { openWork, type OpenWork } from './open-work.store.js';

/** Tells the admins of an institution what somebody who has left leaves to be handed over. */
@Injectable()
export class LeaverLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'leaver-mail';
  readonly streams = ['institution'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly letters: Letters,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, _institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const letters: WrittenLetter[] = [];
    for (const event of events) {
      const { personId } = event.data;
      if (event.type !== 'person.left' || typeof personId !== 'string') continue;
      const now = this.clock.now();
      const name = (await namesOf(tx, [personId])).get(personId) ?? '';
      const work = [...(await openWork(tx, personId, now)), ...deputiesIn(event)];
      for (const admin of await peopleWithRole(tx, 'admin')) {
        const letter = { name, work, readerName: admin.name, url: this.config.publicUrl };
        letters.push({ event, to: admin, ...writeLeaverLetter(letter, localeOf(admin.locale)) });
      }
    }
    await this.letters.queue(tx, letters);
  }
}

/** They ended with the account, so no row says so any more. */
function deputiesIn({ data }: RecordedEvent): OpenWork[] {
  const ids: unknown[] = Array.isArray(data.stoodInFor) ? data.stoodInFor : [];
  return ids.filter((id) => typeof id === 'string').map((ref) => ({ kind: 'deputy', ref }));
}
