import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../database/index.js';
import type { TeamMode } from '../domain/choosing.js';

export interface Team {
  id: string;
  side: Side;
  name: string;
  mode: TeamMode;
  takes: boolean;
  serviceIds: string[] | null;
  kinds: string[] | null;
  position: number;
  version: number;
}

export interface ShownTeam extends Team {
  services: string[] | null;
  members: { id: string; name: string }[];
}

const shown = `
  select t.id, t.side, t.name, t.mode, t.takes, t.service_ids as "serviceIds", t.kinds, t.position, t.version,
         (select array_agg(s.code order by s.code) from service s where s.id = any (t.service_ids)) as services,
         (select coalesce(json_agg(json_build_object('id', n.id, 'name', n.display_name) order by n.display_name, n.id), '[]')
            from team_member m join person n on n.id = m.person_id where m.team_id = t.id) as members
    from team t
   where t.institution_id = app_institution()`;

@Injectable()
export class TeamsStore {
  all(tx: Transaction, limit: number, after: { name: string; id: string } | undefined): Promise<ShownTeam[]> {
    return tx.query<ShownTeam>(
      `${shown} and ($1::text is null or (t.name, t.id) > ($1, $2::uuid)) order by t.name, t.id limit $3`,
      [after?.name ?? null, after?.id ?? null, limit],
    );
  }

  async byId(tx: Transaction, id: string): Promise<ShownTeam | undefined> {
    const [team] = await tx.query<ShownTeam>(`${shown} and t.id = $1`, [id]);
    return team;
  }

  async lock(tx: Transaction, id: string): Promise<Team | undefined> {
    const [team] = await tx.query<Team>(
      'select id, side, version from team where institution_id = app_institution() and id = $1 for update',
      [id],
    );
    return team;
  }

  /** False when another team of the side has the name. */
  async add(tx: Transaction, team: Team): Promise<boolean> {
    const added = await tx.run(
      `insert into team (id, institution_id, side, name, mode, takes, service_ids, kinds, position, version)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict on constraint team_name_key do nothing`,
      [team.id, team.side, team.name, team.mode, team.takes, team.serviceIds, team.kinds, team.position, team.version],
    );
    return added === 1;
  }

  async hasName(tx: Transaction, side: Side, name: string, butId: string): Promise<boolean> {
    const rows = await tx.query(
      'select 1 from team where institution_id = app_institution() and side = $1 and name = $2 and id <> $3',
      [side, name, butId],
    );
    return rows.length > 0;
  }

  async save(tx: Transaction, team: Team): Promise<void> {
    await tx.run(
      `update team set name = $2, mode = $3, takes = $4, service_ids = $5, kinds = $6, position = $7, version = $8
        where id = $1`,
      [team.id, team.name, team.mode, team.takes, team.serviceIds, team.kinds, team.position, team.version],
    );
  }

  /** Who stays keeps their place in turn. */
  async setMembers(tx: Transaction, teamId: string, personIds: readonly string[]): Promise<void> {
    await tx.run('delete from team_member where team_id = $1 and not person_id = any ($2::uuid[])', [
      teamId,
      personIds,
    ]);
    await tx.run(
      `insert into team_member (team_id, institution_id, person_id)
       select $1, app_institution(), id from unnest($2::uuid[]) id
       on conflict do nothing`,
      [teamId, personIds],
    );
  }

  /** Those of some people who are of the own institution and still there. */
  async known(tx: Transaction, personIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `select m.person_id as id from membership m join person p on p.id = m.person_id
        where m.institution_id = app_institution() and p.left_at is null and m.person_id = any ($1::uuid[])`,
      [personIds],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
