import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Transaction } from '../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../events/index.js';
import { Clock, localeOf, newId } from '../../kernel/index.js';
import { peopleWithRole } from '../identity/index.js';
import { queueMail, writeAgreementLetter, type AgreementNews } from '../mail/index.js';
import { agreementNamed, newsOf, type NamedAgreement } from './agreement-news.js';
import { MailRounds } from './mail-rounds.js';
import { zonesOf } from './zones.js';

/** Who hears: the side that did not do it, the one that waits for the answer, or both where nobody did it. */
const toldOf: Readonly<Record<string, 'other' | 'both' | 'user'>> = {
  'agreement.version_proposed': 'other',
  'agreement.version_withdrawn': 'other',
  'agreement.version_accepted': 'other',
  'agreement.version_rejected': 'other',
  'agreement.notice_given': 'other',
  'verdict.contested': 'other',
  'verdict.settled': 'other',
  'month.published': 'user',
  'budget.warned': 'both',
};

/** Tells the managers of an agreement's sides by mail what its record says, each institution its own. */
@Injectable()
export class AgreementLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'agreement-mail';
  readonly streams = ['agreement'] as const;
  readonly types = Object.keys(toldOf);

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
      const told = toldOf[event.type];
      if (!told) continue;
      const agreement = await agreementNamed(tx, event.streamId);
      if (!agreement || !isTold(told, event, agreement, institutionId)) continue;
      const news = await newsOf(tx, event);
      if (news) await this.write(tx, event, agreement, news);
    }
  }

  private async write(tx: Transaction, event: RecordedEvent, agreement: NamedAgreement, news: AgreementNews) {
    const institutionId = tx.actor.institution.id;
    const managers = await peopleWithRole(tx, 'manager', agreement.serviceId);
    const zone = await zonesOf(tx, institutionId);
    const now = this.clock.now();
    for (const person of managers.filter(({ id }) => id !== event.actorId)) {
      const locale = localeOf(person.locale);
      const written = writeAgreementLetter(
        {
          news,
          ...agreement,
          by: isByTime(event) ? undefined : agreement.sides.get(event.actorInstitutionId),
          readerName: person.name,
          timeZone: zone(person),
          at: event.occurredAt,
          url: `${this.config.publicUrl}/agreements/${event.streamId}`,
        },
        locale,
      );
      await queueMail(tx, {
        id: newId(now),
        institutionId,
        ticketId: null,
        eventId: event.id,
        personId: person.id,
        toAddress: person.email,
        ...written,
        createdAt: now,
      });
    }
    tx.afterCommit(() => {
      this.rounds.nudge();
    });
  }
}

/** What an institution did itself, its managers know; of an agreement with oneself everybody but the author hears. */
function isTold(
  told: 'other' | 'both' | 'user',
  event: RecordedEvent,
  { institutionId: user, leadProviderId }: NamedAgreement,
  reader: string,
): boolean {
  if (reader !== user && reader !== leadProviderId) return false;
  if (told === 'both' || user === leadProviderId) return true;
  return told === 'user' ? reader === user : event.actorInstitutionId !== reader;
}

function isByTime({ type, data }: RecordedEvent): boolean {
  return type === 'budget.warned' || (type === 'month.published' && data.by === 'system');
}
