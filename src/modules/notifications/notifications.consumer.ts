import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../events/index.js';
import { Clock, localeOf } from '../../kernel/index.js';
import type { Colleague } from '../identity/index.js';
import { writeLetter } from '../mail/index.js';
import { ExternalLetters } from './external-letters.js';
import { noteBulkNews } from './bulk-news.store.js';
import { Briefings } from './briefings.js';
import { DecisionLinks, linkOfLetter } from './deciding/links.js';
import type { Briefing } from './domain/briefing.js';
import { compose } from './domain/compose.js';
import { rulesFor, typesTold } from './domain/recipients.js';
import { Letters, type WrittenLetter } from './letters.js';
import { partsOf, saidBy } from './domain/said.js';
import { toldBy, type Told } from './domain/told.js';
import { readersOf } from './notifications.store.js';
import { OpeningHours } from './opening-hours.js';
import { Teams, type TicketTeam } from './teams.js';

/**
 * Makes mails follow from the record. Each institution writes to its own people, in a transaction of its own: what its
 * wall does not show cannot get into a letter, and a side of an institution is told only of what that side may read. A
 * mail is a row, unique by institution, event and person, committed with the consumer's position; sending comes after.
 */
@Injectable()
export class NotificationsConsumer implements Consumer, OnModuleInit {
  readonly name = 'mail';
  readonly streams = ['ticket'] as const;
  readonly types = typesTold;

  constructor(
    private readonly consumers: Consumers,
    private readonly briefings: Briefings,
    private readonly teams: Teams,
    private readonly openingHours: OpeningHours,
    private readonly outside: ExternalLetters,
    private readonly links: DecisionLinks,
    private readonly letters: Letters,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, news: readonly RecordedEvent[]): Promise<void> {
    const streamId = news[0]?.streamId;
    if (streamId === undefined) return;
    const briefing = await this.briefings.of(tx, institutionId, streamId, news);
    if (!briefing) return;
    const team = await this.teams.of(tx, briefing, news);
    const readers = await readersOf(
      tx,
      streamId,
      news.map(({ id }) => id),
    );
    const opening = this.openingHours.of(tx, briefing.ticket);
    const letters: WrittenLetter[] = [];
    for (const event of news) {
      const rules = rulesFor(event.type, saidBy(event, briefing), partsOf(institutionId, readers.get(event.id) ?? []));
      for (const told of toldBy(rules, team.for(event), event.actorId)) {
        if (typeof event.data.bulk === 'string') await this.noteOfBulk(tx, event, event.data.bulk, told);
        else {
          const dueAt = told.rule.atOpening && (await opening(event, told.rule.part));
          letters.push({ ...(await this.write(tx, event, told, briefing, team)), ...(dueAt ? { dueAt } : {}) });
        }
      }
      letters.push(...(await this.outside.write(tx, event, briefing)));
    }
    await this.letters.queue(tx, letters);
  }

  /** Told with everything else that the bulk does to them, see `BulkLetters`. */
  private noteOfBulk(tx: Transaction, event: RecordedEvent, bulkId: string, told: Told<Colleague>): Promise<void> {
    const { person, reason, insteadOf, rule } = told;
    const news = { bulkId, personId: person.id, eventId: event.id, ticketId: event.streamId };
    const why = { reason, insteadOfId: insteadOf?.id ?? null, insteadOfReason: insteadOf?.reason ?? null };
    return noteBulkNews(tx, { ...news, ...why, part: rule.part, letter: rule.letter }, this.clock.now());
  }

  private async write(
    tx: Transaction,
    event: RecordedEvent,
    { person, reason, insteadOf, rule }: Told<Colleague>,
    briefing: Briefing,
    team: TicketTeam,
  ): Promise<WrittenLetter> {
    const locale = localeOf(person.locale);
    const reader = { name: person.name, part: rule.part, reason, insteadOf, locale, timeZone: team.timeZoneOf(person) };
    const to = { personId: person.id, locale, reason };
    const decideUrl = await linkOfLetter(this.links, tx, event, rule.letter, to);
    const written = writeLetter(compose(rule.letter, event, { ...reader, decideUrl }, briefing), locale);
    return { event, to: person, ticketId: briefing.ticket.id, ...written };
  }
}
