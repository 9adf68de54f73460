import type { Transaction } from '../../database/index.js';
import type { InstitutionName } from '../mail/index.js';

interface Paused {
  title: string;
  makerName: string;
  serviceId: string;
  service: InstitutionName;
}

/** A recurring ticket of the acting institution, as its SPOCs are told of it; undefined once it was removed. */
export async function pausedOne(tx: Transaction, id: unknown): Promise<Paused | undefined> {
  const [row] = await tx.query<Paused>(
    `select r.title, coalesce(p.display_name, '') as "makerName", r.service_id as "serviceId",
            json_build_object('code', s.code, 'name', s.name) as service
       from recurring_ticket r
       join service s on s.id = r.service_id
       left join person p on p.id = r.maker_id
      where r.institution_id = app_institution() and r.id = $1`,
    [id],
  );
  return row;
}
