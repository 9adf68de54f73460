import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import type { ActionNews } from '../../mail/index.js';
import { ActionLetters } from './action-letters.js';
import { improvementOf, wasToldThatDay, type ToldImprovement } from './action-news.store.js';
import { each, holding, ownerOf, type Heard } from './action-readers.js';

/**
 * Tells of an improvement what does not wait to be looked up: that it is overdue, that a review is due, that its cause came
 * back. It is read as it stands now: what was dealt with meanwhile is told to nobody.
 */
@Injectable()
export class ImprovementLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'improvement-mail';
  readonly streams = ['improvement'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly letters: ActionLetters,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, _institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) {
      const one = await improvementOf(tx, event.streamId);
      const news = one && newsOf(event, one);
      if (!news || (news.kind === 'improvement_recurred' && (await wasToldThatDay(tx, event)))) continue;
      const about = {
        reference: one.reference,
        title: { fr: one.title, en: null },
        services: [one.service],
        path: `/improvements/${one.reference}`,
      };
      await this.letters.write(tx, event, news, about, await heardOf(tx, news, one));
    }
  }
}

function newsOf({ type, data }: RecordedEvent, one: ToldImprovement): ActionNews | undefined {
  const { state, nextOn, problem, criterion } = one;
  if (type === 'improvement.overdue' && state === 'open' && nextOn !== null && nextOn === data.dueOn)
    return { kind: 'improvement_overdue', dueOn: nextOn };
  if (type === 'improvement.review_due' && state === 'implemented' && nextOn !== null && nextOn === data.dueOn)
    return { kind: 'improvement_review_due', afterDays: Number(data.afterDays), criterion };
  if (type === 'improvement.recurred' && ['implemented', 'effective', 'ineffective'].includes(state))
    return { kind: 'improvement_recurred', how: data.kind === 'reopened' ? 'reopened' : 'ticket', problem, criterion };
  return undefined;
}

async function heardOf(tx: Transaction, { kind }: ActionNews, one: ToldImprovement): Promise<Heard[]> {
  const services = [one.serviceId];
  if (kind === 'improvement_review_due') {
    const own = [one.ownerId, one.implementedBy];
    const judges = each(await holding(tx, ['manager', 'change_manager'], services, 'judge'), own);
    // somebody has to hear of it: any colleague who may
    return judges.length > 0 ? judges : each(await holding(tx, ['engineer'], services, 'judge'), own);
  }
  return each([
    ...(await ownerOf(tx, one.ownerId, 'improvement.read', services)),
    ...(await holding(tx, ['manager'], services, 'manager')),
  ]);
}
