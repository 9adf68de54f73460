import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../config/index.js';
import type { Transaction } from '../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../events/index.js';
import { Clock, localeOf, newId } from '../../kernel/index.js';
import { colleague } from '../identity/index.js';
import { queueMail, writeProblemLetter, type InstitutionName } from '../mail/index.js';
import { ProblemsStore, toldFirst } from '../tickets/index.js';
import { MailRounds } from './mail-rounds.js';
import { zonesOf } from './zones.js';

interface Shipping {
  reference: string;
  titleFr: string;
  titleEn: string | null;
  fixedFr: string;
  fixedEn: string;
  service: InstitutionName;
  institution: InstitutionName;
}

/**
 * Tells those who follow a problem that it is fixed, each institution its own people, who are told by their ticket or by
 * this, once. What an institution may no longer read it tells nobody.
 */
@Injectable()
export class ProblemLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'problem-mail';

  constructor(
    private readonly consumers: Consumers,
    private readonly problems: ProblemsStore,
    private readonly rounds: MailRounds,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    await this.problems.present(tx, this.clock.now());
    for (const event of events) {
      const shipping = event.type === 'problem.fixed' && (await shippingOf(tx, event));
      if (!shipping) continue;
      const zone = await zonesOf(tx, institutionId);
      for (const personId of await followers(tx, event.streamId))
        await this.tell(tx, institutionId, event, personId, shipping, zone);
    }
    tx.afterCommit(() => {
      this.rounds.nudge();
    });
  }

  private async tell(
    tx: Transaction,
    institutionId: string,
    event: RecordedEvent,
    personId: string,
    { titleFr, titleEn, fixedFr, fixedEn, ...shipping }: Shipping,
    zone: Awaited<ReturnType<typeof zonesOf>>,
  ): Promise<void> {
    const now = this.clock.now();
    const person = await colleague(tx, personId);
    if (!person) return;
    const told = { institutionId, eventId: event.id, personId, problemId: event.streamId, at: now };
    if (!(await toldFirst(tx, told))) return;
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
    await queueMail(tx, {
      id: newId(now),
      institutionId,
      ticketId: null,
      eventId: event.id,
      personId,
      toAddress: person.email,
      ...writeProblemLetter(letter, locale),
      createdAt: now,
    });
  }
}

async function followers(tx: Transaction, problemId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select person_id as id
       from problem_follower
      where institution_id = app_institution() and problem_id = $1
      order by person_id`,
    [problemId],
  );
  return rows.map(({ id }) => id);
}

async function shippingOf(tx: Transaction, { streamId, data }: RecordedEvent): Promise<Shipping | undefined> {
  const [row] = await tx.query<Shipping>(
    `select p.reference, u.title_fr as "titleFr", u.title_en as "titleEn", u.fixed_fr as "fixedFr",
            u.fixed_en as "fixedEn", json_build_object('code', s.code, 'name', s.name) as service,
            json_build_object('code', i.code, 'name', i.name) as institution
       from problem p
       join problem_publication u on u.problem_id = p.id and u.id = $2
       join service s on s.id = p.service_id
       join institution i on i.id = p.institution_id
      where p.id = $1`,
    [streamId, data.publicationId],
  );
  return row;
}
