import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../database/index.js';
import { Events, type RecordedEvent } from '../../events/index.js';
import { JobHandlers } from '../../jobs/index.js';
import { Clock, localeOf } from '../../kernel/index.js';
import { colleague, namesOf, staffOfSide, type Colleague } from '../identity/index.js';
import { writeBulkLetter, writeLetter, type Letter, type Locale, type Reason } from '../mail/index.js';
import { Briefings } from './briefings.js';
import { DecisionLinks, linkOfLetter } from './deciding/links.js';
import { dueBulks, takeBulkNews, type BulkNews, type DueBulk } from './bulk-news.store.js';
import { compose } from './domain/compose.js';
import type { Briefing } from './domain/briefing.js';
import type { Part, Rule } from './domain/recipients.js';
import { Letters } from './letters.js';
import { Teams } from './teams.js';

const QUIET_MS = 10_000;
const LONGEST_MS = 5 * 60_000;
const BATCH = 100;

/**
 * One mail for a bulk of moves. The consumer of the record notes what each reader is to be told; once nothing more has
 * come for ten seconds, or the first thing was noted five minutes ago, the reader's part of it is made one mail, and what
 * was noted is removed in the same transaction: so a kill in between leaves it noted, and nobody is told twice. A mail about
 * one ticket alone is the ordinary one. What each letter says is read when it is written, behind the wall of the reader's
 * institution: a ticket that it does not see any more is left out, and so is one that the reader has no part in any more.
 */
@Injectable()
export class BulkLetters implements OnModuleInit {
  private readonly log = new Logger('bulk letters');

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly briefings: Briefings,
    private readonly teams: Teams,
    private readonly links: DecisionLinks,
    private readonly letters: Letters,
  ) {}

  onModuleInit(): void {
    this.jobs.register('tell-of-bulks', () => this.run());
  }

  /** Writes every mail that is due now. One that fails keeps the others waiting for nothing. */
  async run(): Promise<void> {
    const now = this.clock.now().getTime();
    const due = await dueBulks(this.work, new Date(now - QUIET_MS), new Date(now - LONGEST_MS), BATCH);
    for (const one of due) {
      try {
        await this.work.run(systemActor(one.institutionId), (tx) => this.tell(tx, one));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.log.error(`a mail about the bulk ${one.bulkId} was not written: ${reason}`);
      }
    }
  }

  private async tell(tx: Transaction, { bulkId, personId }: DueBulk): Promise<void> {
    const news = await takeBulkNews(tx, bulkId, personId);
    const person = await colleague(tx, personId);
    const first = news[0];
    if (!first || !person || person.email === '') return;
    const locale = localeOf(person.locale);
    const letters: Letter[] = [];
    for (const one of news) {
      const letter = await this.letterOf(tx, one, person, locale);
      if (letter) letters.push(letter);
    }
    const [only] = letters;
    if (!only) return;
    const isOne = new Set(letters.map(({ reference }) => reference)).size === 1;
    const written = letters.length === 1 ? writeLetter(only, locale) : writeBulkLetter(letters, locale);
    const thread = isOne ? { ticketId: first.ticketId } : {};
    await this.letters.queue(tx, [{ event: { id: first.eventId }, to: person, ...thread, ...written }]);
  }

  private async letterOf(
    tx: Transaction,
    { eventId, ticketId, part, reason, letter, insteadOfId, insteadOfReason }: BulkNews,
    person: Colleague,
    locale: Locale,
  ): Promise<Letter | undefined> {
    const event: RecordedEvent | undefined = await this.events.byId(tx, ticketId, eventId);
    const briefing = event && (await this.briefings.of(tx, tx.actor.institution.id, ticketId, [event]));
    if (!briefing || !(await isConcerned(tx, part, briefing, person.id))) return undefined;
    const timeZone = (await this.teams.of(tx, briefing)).timeZoneOf(person);
    const absent = insteadOfId === null ? undefined : (await namesOf(tx, [insteadOfId])).get(insteadOfId);
    const insteadOf = absent === undefined ? undefined : { name: absent, reason: insteadOfReason as Reason };
    const to = { personId: person.id, locale, reason: reason as Reason };
    const decideUrl = await linkOfLetter(this.links, tx, event, letter as Rule['letter'], to);
    const reader = { name: person.name, part, reason: to.reason, insteadOf, locale, timeZone, decideUrl };
    try {
      return compose(letter as Rule['letter'], event, reader, briefing);
    } catch (error) {
      // a text that is not there or not for this reader: better nothing of this ticket than too much, or nothing of the rest
      this.log.error(
        `of the event ${eventId} nothing is told: ${error instanceof Error ? error.message : String(error)}`,
      );
      return undefined;
    }
  }
}

/** Who asked for it, or works on that side for its service now. */
async function isConcerned(tx: Transaction, part: Part, { ticket }: Briefing, personId: string): Promise<boolean> {
  if (part === 'home' && ticket.requesterId === personId) return true;
  const side = part === 'home' ? 'user' : 'provider';
  return (await staffOfSide(tx, side, ticket.serviceId, [personId])).length > 0;
}
