import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { assertVersion } from '../../../http/index.js';
import { Clock, DAY_MS, invalid, notFound } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import { aheadOf, type IsOpen } from '../../service-hours/index.js';
import { SiteCalendar } from '../../tickets/index.js';
import type { ActionPlan } from './domain/plan.js';
import { PlanRecord, type PlanEventType } from './plan-record.js';
import { PlanDueStore } from './stores/plan-due.store.js';
import { PlansStore } from './stores/plans.store.js';

/** A plan that rests for its action is looked at whenever something happens to that, and once a day for good measure. */
const LOOK_AGAIN_MS = DAY_MS;

const always: IsOpen = () => true;

/** One plan, found under the wall and held while something is done with it; its working days and its next date. */
@Injectable()
export class PlanDesk {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly plans: PlansStore,
    private readonly due: PlanDueStore,
    private readonly calendar: SiteCalendar,
    private readonly record: PlanRecord,
  ) {}

  async found(tx: Transaction, id: string): Promise<ActionPlan> {
    const plan = await this.plans.byId(tx, id);
    if (!plan) throw notFound();
    requirePermission(tx.actor, 'action_plan.read', plan.serviceId);
    return plan;
  }

  async locked(tx: Transaction, id: string, ifMatch: number | undefined): Promise<ActionPlan> {
    const seen = await this.found(tx, id);
    requirePermission(tx.actor, 'action_plan.keep', seen.serviceId);
    const plan = await this.plans.lock(tx, id);
    if (!plan) throw notFound();
    assertVersion(ifMatch, plan.version);
    return plan;
  }

  move(
    actor: Actor,
    id: string,
    ifMatch: number | undefined,
    type: PlanEventType,
    make: (tx: Transaction, was: ActionPlan, now: Date) => Promise<ActionPlan>,
  ): Promise<ActionPlan> {
    return this.work.run(actor, async (tx) => {
      const was = await this.locked(tx, id, ifMatch);
      const now = this.clock.now();
      const after = await make(tx, was, now);
      await this.plans.save(tx, after, now);
      await this.look(tx, after, now);
      await this.record.say(tx, type, after, now);
      return { ...after, version: after.version + 1 };
    });
  }

  /** Says when the plan is looked at next. */
  look(tx: Transaction, plan: ActionPlan, now: Date): Promise<void> {
    return this.due.next(tx, plan, new Date(now.getTime() + LOOK_AGAIN_MS));
  }

  /** The first date ahead. A plan of which nothing lies ahead any more is refused. */
  async ahead(tx: Transaction, plan: ActionPlan, now: Date): Promise<Pick<ActionPlan, 'nextOn' | 'nextAt'>> {
    const isOpen = await this.openDays(tx, plan);
    if (!isOpen && plan.moveToWorkingDay !== 'none')
      throw invalid('moveToWorkingDay', 'no_service_hours', 'Nobody has said when this site works.');
    const next = aheadOf(plan, plan.lastOn, now.getTime(), isOpen ?? always);
    if (!next) throw invalid('recurrence', 'recurrence_over', 'No date of this rule lies ahead.');
    return { nextOn: next.date, nextAt: new Date(next.at) };
  }

  /** On which dates its site works; every one where nobody has said. */
  async isOpenOn(tx: Transaction, plan: ActionPlan): Promise<IsOpen> {
    return (await this.openDays(tx, plan)) ?? always;
  }

  /** When what is due at an instant is overdue. */
  overdueAfter(tx: Transaction, plan: ActionPlan, from: Date): Promise<Date> {
    return this.calendar.endOfWorkingDay(tx, siteOf(plan), from, plan.graceDays);
  }

  private openDays(tx: Transaction, plan: ActionPlan): Promise<IsOpen | undefined> {
    return this.calendar.of(tx, siteOf(plan), plan.timeZone);
  }
}

const siteOf = ({ institutionId, siteId }: ActionPlan) => ({ institutionId, siteId });
