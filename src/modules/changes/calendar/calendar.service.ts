import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, parseInstant, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, DAY_MS, invalid, type Locale, localeOf, newId, notFound } from '../../../kernel/index.js';
import { actorOf, NO_INSTITUTION } from '../../identity/index.js';
import { sitesOf } from '../../institutions/index.js';
import { localInstantIn, parseLocalDate } from '../../service-hours/index.js';
import { CalendarSources, type CalendarEntry } from './calendar-sources.js';
import { toICalendar } from './domain/to-icalendar.js';
import { calendarUid, interruption, wording } from './domain/wording.js';
import { FeedsStore, type Feed } from './feeds.store.js';

const MOST_DAYS = 400;
const MOST_FEEDS = 20;
const BACK_MS = 92 * DAY_MS;
const AHEAD_MS = 396 * DAY_MS;

/** Calendars: of a time as it is asked for, and of a person at a secret address. */
@Injectable()
export class CalendarService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly sources: CalendarSources,
    private readonly feeds: FeedsStore,
    private readonly config: Config,
  ) {}

  /** Dates are whole days of the main site, the last one too. */
  between(actor: Actor, from: string, to: string): Promise<CalendarEntry[]> {
    return this.work.run(actor, async (tx) => {
      const [start, end] = await instantsOf(tx, from, to);
      if (end <= start) throw invalid('to', 'ends_before_it_begins', 'A time ends after it has begun.');
      if (end - start > MOST_DAYS * DAY_MS)
        throw invalid('to', 'too_long', `A calendar shows at most ${String(MOST_DAYS)} days at once.`);
      return this.sources.entries(tx, new Date(start), new Date(end));
    });
  }

  make(actor: Actor, name: string): Promise<Feed & { url: string }> {
    return this.work.run(actor, async (tx) => {
      if ((await this.feeds.count(tx)) >= MOST_FEEDS)
        throw conflict('too_many_feeds', 'There are many already: remove those that are not used.');
      const now = this.clock.now();
      const secret = randomBytes(32).toString('base64url');
      const feed = { id: newId(now), name, createdAt: now };
      const institutionId = actor.institution.id === NO_INSTITUTION.id ? null : actor.institution.id;
      await this.feeds.add(tx, { ...feed, institutionId, secretHash: digestOf(secret) });
      return { ...feed, lastReadAt: null, url: `${this.config.publicUrl}/api/v1/calendar/${secret}.ics` };
    });
  }

  list(actor: Actor, limit: number, cursor?: string): Promise<Page<Feed>> {
    const after = decodeCursor(cursor, placeInTime('at'));
    return this.work.run(actor, async (tx) =>
      toPage(
        await this.feeds.list(tx, limit + 1, after),
        limit,
        ({ createdAt, id }) => ({ at: createdAt.toISOString(), id }),
        (row) => row,
      ),
    );
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.work.run(actor, async (tx) => {
      if (!(await this.feeds.remove(tx, id))) throw notFound();
    });
  }

  /** What its person may see now. An address that is unknown and one that was revoked are the one 404. */
  async feed(secret: string): Promise<{ text: string; tag: string }> {
    const now = this.clock.now();
    const reader = await this.feeds.reader(digestOf(secret), now);
    if (!reader) throw notFound();
    const actor = actorOf(reader.person, reader.person.memberships[0]);
    const [from, to] = [new Date(now.getTime() - BACK_MS), new Date(now.getTime() + AHEAD_MS)];
    const entries = await this.work.run(actor, (tx) => this.sources.entries(tx, from, to));
    const locale = localeOf(reader.person.locale);
    const text = toICalendar({ name: reader.name, entries: entries.map((entry) => this.told(entry, locale)) });
    return { text, tag: createHash('sha256').update(text).digest('base64url') };
  }

  private told(entry: CalendarEntry, locale: Locale) {
    const codes = entry.institutions.map(({ code }) => code);
    const place = entry.kind === 'maintenance' ? codes : [...(entry.service ? [entry.service.code] : []), ...codes];
    const { interruptionMinutes: minutes } = entry;
    const lost = minutes === undefined ? '' : interruption[locale](minutes);
    const description = [entry.description, lost, place.join(', ')]
      .filter((line) => line !== null && line !== '')
      .join('\n');
    return {
      ...entry,
      uid: calendarUid(entry.kind, entry.id),
      title: `${wording[locale][entry.kind]}${entry.name}`,
      description: description === '' ? null : description,
      url: entry.path === null ? null : `${this.config.publicUrl}${entry.path}`,
    };
  }
}

/** A plain hash will do: nobody guesses 256 bits. */
const digestOf = (secret: string) => createHash('sha256').update(secret).digest();

async function instantsOf(tx: Transaction, from: string, to: string): Promise<[number, number]> {
  const site = (await sitesOf(tx, tx.actor.institution.id)).find(({ isDefault }) => isDefault);
  const midnight = localInstantIn(site?.timeZone ?? 'UTC');
  const [first, last] = [parseLocalDate(from), parseLocalDate(to)];
  return [
    first === undefined ? (parseInstant(from) ?? 0) : midnight(first),
    last === undefined ? (parseInstant(to) ?? 0) : midnight(last + 1),
  ];
}
