import type { Side, Transaction } from '../../../database/index.js';
import type { Handler } from '../domain/turn-kinds.js';

/** Who works at an institution, as far as it matters for whose turn it is. */
export interface Crew {
  /** Who holds a role now and is still there; `serviceIds` null: for every service. */
  handlers: readonly { personId: string; role: Handler; serviceIds: readonly string[] | null }[];
  /** For whom the actor acts at this instant. */
  absent: readonly { id: string; name: string }[];
  /** The teams that the actor is in. */
  teamIds: readonly string[];
}

export const rolesOn: Readonly<Record<Side, readonly Handler[]>> = { user: ['agent', 'spoc'], provider: ['engineer'] };

export async function crewOf(tx: Transaction, at: Date): Promise<Crew> {
  const [crew] = await tx.query<Crew>(
    `select (select coalesce(json_agg(json_build_object('personId', g.person_id, 'role', g.role, 'serviceIds', g.service_ids)), '[]')
               from role_grant g
               join person p on p.id = g.person_id
              where g.institution_id = app_institution() and g.role in ('agent', 'spoc', 'engineer') and p.left_at is null)
              as handlers,
            (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.display_name)), '[]')
               from absence a
               join person p on p.id = a.person_id
              where a.institution_id = app_institution() and a.deputy_id = app_person() and a.starts_at <= $1 and a.ends_at > $1
                and p.left_at is null)
              as absent,
            (select coalesce(json_agg(m.team_id), '[]') from team_member m
              where m.institution_id = app_institution() and m.person_id = app_person()) as "teamIds"`,
    [at],
  );
  if (!crew) throw new Error('a statement of one row gave none');
  return crew;
}
