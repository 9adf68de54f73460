import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import type { ActionPlan, PlanState } from '../domain/plan.js';

export interface PlanQuery {
  service: string | undefined;
  action: string | undefined;
  states: readonly PlanState[] | undefined;
  isOverdue: boolean | undefined;
  limit: number;
  after: { createdAt: string; id: string } | undefined;
}

// what the wall hides of an action that is no longer shared is null; its plan stays its institution's
const selected = `
  select p.id, p.institution_id as "institutionId",
         json_build_object('id', p.action_id, 'reference', a.reference, 'kind', a.kind, 'state', a.state,
                           'title', case when v.id is not null then json_build_object('fr', v.title_fr, 'en', v.title_en) end,
                           'isForService', exists (select 1 from action_service f
                                                    where f.action_id = p.action_id and f.service_id = p.service_id
                                                      and f.is_published)) as action,
         p.service_id as "serviceId", s.code as "serviceCode", s.name as "serviceName", p.site_id as "siteId",
         w.code as "siteCode", w.time_zone as "timeZone", p.keeper_id as "keeperId", k.display_name as "keeperName", p.title,
         p."function", p.assignee_id as "assigneeId", p.team_id as "teamId", p.recurrence, p.starts_on::text as "startsOn",
         p.at_time as "atTime", p.move_to_working_day as "moveToWorkingDay", p.grace_days as "graceDays", p.state,
         p.paused_reason as "pausedReason", p.last_on::text as "lastOn", p.next_on::text as "nextOn", p.next_at as "nextAt",
         (select min(o.on_date)::text from plan_occurrence o
           where o.institution_id = p.institution_id and o.plan_id = p.id and o.outcome = 'opened' and o.done_at is null
             and o.overdue_told_at is not null) as "overdueOn",
         (select max(o.on_date)::text from plan_occurrence o
           where o.institution_id = p.institution_id and o.plan_id = p.id and o.done_at is not null) as "doneOn",
         p.version, p.created_at as "createdAt"
    from action_plan p
    join service s on s.id = p.service_id
    join site w on w.id = p.site_id
    left join action a on a.id = p.action_id
    left join action_version v on v.action_id = a.id and v.number = a.published_number
    left join person k on k.id = p.keeper_id
   where p.institution_id = app_institution()`;

@Injectable()
export class PlansStore {
  /** In the order in which they were made. */
  list(tx: Transaction, { service, action, states, isOverdue, limit, after }: PlanQuery): Promise<ActionPlan[]> {
    return tx.query<ActionPlan>(
      `${selected}
        and ($1::text is null or s.code = $1)
        and ($2::text is null or a.reference = $2)
        and ($3::text[] is null or p.state = any ($3))
        and ($4::boolean is null
             or $4 = exists (select 1 from plan_occurrence o
                              where o.institution_id = p.institution_id and o.plan_id = p.id and o.outcome = 'opened'
                                and o.done_at is null and o.overdue_told_at is not null))
        and (p.created_at, p.id) > ($5::timestamptz, $6::uuid)
      order by p.created_at, p.id
      limit $7`,
      [
        service ?? null,
        action ?? null,
        states ?? null,
        isOverdue ?? null,
        after?.createdAt ?? '-infinity',
        after?.id ?? '00000000-0000-0000-0000-000000000000',
        limit,
      ],
    );
  }

  async count(tx: Transaction): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      'select count(*)::integer as n from action_plan where institution_id = app_institution()',
    );
    return row?.n ?? 0;
  }

  async byId(tx: Transaction, id: string): Promise<ActionPlan | undefined> {
    const [row] = await tx.query<ActionPlan>(`${selected} and p.id = $1`, [id]);
    return row;
  }

  /** Locked until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<ActionPlan | undefined> {
    const held = await tx.query('select 1 from action_plan where id = $1 for update', [id]);
    return held.length > 0 ? this.byId(tx, id) : undefined;
  }

  /** The same, without waiting: undefined too when somebody else has it. */
  async lockIfFree(tx: Transaction, id: string): Promise<ActionPlan | undefined> {
    const held = await tx.query('select 1 from action_plan where id = $1 for update skip locked', [id]);
    return held.length > 0 ? this.byId(tx, id) : undefined;
  }

  async add(tx: Transaction, plan: ActionPlan, at: Date): Promise<void> {
    await tx.run(
      `insert into action_plan (id, institution_id, service_id, action_id, site_id, keeper_id, title, "function", assignee_id,
              team_id, recurrence, starts_on, at_time, move_to_working_day, grace_days, state, next_on, next_at, version,
              created_at, updated_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'running', $15, $16, 1, $17, $17)`,
      [
        plan.id,
        plan.serviceId,
        plan.action.id,
        plan.siteId,
        plan.keeperId,
        plan.title,
        plan.function,
        plan.assigneeId,
        plan.teamId,
        plan.recurrence,
        plan.startsOn,
        plan.atTime,
        plan.moveToWorkingDay,
        plan.graceDays,
        plan.nextOn,
        plan.nextAt,
        at,
      ],
    );
  }

  /** What people change; with it the version goes up. */
  async save(tx: Transaction, plan: ActionPlan, at: Date): Promise<void> {
    await tx.run(
      `update action_plan
          set keeper_id = $2, title = $3, "function" = $4, assignee_id = $5, team_id = $6, recurrence = $7, starts_on = $8,
              at_time = $9, move_to_working_day = $10, grace_days = $11
        where id = $1`,
      [
        plan.id,
        plan.keeperId,
        plan.title,
        plan.function,
        plan.assigneeId,
        plan.teamId,
        plan.recurrence,
        plan.startsOn,
        plan.atTime,
        plan.moveToWorkingDay,
        plan.graceDays,
      ],
    );
    await this.move(tx, { ...plan, version: plan.version + 1 }, at);
  }

  /** Where it stands. What time does moves no version: nobody's text was changed. */
  async move(tx: Transaction, plan: ActionPlan, at: Date): Promise<void> {
    await tx.run(
      `update action_plan
          set state = $2, paused_reason = $3, last_on = $4, next_on = $5, next_at = $6, version = $7, updated_at = $8
        where id = $1`,
      [plan.id, plan.state, plan.pausedReason, plan.lastOn, plan.nextOn, plan.nextAt, plan.version, at],
    );
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.run('delete from action_plan where id = $1', [id]);
  }
}
