import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { Clock } from '../../../kernel/index.js';
import { PlanDueStore } from './stores/plan-due.store.js';

/**
 * Something happened to an action: every plan of it is looked at in the next round, also those of institutions with which
 * it is shared, which do not read its record. Ids and instants alone cross the wall.
 */
@Injectable()
export class PlanLooksConsumer implements Consumer, OnModuleInit {
  readonly name = 'plan-looks';
  readonly streams = ['action'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly clock: Clock,
    private readonly due: PlanDueStore,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, _institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    const actions = events.filter(({ type }) => type.startsWith('action.')).map(({ streamId }) => streamId);
    for (const id of new Set(actions)) await this.due.look(tx, id, this.clock.now());
  }
}
