import type { Transaction } from '../../../database/index.js';
import type { InstitutionName } from '../../mail/index.js';

export interface PlanNews {
  title: string;
  action: string | null;
  serviceId: string;
  service: InstitutionName;
  keeperId: string;
  assigneeId: string | null;
  /** Of the date that is told of. */
  ticket: string | null;
  reason: string | null;
  byName: string | null;
}

/** A plan of the acting institution as its people are told of it, and one of its dates; undefined once it was removed. */
export async function planTold(tx: Transaction, planId: string, date: string | null): Promise<PlanNews | undefined> {
  const [row] = await tx.query<PlanNews>(
    `select p.title, a.reference as action, p.service_id as "serviceId",
            json_build_object('code', s.code, 'name', s.name) as service, p.keeper_id as "keeperId",
            p.assignee_id as "assigneeId", o.reference as ticket, o.reason, b.display_name as "byName"
       from action_plan p
       join service s on s.id = p.service_id
       left join action a on a.id = p.action_id
       left join plan_occurrence o on o.institution_id = p.institution_id and o.plan_id = p.id and o.on_date = $2
       left join person b on b.id = o.decided_by
      where p.institution_id = app_institution() and p.id = $1`,
    [planId, date],
  );
  return row;
}
