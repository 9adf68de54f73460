import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Consumers, type Consumer, type RecordedEvent } from '../../../events/index.js';
import { PlanResultsService } from './plan-results.service.js';
import { PlansStore } from './stores/plans.store.js';

/** What follows for a plan from a run that came to its end. */
@Injectable()
export class PlanResultsConsumer implements Consumer, OnModuleInit {
  readonly name = 'plan-results';
  readonly streams = ['run'] as const;

  constructor(
    private readonly consumers: Consumers,
    private readonly results: PlanResultsService,
    private readonly plans: PlansStore,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
  }

  async handle(tx: Transaction, _institutionId: string, events: readonly RecordedEvent[]): Promise<void> {
    for (const { type, streamId } of events)
      if (type === 'run.finished') await this.results.finished(tx, streamId, (id) => this.plans.lock(tx, id));
  }
}
