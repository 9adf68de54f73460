import { Injectable } from '@nestjs/common';
import type { Transaction, WorkerUnitOfWork } from '../../../../database/index.js';
import { followsAction, type ActionPlan } from '../domain/plan.js';

export interface PlanDue {
  planId: string;
  institutionId: string;
  step: 'next' | 'overdue';
  onDate: string;
}

/** When plans are looked at: ids and instants. */
@Injectable()
export class PlanDueStore {
  /**
   * Of a plan that runs, its next date; of one that rests for its action, `lookAt`, when that is looked at again. Of any
   * other, nothing.
   */
  async next(tx: Transaction, plan: ActionPlan, lookAt: Date): Promise<void> {
    const at = plan.state === 'running' ? plan.nextAt : followsAction(plan.pausedReason) ? lookAt : null;
    const onDate = plan.nextOn ?? lookAt.toISOString().slice(0, 10);
    await tx.run(`delete from plan_due where plan_id = $1 and step = 'next'`, [plan.id]);
    if (at) await this.add(tx, plan, 'next', onDate, at);
  }

  /** What was opened on a date is overdue then, unless it is done. */
  async overdue(tx: Transaction, plan: ActionPlan, onDate: string, at: Date): Promise<void> {
    await this.settled(tx, plan.id, onDate);
    await this.add(tx, plan, 'overdue', onDate, at);
  }

  /** Nothing of this date will be overdue any more. */
  async settled(tx: Transaction, planId: string, onDate: string): Promise<void> {
    await tx.run(`delete from plan_due where plan_id = $1 and step = 'overdue' and on_date = $2`, [planId, onDate]);
  }

  private async add(tx: Transaction, plan: ActionPlan, step: PlanDue['step'], onDate: string, at: Date): Promise<void> {
    await tx.run(
      `insert into plan_due (plan_id, step, on_date, institution_id, action_id, at)
       values ($1, $2, $3, app_institution(), $4, $5)`,
      [plan.id, step, onDate, plan.action.id, at],
    );
  }

  /** Has every plan of an action looked at, whosever it is: something happened to the action. By the worker. */
  async look(tx: Transaction, actionId: string, at: Date): Promise<void> {
    await tx.run(`update plan_due set at = $2 where action_id = $1 and step = 'next' and at > $2`, [actionId, at]);
  }
}

/** Across institutions: ids alone. */
export function duePlans(work: WorkerUnitOfWork, now: Date, left: readonly string[]): Promise<PlanDue[]> {
  return work.outside<PlanDue>(
    `select plan_id as "planId", institution_id as "institutionId", step, on_date::text as "onDate"
       from plan_due
      where at <= $1 and plan_id::text || step || on_date::text <> all ($2::text[])
      order by at
      limit 100`,
    [now, left],
  );
}

export const keyOf = ({ planId, step, onDate }: PlanDue): string => `${planId}${step}${onDate}`;
