import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { forbidden } from '../../../kernel/index.js';
import { aheadOf, dueFrom, type Occurrence } from '../../service-hours/index.js';
import { OwnOpening } from '../../tickets/index.js';
import type { ActionPlan, PlanDate } from './domain/plan.js';
import { PlanDesk } from './plan-desk.js';
import { PlanRecord } from './plan-record.js';
import { PlanDatesStore } from './stores/plan-dates.store.js';
import { PlanDueStore } from './stores/plan-due.store.js';
import { PlannedActionsStore } from './stores/planned-actions.store.js';
import { PlansStore } from './stores/plans.store.js';

/** Opens what a plan has due, as its keeper, and says when it is due next: all in one transaction. */
@Injectable()
export class PlanOpening {
  constructor(
    private readonly plans: PlansStore,
    private readonly dates: PlanDatesStore,
    private readonly due: PlanDueStore,
    private readonly actions: PlannedActionsStore,
    private readonly desk: PlanDesk,
    private readonly opening: OwnOpening,
    private readonly record: PlanRecord,
  ) {}

  /** How many tickets it opened: none where somebody else has it, or nothing is due any more. */
  async open(tx: Transaction, id: string, now: Date): Promise<number> {
    const plan = await this.plans.lockIfFree(tx, id);
    if (plan?.state !== 'running' || plan.nextOn === null || plan.nextAt === null || plan.nextAt > now) return 0;
    // changed or resumed by somebody else since the keeper was read: in their name, the next time
    if (plan.keeperId !== tx.actor.personId) return 0;
    const isOpen = await this.desk.isOpenOn(tx, plan);
    const { due, next } = dueFrom(plan, plan.nextOn, now.getTime(), isOpen);
    // what was planned ahead of a change of the calendar counts as it was planned
    const last: Occurrence = due.at(-1) ?? { date: plan.nextOn, at: plan.nextAt.getTime() };
    for (const { date } of due.slice(0, -1)) await this.leaveOut(tx, plan, date, now);
    const isOpened = await this.openOn(tx, plan, last, now);
    const lastOn = last.date;
    const ahead = next ?? aheadOf(plan, lastOn, now.getTime(), isOpen);
    const after: ActionPlan = ahead
      ? { ...plan, lastOn, nextOn: ahead.date, nextAt: new Date(ahead.at) }
      : { ...plan, lastOn, state: 'ended', nextOn: null, nextAt: null };
    await this.plans.move(tx, after, now);
    await this.desk.look(tx, after, now);
    return isOpened ? 1 : 0;
  }

  /** False where the date was left out by somebody, or opened before. */
  private async openOn(tx: Transaction, plan: ActionPlan, { date }: Occurrence, now: Date): Promise<boolean> {
    if ((await this.dates.on(tx, plan.id, [date])).has(date)) return false;
    if (!(await this.actions.held(tx, plan.serviceId)).includes(plan.function))
      throw forbidden('The institution does not hold this function of the service any more.');
    const { id: ticketId, reference } = await this.opening.openIn(tx, {
      serviceId: plan.serviceId,
      site: { id: plan.siteId, timeZone: plan.timeZone },
      title: plan.title,
      description: await this.wording(tx, plan),
      function: plan.function,
      assigneeId: plan.assigneeId,
      teamId: plan.teamId,
    });
    const overdueAt = await this.desk.overdueAfter(tx, plan, now);
    const isFirst = await this.dates.note(tx, plan.id, {
      ...untouched,
      onDate: date,
      outcome: 'opened',
      ticketId,
      reference,
      overdueAt,
      decidedAt: now,
    });
    if (!isFirst) throw new Error('a date was opened twice');
    await this.due.overdue(tx, plan, date, overdueAt);
    await this.record.say(tx, 'plan.due', plan, now, { date, ticketId, overdueAt: overdueAt.toISOString() });
    return true;
  }

  private async wording(tx: Transaction, { action }: ActionPlan): Promise<string> {
    const document = await this.actions.documentOf(tx, action.id);
    return [action.reference, document?.title.fr, document?.summary].filter((part) => part).join('\n\n');
  }

  private async leaveOut(tx: Transaction, plan: ActionPlan, date: string, now: Date): Promise<void> {
    const missed: PlanDate = { ...untouched, onDate: date, outcome: 'skipped', reason: 'missed', decidedAt: now };
    if (await this.dates.note(tx, plan.id, missed))
      await this.record.say(tx, 'plan.skipped', plan, now, { date, why: 'missed' });
  }
}

export const untouched = {
  reason: null,
  ticketId: null,
  reference: null,
  overdueAt: null,
  overdueToldAt: null,
  runId: null,
  doneAt: null,
} satisfies Partial<PlanDate>;
