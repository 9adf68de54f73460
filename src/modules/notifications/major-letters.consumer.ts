import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Transaction } from '../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../events/index.js';
import { localeOf } from '../../kernel/index.js';
import { peopleWithRole } from '../identity/index.js';
import { writeMajorLetter, type InstitutionName } from '../mail/index.js';
import { Letters, type WrittenLetter } from './letters.js';
import { zonesOf } from './zones.js';

interface MajorNews {
  serviceId: string;
  service: InstitutionName;
  institution: InstitutionName;
  title: string;
  body: string;
}

const kinds: Readonly<Record<string, 'declared' | 'updated' | 'ended'>> = {
  'major.declared': 'declared',
  'major.updated': 'updated',
  'major.ended': 'ended',
};

/** Tells level 1 of each institution to which a major incident was announced what its record says, each its own people. */
@Injectable()
export class MajorLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'major-mail';
  readonly streams = ['major'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly letters: Letters,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const letters: WrittenLetter[] = [];
    for (const event of events) {
      const what = kinds[event.type];
      const news = what && (await newsOf(tx, event));
      if (!what || !news) continue;
      const level1 = [
        ...(await peopleWithRole(tx, 'agent', news.serviceId)),
        ...(await peopleWithRole(tx, 'spoc', news.serviceId)),
      ];
      const people = new Map(level1.map((person) => [person.id, person]));
      people.delete(event.actorId);
      const zone = await zonesOf(tx, institutionId);
      for (const person of people.values()) {
        const locale = localeOf(person.locale);
        const url = `${this.config.publicUrl}/major-incidents/${event.streamId}`;
        const letter = { what, ...news, readerName: person.name, timeZone: zone(person), at: event.occurredAt, url };
        letters.push({ event, to: person, ...writeMajorLetter(letter, locale) });
      }
    }
    await this.letters.queue(tx, letters);
  }
}

async function newsOf(tx: Transaction, { streamId, data }: RecordedEvent): Promise<MajorNews | undefined> {
  const [row] = await tx.query<MajorNews>(
    `select m.service_id as "serviceId", json_build_object('code', s.code, 'name', s.name) as service,
            json_build_object('code', i.code, 'name', i.name) as institution, m.title, u.body
       from major_incident m
       join major_update u on u.major_id = m.id and u.id = $2
       join service s on s.id = m.service_id
       join institution i on i.id = m.institution_id
      where m.id = $1`,
    [streamId, data.updateId],
  );
  return row;
}
