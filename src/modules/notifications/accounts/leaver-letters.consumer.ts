import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { Clock, localeOf, newId } from '../../../kernel/index.js';
import { namesOf, peopleWithRole } from '../../identity/index.js';
import { queueMail, writeLeaverLetter } from '../../mail/index.js';
import { MailRounds } from '../mail-rounds.js';
import { openWork, type OpenWork } from './open-work.store.js';

/** Tells the admins of an institution what somebody who has left leaves to be handed over. */
@Injectable()
export class LeaverLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'leaver-mail';
  readonly streams = ['institution'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly rounds: MailRounds,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) {
      const { personId } = event.data;
      if (event.type !== 'person.left' || typeof personId !== 'string') continue;
      const now = this.clock.now();
      const name = (await namesOf(tx, [personId])).get(personId) ?? '';
      const work = [...(await openWork(tx, personId, now)), ...deputiesIn(event)];
      for (const admin of await peopleWithRole(tx, 'admin')) {
        if (admin.email === '') continue;
        const letter = { name, work, readerName: admin.name, url: this.config.publicUrl };
        await queueMail(tx, {
          id: newId(now),
          institutionId,
          ticketId: null,
          eventId: event.id,
          personId: admin.id,
          toAddress: admin.email,
          ...writeLeaverLetter(letter, localeOf(admin.locale)),
          createdAt: now,
        });
      }
    }
    tx.afterCommit(() => {
      this.rounds.nudge();
    });
  }
}

/** They ended with the account, so no row says so any more. */
function deputiesIn({ data }: RecordedEvent): OpenWork[] {
  const ids: unknown[] = Array.isArray(data.stoodInFor) ? data.stoodInFor : [];
  return ids.filter((id) => typeof id === 'string').map((ref) => ({ kind: 'deputy', ref }));
}
