import type { Transaction } from '../../database/index.js';
import { colleague, type Colleague } from '../identity/index.js';

/** The members of a team who are there, by their ids; all of them where nobody is, for somebody has to hear of it. */
export async function membersThere(tx: Transaction, teamId: string, at: Date): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string; isThere: boolean }>(
    `select m.person_id as id,
            not exists (select 1 from presence s
                         where s.institution_id = m.institution_id and s.person_id = m.person_id and s.state = 'away'
                           and (s.until is null or s.until > $2))
            and not exists (select 1 from absence a
                             where a.institution_id = m.institution_id and a.person_id = m.person_id
                               and a.starts_at <= $2 and a.ends_at > $2) as "isThere"
       from team_member m
       join person p on p.id = m.person_id
      where m.institution_id = app_institution() and m.team_id = $1 and p.left_at is null`,
    [teamId, at],
  );
  const there = rows.filter(({ isThere }) => isThere);
  return new Set((there.length > 0 ? there : rows).map(({ id }) => id));
}

/**
 * Who stands in now for whom, by the id of whoever is away: as long as both are there, and the deputy still works on each
 * side on which the other one does, for the same services.
 */
export async function deputiesNow(tx: Transaction, at: Date): Promise<ReadonlyMap<string, Colleague>> {
  const rows = await tx.query<{ personId: string; deputyId: string }>(
    `select a.person_id as "personId", a.deputy_id as "deputyId"
       from absence a
       join person p on p.id = a.person_id
      where a.institution_id = app_institution() and a.deputy_id is not null and a.starts_at <= $1 and a.ends_at > $1
        and p.left_at is null
        and not exists (
          select 1 from role_grant g
           where g.institution_id = a.institution_id and g.person_id = a.person_id and g.role in ('agent', 'spoc', 'engineer')
             and not exists (
               select 1 from role_grant d
                where d.institution_id = a.institution_id and d.person_id = a.deputy_id
                  and d.role = g.role
                  and (d.service_ids is null or d.service_ids @> g.service_ids)))`,
    [at],
  );
  const deputies = new Map<string, Colleague>();
  for (const { personId, deputyId } of rows) {
    const deputy = await colleague(tx, deputyId);
    if (deputy) deputies.set(personId, deputy);
  }
  return deputies;
}
