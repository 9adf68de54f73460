import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { ChangesStore } from '../../changes/index.js';
import { Letters, type WrittenLetter } from '../letters.js';
import { ChangeLetters, type Common } from './change-letters.js';
import { releaseOf, wasJustAnnounced } from './change-news.store.js';
import { peopleIn, type ChangeCase } from './change-readers.js';
import { changeRules, readerOf, type Told } from './domain/told-of-changes.js';

/**
 * Tells people of a change what its record says, each institution its own: those whom it affects, those who decide or vote,
 * those who make it. The change is read as it stands now, behind the wall of the institution that writes: what it may not
 * know gets into no letter, and who has lost a right is told nothing more. A person is told once of an event.
 */
@Injectable()
export class ChangeLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'change-mail';
  readonly streams = ['change'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly changes: ChangesStore,
    private readonly writer: ChangeLetters,
    private readonly letters: Letters,
  ) {}

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
    const letters: WrittenLetter[] = [];
    for (const event of news) letters.push(...(await this.lettersOf(tx, event, known)));
    await this.letters.queue(tx, letters);
  }

  private async lettersOf(tx: Transaction, event: RecordedEvent, known: ChangeCase): Promise<WrittenLetter[]> {
    // of what happened before it was shown to them, or inside, nobody hears whom it concerns
    const own = known.own.filter(
      ({ shownAt }) => event.audience === 'shared' && shownAt && shownAt <= event.occurredAt,
    );
    const found = { ...known, own };
    const told = await this.toldOf(tx, event, found);
    const rules = (changeRules[event.type] ?? []).filter(({ when }) => when?.(event, told) ?? true);
    const heard = new Set([event.actorId]);
    const letters: WrittenLetter[] = [];
    let common: Common | undefined;
    for (const { to, letter, spares = [] } of rules) {
      for (const circle of spares) for (const { id } of await peopleIn(tx, circle, found, event)) heard.add(id);
      for (const circle of to)
        for (const person of await peopleIn(tx, circle, found, event)) {
          if (heard.has(person.id) || person.email === '') continue;
          heard.add(person.id);
          common ??= await this.writer.common(tx, event, found);
          const told = { ...common, kind: letter, reader: readerOf[circle] };
          letters.push(await this.writer.write(tx, event, found, person, told));
        }
    }
    return letters;
  }

  private async toldOf(tx: Transaction, event: RecordedEvent, { change, own }: ChangeCase): Promise<Told> {
    const { type, data } = event;
    const release = type === 'change.release_published' ? await releaseOf(tx, data.releaseId) : undefined;
    return {
      class: change.class,
      affectedSince: own.find(({ kind }) => kind === 'affected')?.shownAt ?? null,
      isJustAnnounced: ['change.scheduled', 'change.widened'].includes(type) && (await wasJustAnnounced(tx, event)),
      isByMakers: event.actorInstitutionId === change.institutionId && event.actorSide === 'provider',
      isFirstOfRelease: release?.firstId === change.id,
    };
  }
}
