import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Transaction } from '../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../events/index.js';
import { Clock, localeOf } from '../../kernel/index.js';
import { colleague, staffOfSide } from '../identity/index.js';
import { writeProblemLetter } from '../mail/index.js';
import { toldFirst } from '../tickets/index.js';
import { Letters, type WrittenLetter } from './letters.js';
import { followersOf, shippingOf, type Shipping } from './problem-news.store.js';
import { zonesOf } from './zones.js';

/**
 * Tells those who follow a problem that it is fixed, each institution its own people, who are told by their ticket or by
 * this, once. What an institution may no longer read it tells nobody, and nobody who may no longer ask for it.
 */
@Injectable()
export class ProblemLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'problem-mail';
  readonly streams = ['problem'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly letters: Letters,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const letters: WrittenLetter[] = [];
    for (const event of events) {
      const shipping =
        event.type === 'problem.fixed' && (await shippingOf(tx, event.streamId, event.data.publicationId));
      if (!shipping) continue;
      const zone = await zonesOf(tx, institutionId);
      for (const personId of await stillConcerned(tx, event.streamId, shipping.serviceId))
        letters.push(...(await this.letterTo(tx, event, personId, shipping, zone)));
    }
    await this.letters.queue(tx, letters);
  }

  private async letterTo(
    tx: Transaction,
    event: RecordedEvent,
    personId: string,
    { titleFr, titleEn, fixedFr, fixedEn, ...shipping }: Shipping,
    zone: Awaited<ReturnType<typeof zonesOf>>,
  ): Promise<WrittenLetter[]> {
    const now = this.clock.now();
    const institutionId = tx.actor.institution.id;
    const person = await colleague(tx, personId);
    if (!person) return [];
    const told = { institutionId, eventId: event.id, personId, problemId: event.streamId, at: now };
    if (!(await toldFirst(tx, told))) return [];
    const locale = localeOf(person.locale);
    const [title, body] = locale === 'en' ? [titleEn ?? titleFr, fixedEn] : [titleFr, fixedFr];
    const url = `${this.config.publicUrl}/problems/${shipping.reference}`;
    const letter = {
      ...shipping,
      title,
      body,
      readerName: person.name,
      timeZone: zone(person),
      at: event.occurredAt,
      url,
    };
    return [{ event, to: person, ...writeProblemLetter(letter, locale) }];
  }
}

/** Followers who work for the service now, or asked for a ticket that hangs on the problem now. */
async function stillConcerned(tx: Transaction, problemId: string, serviceId: string): Promise<string[]> {
  const followers = await followersOf(tx, problemId);
  const ids = followers.map(({ id }) => id);
  const staff = new Set<string>();
  for (const side of ['user', 'provider'] as const)
    for (const id of await staffOfSide(tx, side, serviceId, ids)) staff.add(id);
  return followers.flatMap(({ id, isAsker }) => (isAsker || staff.has(id) ? [id] : []));
}
