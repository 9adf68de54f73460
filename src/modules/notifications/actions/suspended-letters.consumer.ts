import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { namesOf } from '../../identity/index.js';
import { ActionLetters } from './action-letters.js';
import { actionOf, type ToldAction } from './action-news.store.js';
import { each, holding, ownerOf } from './action-readers.js';

/** Tells at home that an action is suspended: nobody should find that out at three in the morning. */
@Injectable()
export class SuspendedLettersConsumer implements Consumer, OnModuleInit {
  readonly name = 'action-mail';
  readonly streams = ['action'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly letters: ActionLetters,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, _institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    // lifted and suspended again meanwhile: the last time is what holds
    const event = events.findLast(({ type }) => type === 'action.suspended');
    const action = event && (await actionOf(tx, event.streamId));
    if (!event || action?.state !== 'suspended') return;
    const { titleFr, titleEn, reference, services, serviceIds, ownerId } = action;
    const heard = each(
      [
        ...(await ownerOf(tx, ownerId, 'action.read', serviceIds)),
        ...(await holding(tx, ['manager'], serviceIds, 'manager')),
        ...(await holding(tx, ['engineer'], serviceIds, 'worker')),
      ],
      [event.actorId],
    );
    const about = { reference, title: { fr: titleFr, en: titleEn }, services, path: `/actions/${reference}` };
    await this.letters.write(tx, event, await newsOf(tx, event, action), about, heard);
  }
}

async function newsOf(tx: Transaction, { data, actorId }: RecordedEvent, { suspendedBecause }: ToldAction) {
  if (data.because === 'made_worse') return { kind: 'action_made_worse', runs: Number(data.runs) } as const;
  const by = (await namesOf(tx, [actorId])).get(actorId) ?? '';
  return { kind: 'action_suspended', reason: suspendedBecause ?? '', by } as const;
}
