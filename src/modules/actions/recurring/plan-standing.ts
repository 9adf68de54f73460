import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { DomainError } from '../../../kernel/index.js';
import { followsAction, restFor, type ActionPlan } from './domain/plan.js';
import { PlanDesk } from './plan-desk.js';
import { PlanRecord } from './plan-record.js';
import { PlanDatesStore } from './stores/plan-dates.store.js';
import { PlanDueStore } from './stores/plan-due.store.js';
import { PlansStore } from './stores/plans.store.js';

/**
 * A plan rests while its action is suspended, retired or out of sight, and goes on by itself after that: nobody is asked
 * to run what made things worse, and nobody has to remember to begin again. In the name of the system.
 */
@Injectable()
export class PlanStanding {
  constructor(
    private readonly plans: PlansStore,
    private readonly dates: PlanDatesStore,
    private readonly due: PlanDueStore,
    private readonly desk: PlanDesk,
    private readonly record: PlanRecord,
  ) {}

  /** A locked plan as it stands with its action now. */
  async follow(tx: Transaction, plan: ActionPlan, now: Date): Promise<ActionPlan> {
    const rest = restFor(plan.action);
    if (plan.state === 'running' && rest) return this.rest(tx, { ...plan, pausedReason: rest }, now);
    if (plan.state !== 'paused' || !followsAction(plan.pausedReason)) return plan;
    if (!rest) return this.lift(tx, plan, now);
    // suspended, then retired: why it rests is told as it is now
    const after = { ...plan, pausedReason: rest };
    if (rest !== plan.pausedReason) await this.plans.move(tx, after, now);
    await this.desk.look(tx, after, now);
    return after;
  }

  private async rest(tx: Transaction, plan: ActionPlan, now: Date): Promise<ActionPlan> {
    const after: ActionPlan = { ...plan, state: 'paused', nextOn: null, nextAt: null };
    await this.plans.move(tx, after, now);
    await this.desk.look(tx, after, now);
    await this.record.say(tx, 'plan.paused_by_suspension', after, now, { why: after.pausedReason, date: plan.nextOn });
    return after;
  }

  private async lift(tx: Transaction, plan: ActionPlan, now: Date): Promise<ActionPlan> {
    const ahead = await this.aheadIfAny(tx, plan, now);
    const after: ActionPlan = { ...plan, ...ahead, pausedReason: null };
    await this.plans.move(tx, after, now);
    await this.desk.look(tx, after, now);
    await this.record.say(tx, 'plan.resumed', after, now, { why: 'action_published' });
    await this.renew(tx, plan, now);
    return after;
  }

  /** What could not be run meanwhile is not late for that: its grace begins anew. */
  async renew(tx: Transaction, plan: ActionPlan, now: Date): Promise<void> {
    const overdueAt = await this.desk.overdueAfter(tx, plan, now);
    for (const date of await this.dates.waiting(tx, plan.id)) {
      if (date.overdueAt !== null && date.overdueAt > now) continue;
      await this.dates.save(tx, plan.id, { ...date, overdueAt });
      await this.due.overdue(tx, plan, date.onDate, overdueAt);
    }
  }

  /** The rule may have ended meanwhile, or the site says no more when it works. */
  private async aheadIfAny(
    tx: Transaction,
    plan: ActionPlan,
    now: Date,
  ): Promise<Pick<ActionPlan, 'state' | 'nextOn' | 'nextAt'>> {
    try {
      return { state: 'running', ...(await this.desk.ahead(tx, plan, now)) };
    } catch (error) {
      if (error instanceof DomainError) return { state: 'ended', nextOn: null, nextAt: null };
      throw error;
    }
  }
}
