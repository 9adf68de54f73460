import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { Clock, localeOf, newId } from '../../../kernel/index.js';
import { AffectedStore, ChangesStore, objectionsUntil } from '../../changes/index.js';
import type { Colleague } from '../../identity/index.js';
import { parseMailbox, queueMail, writeChangeLetter, type ChangeLetter, type ChangeReader } from '../../mail/index.js';
import { MailRounds } from '../mail-rounds.js';
import { zonesOf } from '../zones.js';
import { calendarOf } from './change-calendar.js';
import { institutionName, textOf, wasJustAnnounced, windowBefore, type ChangeText } from './change-news.store.js';
import { peopleIn, type ChangeCase } from './change-readers.js';
import { changeRules, inCalendars, readerOf, type Told } from './domain/told-of-changes.js';

type Common = Omit<ChangeLetter, 'kind' | 'reader' | 'objectBefore' | 'readerName' | 'timeZone' | 'text' | 'by'> & {
  said: ChangeText | undefined;
  /** The institution that did it. */
  doer: string | undefined;
};
const outside: readonly ChangeReader[] = ['affected', 'tenant', 'asker'];

/**
 * Tells people of a change what its record says, each institution its own: those whom it affects, those who decide, those who
 * make it. The change is read as it stands now, behind the wall of the institution that writes: what it may not know gets
 * into no letter, and who has lost a right is told nothing more. A person is told once of an event.
 */
@Injectable()
export class ChangeLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'change-mail';
  private readonly organizer;

  constructor(
    private readonly consumers: Consumers,
    private readonly changes: ChangesStore,
    private readonly affected: AffectedStore,
    private readonly rounds: MailRounds,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    this.organizer = parseMailbox(config.mail.from);
  }

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const news = events.filter(({ type }) => type in changeRules);
    const [first] = news;
    const change = first && (await this.changes.byId(tx, first.streamId));
    if (!change) return;
    const parties = await this.changes.parties(tx, change.id);
    const own = parties.filter((party) => party.institutionId === institutionId && party.shownAt !== null);
    const known = { change, own, isMaker: change.institutionId === institutionId && change.inside !== null };
    for (const event of news) await this.tell(tx, event, known);
    tx.afterCommit(() => {
      this.rounds.nudge();
    });
  }

  private async tell(tx: Transaction, event: RecordedEvent, known: ChangeCase): Promise<void> {
    // of what happened before it was shown to them, or inside, nobody hears whom it concerns
    const own = known.own.filter(
      ({ shownAt }) => event.audience === 'shared' && shownAt && shownAt <= event.occurredAt,
    );
    const found = { ...known, own };
    const told: Told = {
      class: known.change.class,
      affectedSince: own.find(({ kind }) => kind === 'affected')?.shownAt ?? null,
      isJustAnnounced:
        ['change.scheduled', 'change.widened'].includes(event.type) && (await wasJustAnnounced(tx, event)),
      isByMakers: event.actorInstitutionId === known.change.institutionId && event.actorSide === 'provider',
    };
    const rules = (changeRules[event.type] ?? []).filter(({ when }) => when?.(event, told) ?? true);
    const heard = new Set([event.actorId]);
    let common: Common | undefined;
    for (const rule of rules)
      for (const circle of rule.to)
        for (const person of await peopleIn(tx, circle, found, event)) {
          if (heard.has(person.id) || person.email === '') continue;
          heard.add(person.id);
          common ??= await this.common(tx, event, found);
          await this.write(tx, event, found, person, { ...common, kind: rule.letter, reader: readerOf[circle] });
        }
  }

  /** What a letter says whoever reads it. */
  private async common(tx: Transaction, event: RecordedEvent, { change }: ChangeCase): Promise<Common> {
    const { windowFrom, windowTo, reference, title, why, services, institution } = change;
    return {
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
      at: event.occurredAt,
      url: `${this.config.publicUrl}/changes/${reference}`,
    };
  }

  private async write(
    tx: Transaction,
    event: RecordedEvent,
    known: ChangeCase,
    person: Colleague,
    { said, doer, ...letter }: Common & Pick<ChangeLetter, 'kind' | 'reader'>,
  ): Promise<void> {
    const { change } = known;
    const institutionId = tx.actor.institution.id;
    const timeZone = (await zonesOf(tx, institutionId))(person);
    const locale = localeOf(person.locale);
    const now = this.clock.now();
    const objectBefore = letter.reader === 'affected' ? await this.objectBefore(tx, known, now) : undefined;
    const quoted = said?.isInside === true && outside.includes(letter.reader) ? undefined : said;
    const by = quoted?.author ? `${quoted.author} (${quoted.institution})` : doer;
    const reader = { objectBefore, readerName: person.name, timeZone };
    const written = writeChangeLetter({ ...letter, ...reader, text: quoted?.body, by }, locale);
    const { organizer } = this;
    const calendar =
      outside.includes(letter.reader) && inCalendars.has(letter.kind)
        ? calendarOf(change, { locale, timeZone, url: letter.url, organizer })
        : undefined;
    await queueMail(tx, {
      id: newId(now),
      institutionId,
      ticketId: null,
      changeId: change.id,
      eventId: event.id,
      personId: person.id,
      toAddress: person.email,
      ...written,
      ...(calendar === undefined ? {} : { calendar }),
      createdAt: now,
    });
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
