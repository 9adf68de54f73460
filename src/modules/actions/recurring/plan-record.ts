import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import type { ActionPlan } from './domain/plan.js';

export type PlanEventType =
  | 'plan.made'
  | 'plan.changed'
  | 'plan.paused'
  | 'plan.resumed'
  | 'plan.removed'
  | 'plan.due'
  | 'plan.skipped'
  | 'plan.overdue'
  | 'plan.done'
  | 'plan.paused_by_suspension';

/** What happened to a plan, in a stream of its own: ids, dates and codes, for both sides of its institution. */
@Injectable()
export class PlanRecord {
  constructor(private readonly events: Events) {}

  async say(tx: Transaction, type: PlanEventType, plan: ActionPlan, at: Date, more: object = {}): Promise<void> {
    const data = { actionId: plan.action.id, serviceId: plan.serviceId, ...more };
    // the readers are said by the database
    await this.events.appendTo(tx, 'plan', plan.id, at, [
      { type, audience: 'shared', side: 'provider', readers: [], data },
    ]);
  }
}
