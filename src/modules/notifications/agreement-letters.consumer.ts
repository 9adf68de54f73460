import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Transaction } from '../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../events/index.js';
import { localeOf } from '../../kernel/index.js';
import { peopleWithRole } from '../identity/index.js';
import { writeAgreementLetter, type AgreementNews } from '../mail/index.js';
import { agreementNamed, newsOf, type NamedAgreement } from './agreement-news.js';
import { Letters } from './letters.js';
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
    private readonly letters: Letters,
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
    const managers = await peopleWithRole(tx, 'manager', agreement.serviceId);
    const zone = await zonesOf(tx, tx.actor.institution.id);
    const told = managers.filter(({ id }) => id !== event.actorId);
    const letters = told.map((person) => {
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
      return { event, to: person, ...written };
    });
    await this.letters.queue(tx, letters);
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
