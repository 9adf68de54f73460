import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import type { RecordedEvent } from '../../../events/index.js';
import { Clock, localeOf, type Locale } from '../../../kernel/index.js';
import { AffectedStore, objectionsUntil } from '../../changes/index.js';
import type { Colleague } from '../../identity/index.js';
import { parseMailbox, writeChangeLetter, type ChangeLetter, type ChangeReader } from '../../mail/index.js';
import { DecisionLinks } from '../deciding/links.js';
import type { WrittenLetter } from '../letters.js';
import { zonesOf } from '../zones.js';
import { calendarOf } from './change-calendar.js';
import {
  institutionName,
  leftThrough,
  releaseOf,
  servicesNamed,
  textOf,
  windowBefore,
  type ChangeText,
  type PublishedRelease,
} from './change-news.store.js';
import type { ChangeCase } from './change-readers.js';
import { asksToVote, inCalendars, mayAnswer } from './domain/told-of-changes.js';
import { voteIn } from './domain/votes.js';
import { votersOf } from './vote-news.store.js';

type Personal = 'objectBefore' | 'decideUrl' | 'release' | 'readerName' | 'timeZone' | 'text' | 'by';
export type Common = Omit<ChangeLetter, 'kind' | 'reader' | Personal> & {
  said: ChangeText | undefined;
  /** The institution that did it. */
  doer: string | undefined;
  published: PublishedRelease | undefined;
  /** Until when the institution may object that it affects. */
  objectionsEnd: Date | undefined;
};
const outside: readonly ChangeReader[] = ['affected', 'gone', 'tenant', 'asker', 'seat'];

/** Writes what one reader is told of a change, as their institution may know it, in the thread of the change. */
@Injectable()
export class ChangeLetters {
  private readonly organizer;

  constructor(
    private readonly affected: AffectedStore,
    private readonly links: DecisionLinks,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    this.organizer = parseMailbox(config.mail.from);
  }

  /** What a letter says whoever reads it. */
  async common(tx: Transaction, event: RecordedEvent, known: ChangeCase): Promise<Common> {
    const { change } = known;
    const { windowFrom, windowTo, reference, title, why, services, institution } = change;
    const said = {
      reference,
      title,
      why,
      services,
      institution,
      class: change.class,
      window: windowFrom && windowTo ? { from: windowFrom, to: windowTo } : null,
      was: event.type === 'change.moved_window' ? await windowBefore(tx, event) : undefined,
      interruptionMinutes: change.interruptionMinutes,
      interruptedMinutes: change.interruptedMinutes,
      outcome: change.outcome,
      said: await textOf(tx, event),
      // what is asked for is written down in the name of those who will make it
      doer:
        event.type === 'change.asked_for' ? change.askedBy?.name : await institutionName(tx, event.actorInstitutionId),
      published: event.type === 'change.release_published' ? await releaseOf(tx, event.data.releaseId) : undefined,
      objectionsEnd: await this.objectBefore(tx, known, this.clock.now()),
      vote: voteIn(event),
      at: event.occurredAt,
      url: `${this.config.publicUrl}/changes/${reference}`,
    };
    return event.type === 'change.narrowed' ? { ...said, ...(await this.asLeft(tx, event)) } : said;
  }

  async write(
    tx: Transaction,
    event: RecordedEvent,
    known: ChangeCase,
    person: Colleague,
    { said, doer, published, objectionsEnd, ...letter }: Common & Pick<ChangeLetter, 'kind' | 'reader'>,
  ): Promise<WrittenLetter> {
    const timeZone = (await zonesOf(tx, tx.actor.institution.id))(person);
    const locale = localeOf(person.locale);
    const objectBefore = letter.reader === 'affected' ? objectionsEnd : undefined;
    const quoted = said?.isInside === true && outside.includes(letter.reader) ? undefined : said;
    const by = quoted?.author ? `${quoted.author} (${quoted.institution})` : doer;
    const subject = await this.subjectOf(tx, event, letter, person, objectBefore);
    const decideUrl = subject && (await this.links.to(tx, ...subject, { personId: person.id, locale }));
    const reader = {
      objectBefore,
      decideUrl,
      release: releaseIn(published, locale),
      readerName: person.name,
      timeZone,
    };
    const written = writeChangeLetter({ ...letter, ...reader, text: quoted?.body, by }, locale);
    const calendar = this.calendarOf(known, letter, locale, timeZone);
    return {
      event,
      to: person,
      changeId: known.change.id,
      ...written,
      ...(calendar === undefined ? {} : { calendar }),
    };
  }

  /** Whom it concerns no longer is told nothing of what it has become: its name, and when it was to be. */
  private async asLeft(
    tx: Transaction,
    event: RecordedEvent,
  ): Promise<Pick<Common, 'title' | 'why' | 'services' | 'window'>> {
    const services = await servicesNamed(tx, (await leftThrough(tx, event.streamId, event.occurredAt)) ?? []);
    const window = (await windowBefore(tx, event)) ?? null;
    return { title: services.map(({ name }) => name).join(', '), why: '', services, window };
  }

  /** What the reader may decide by a link of their own: their vote, or that their institution objects. */
  private async subjectOf(
    tx: Transaction,
    { data, streamId }: RecordedEvent,
    { kind, reader }: Pick<ChangeLetter, 'kind' | 'reader'>,
    person: Colleague,
    objectBefore: Date | undefined,
  ): Promise<[kind: string, id: string] | undefined> {
    if (reader === 'affected' && mayAnswer.has(kind) && objectBefore) return ['change_objection', streamId];
    if (reader === 'seat' && asksToVote.has(kind) && typeof data.roundId === 'string') {
      const voter = (await votersOf(tx, data.roundId)).find(({ personId }) => personId === person.id);
      return voter && ['change_vote', voter.id];
    }
    return undefined;
  }

  private calendarOf(
    { change }: ChangeCase,
    { kind, reader, title, why, window, url }: Omit<ChangeLetter, Personal>,
    locale: Locale,
    timeZone: string,
  ): string | undefined {
    if (!outside.includes(reader) || reader === 'seat' || !inCalendars.has(kind)) return undefined;
    const shown =
      kind === 'no_longer'
        ? { title, why, windowFrom: window?.from ?? null, windowTo: window?.to ?? null, outcome: 'withdrawn' as const }
        : {};
    return calendarOf({ ...change, ...shown }, { locale, timeZone, url, organizer: this.organizer });
  }

  /** In the hours of the agreement of the institution that reads. */
  private async objectBefore(tx: Transaction, { change, own }: ChangeCase, now: Date): Promise<Date | undefined> {
    const party = own.find(({ kind }) => kind === 'affected');
    if (!party || !change.windowFrom || !['deciding', 'approved', 'scheduled'].includes(change.state)) return undefined;
    const running = await this.affected.running(tx, party.serviceIds, now);
    const [agreement] = running.filter(({ institutionId }) => institutionId === party.institutionId);
    const [hours] = agreement ? await this.affected.hours(tx, [agreement.agreementId]) : [];
    const until = objectionsUntil(change.class, now.getTime(), change.windowFrom.getTime(), (from, days) =>
      hours?.endOfWorkingDay(from, days),
    );
    return until === undefined ? undefined : new Date(until);
  }
}

const releaseIn = (published: PublishedRelease | undefined, locale: Locale): ChangeLetter['release'] =>
  published && {
    version: published.label,
    notes: locale === 'fr' ? published.notesFr : published.notesEn,
    knownIssues: locale === 'fr' ? published.issuesFr : published.issuesEn,
  };
