import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { Clock } from '../../../kernel/index.js';
import { ActionRecord } from '../action-record.js';
import { ActionWritingStore } from '../stores/action-writing.store.js';
import { SuspendingStore } from './stores/suspending.store.js';

/** So many runs that made it worse, of one version. */
const MOST_MADE_WORSE = 2;

/**
 * Suspends an action once a second run of its published version has made it worse, whoever ran it; lifting it, or publishing
 * another version, counts from zero. It is woken by the ends of runs for the institution that made them and for the action's
 * own, and only there finds something to suspend. The action is held and looked at again, so that it happens once.
 */
@Injectable()
export class SuspendingConsumer implements Consumer, OnModuleInit {
  readonly name = 'suspend-actions';
  readonly streams = ['run'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly clock: Clock,
    private readonly suspending: SuspendingStore,
    private readonly writing: ActionWritingStore,
    private readonly record: ActionRecord,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, _institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    for (const { type, data } of events) {
      if (type !== 'run.finished' || data['outcome'] !== 'made_worse' || typeof data['actionId'] !== 'string') continue;
      await this.suspend(tx, data['actionId']);
    }
  }

  private async suspend(tx: Transaction, actionId: string): Promise<void> {
    if (!(await this.suspending.holdPublished(tx, actionId))) return;
    const runs = await this.suspending.madeWorse(tx, actionId);
    if (runs < MOST_MADE_WORSE) return;
    const now = this.clock.now();
    await this.writing.move(tx, actionId, 'suspended', now, 'made_worse');
    await this.record.say(tx, actionId, now, 'action.suspended', { because: 'made_worse', runs });
  }
}
