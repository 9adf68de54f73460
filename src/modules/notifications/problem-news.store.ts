import type { Transaction } from '../../database/index.js';
import type { InstitutionName } from '../mail/index.js';

/** What was told when a problem was fixed. */
export interface Shipping {
  reference: string;
  serviceId: string;
  titleFr: string;
  titleEn: string | null;
  fixedFr: string;
  fixedEn: string;
  service: InstitutionName;
  institution: InstitutionName;
}

/** Who of the acting institution asked to be told of a problem. `isAsker`: a ticket that they asked for hangs on it now. */
export function followersOf(tx: Transaction, problemId: string): Promise<{ id: string; isAsker: boolean }[]> {
  return tx.query<{ id: string; isAsker: boolean }>(
    `select f.person_id as id,
            exists (select 1
                      from problem_ticket l
                      join ticket t on t.id = l.ticket_id
                     where l.problem_id = f.problem_id and l.unlinked_at is null
                       and t.institution_id = f.institution_id and t.requester_id = f.person_id) as "isAsker"
       from problem_follower f
      where f.institution_id = app_institution() and f.problem_id = $1
      order by f.person_id`,
    [problemId],
  );
}

/** Undefined where the acting institution may not read it any more. */
export async function shippingOf(
  tx: Transaction,
  problemId: string,
  publicationId: unknown,
): Promise<Shipping | undefined> {
  const [row] = await tx.query<Shipping>(
    `select p.reference, p.service_id as "serviceId", u.title_fr as "titleFr", u.title_en as "titleEn", u.fixed_fr as "fixedFr",
            u.fixed_en as "fixedEn", json_build_object('code', s.code, 'name', s.name) as service,
            json_build_object('code', i.code, 'name', i.name) as institution
       from problem p
       join problem_publication u on u.problem_id = p.id and u.id = $2
       join service s on s.id = p.service_id
       join institution i on i.id = p.institution_id
      where p.id = $1`,
    [problemId, publicationId],
  );
  return row;
}
