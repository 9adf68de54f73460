import type { Transaction } from '../../../database/index.js';
import type { RecordedEvent } from '../../../events/index.js';
import type { InstitutionName } from '../../mail/index.js';

/** An improvement of the acting institution, as it stands now. */
export interface ToldImprovement {
  reference: string;
  title: string;
  criterion: string;
  state: string;
  serviceId: string;
  service: InstitutionName;
  /** Reference of its problem. */
  problem: string;
  ownerId: string;
  implementedBy: string | null;
  /** When it is due, or its next review. */
  nextOn: string | null;
}

export async function improvementOf(tx: Transaction, id: string): Promise<ToldImprovement | undefined> {
  const [row] = await tx.query<ToldImprovement>(
    `select i.reference, i.title, i.criterion, i.state, i.service_id as "serviceId", p.reference as problem,
            json_build_object('code', s.code, 'name', s.name) as service, i.owner_id as "ownerId",
            i.implemented_by as "implementedBy", case when i.next_on < 'infinity' then i.next_on::text end as "nextOn"
       from improvement i
       join service s on s.id = i.service_id
       join problem p on p.id = i.problem_id
      where i.institution_id = app_institution()
        and i.id = $1`,
    [id],
  );
  return row;
}

/** Whether it was already recorded of this stream on the same day (UTC): of a cause that comes back ten times one hears once. */
export async function wasToldThatDay(
  tx: Transaction,
  { streamId, number, type, occurredAt }: RecordedEvent,
): Promise<boolean> {
  const [row] = await tx.query<{ is: boolean }>(
    `select exists (select 1
                      from event e
                     where e.stream_id = $1
                       and e.type = $2
                       and e.number < $3
                       and e.occurred_at >= date_trunc('day', $4::timestamptz at time zone 'UTC') at time zone 'UTC') as is`,
    [streamId, type, number, occurredAt],
  );
  return row?.is === true;
}

/** An action of the acting institution, as it stands now, by the words that hold. */
export interface ToldAction {
  reference: string;
  titleFr: string;
  titleEn: string | null;
  state: string;
  suspendedBecause: string | null;
  ownerId: string;
  serviceIds: string[];
  services: InstitutionName[];
}

export async function actionOf(tx: Transaction, id: string): Promise<ToldAction | undefined> {
  const [row] = await tx.query<ToldAction>(
    `select a.reference, v.title_fr as "titleFr", v.title_en as "titleEn", a.state, a.suspended_because as "suspendedBecause",
            a.owner_id as "ownerId", a.service_ids as "serviceIds",
            (select json_agg(json_build_object('code', s.code, 'name', s.name) order by s.code)
               from service s
              where s.id = any (a.service_ids)) as services
       from action a
       join action_version v on v.action_id = a.id and v.number = a.published_number
      where a.institution_id = app_institution()
        and a.id = $1`,
    [id],
  );
  return row;
}
