import type { Transaction } from '../../database/index.js';
import type { InstitutionName } from '../mail/index.js';

/** What was told when a problem was fixed. */
export interface Shipping {
  reference: string;
  titleFr: string;
  titleEn: string | null;
  fixedFr: string;
  fixedEn: string;
  service: InstitutionName;
  institution: InstitutionName;
}

/** Who of the acting institution asked to be told of a problem. */
export async function followersOf(tx: Transaction, problemId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select person_id as id
       from problem_follower
      where institution_id = app_institution() and problem_id = $1
      order by person_id`,
    [problemId],
  );
  return rows.map(({ id }) => id);
}

/** Undefined where the acting institution may not read it any more. */
export async function shippingOf(
  tx: Transaction,
  problemId: string,
  publicationId: unknown,
): Promise<Shipping | undefined> {
  const [row] = await tx.query<Shipping>(
    `select p.reference, u.title_fr as "titleFr", u.title_en as "titleEn", u.fixed_fr as "fixedFr",
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
