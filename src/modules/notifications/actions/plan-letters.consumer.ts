import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { localeOf, SYSTEM_PERSON } from '../../../kernel/index.js';
import { colleague, peopleWithRole, type Colleague } from '../../identity/index.js';
import { writePlanLetter, type PlanLetter } from '../../mail/index.js';
import { Letters, type WrittenLetter } from '../letters.js';
import { planTold, type PlanNews } from './plan-news.store.js';

/**
 * Tells of plans. That something is due, the engineers hear with its ticket. What is left out, overdue or stopped is for
 * whoever answers for it: the plan's keeper, the person to whom its tickets go, and the managers for the service; not for
 * whoever did it. Of a plan that was removed, nothing.
 */
@Injectable()
export class PlanLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'plan-mail';
  readonly streams = ['plan'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly letters: Letters,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, _institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const letters: WrittenLetter[] = [];
    for (const event of events) {
      const what = whatOf(event);
      if (!what) continue;
      const date = typeof event.data.date === 'string' ? event.data.date : null;
      const news = await planTold(tx, event.streamId, date);
      if (!news) continue;
      const why = typeof event.data.why === 'string' ? event.data.why : null;
      const { title, service, action, ticket, byName } = news;
      const said = { what, title, service, action, ticket, date, byName };
      const reason = what === 'skipped' ? news.reason : why;
      const url = `${this.config.publicUrl}/action-plans/${event.streamId}`;
      for (const person of await toldOf(tx, news, event.actorId)) {
        const letter = { ...said, reason, readerName: person.name, url };
        letters.push({ event, to: person, ...writePlanLetter(letter, localeOf(person.locale)) });
      }
    }
    await this.letters.queue(tx, letters);
  }
}

function whatOf({ type, data, actorId }: RecordedEvent): PlanLetter['what'] | undefined {
  // of what an outage swallowed the ticket that follows it tells
  if (type === 'plan.skipped') return data.why === 'asked' ? 'skipped' : undefined;
  if (type === 'plan.overdue') return 'overdue';
  if (type === 'plan.paused_by_suspension') return 'rests';
  return type === 'plan.paused' && actorId === SYSTEM_PERSON ? 'paused' : undefined;
}

async function toldOf(tx: Transaction, news: PlanNews, actorId: string): Promise<Colleague[]> {
  const named = [news.keeperId, news.assigneeId].filter((id) => id !== null);
  const people = [...(await peopleWithRole(tx, 'manager', news.serviceId))];
  for (const id of named) {
    const person = await colleague(tx, id);
    if (person && !people.some((one) => one.id === id)) people.push(person);
  }
  return people.filter(({ id, email }) => id !== actorId && email !== '');
}
