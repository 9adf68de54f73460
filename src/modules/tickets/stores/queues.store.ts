import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../database/index.js';
import { choose, type Candidate, type TeamMode } from '../domain/choosing.js';

/** Roles that work on a ticket, by side. */
const working: Readonly<Record<Side, readonly string[]>> = { user: ['agent', 'spoc'], provider: ['engineer'] };

/** The queues of teams, and who in a team gets what comes into one. */
@Injectable()
export class QueuesStore {
  /** The first team that takes tickets of this service and kind by itself. */
  async teamFor(tx: Transaction, side: Side, serviceId: string, kind: string): Promise<string | undefined> {
    const [team] = await tx.query<{ id: string }>(
      `select id from team
        where institution_id = app_institution() and side = $1 and takes
          and (service_ids is null or $2 = any (service_ids)) and (kinds is null or $3 = any (kinds))
        order by position, id
        limit 1`,
      [side, serviceId, kind],
    );
    return team?.id;
  }

  /** Whether the acting institution has this team on this side. */
  async has(tx: Transaction, side: Side, id: string): Promise<boolean> {
    const rows = await tx.query(
      'select 1 from team where institution_id = app_institution() and id = $1 and side = $2',
      [id, side],
    );
    return rows.length > 0;
  }

  /**
   * Chooses who of a team gets a ticket; null when nobody who could is there, or the team does not give out by itself.
   * Undefined: no such team on this side. The team is locked until the transaction ends, so that two tickets that come
   * at once are given out one after the other.
   */
  async pick(
    tx: Transaction,
    teamId: string,
    { side, serviceId, at }: { side: Side; serviceId: string; at: Date },
  ): Promise<string | null | undefined> {
    const [team] = await tx.query<{ mode: TeamMode }>(
      'select mode from team where institution_id = app_institution() and id = $1 and side = $2 for update',
      [teamId, side],
    );
    if (!team) return undefined;
    if (team.mode === 'manual') return null;
    // a statement of its own, so that it sees what was given out while this one waited for the team
    const candidates = await tx.query<Candidate>(
      `select m.person_id as "personId", m.last_assigned_at as "lastAssignedAt",
              (select count(*)::integer from ticket_party p
                where p.institution_id = m.institution_id and p.side = $2 and p.assignee_id = m.person_id
                  and p.until is null and p.state in ('new', 'in_progress', 'waiting')) as load
         from team_member m
         join person n on n.id = m.person_id
        where m.team_id = $1
          and n.left_at is null
          and exists (select 1 from role_grant g
                       where g.institution_id = m.institution_id and g.person_id = m.person_id and g.role = any ($3::text[])
                         and (g.service_ids is null or $4 = any (g.service_ids)))
          and not exists (select 1 from presence s
                           where s.institution_id = m.institution_id and s.person_id = m.person_id and s.state = 'away'
                             and (s.until is null or s.until > $5))
          and not exists (select 1 from absence a
                           where a.institution_id = m.institution_id and a.person_id = m.person_id
                             and a.starts_at <= $5 and a.ends_at > $5)`,
      [teamId, side, working[side], serviceId, at],
    );
    const chosen = choose(team.mode, candidates);
    if (chosen === undefined) return null;
    await tx.run(
      // later than anybody's: what is given out in one millisecond has an order too
      `update team_member
          set last_assigned_at = greatest($3::timestamptz,
                (select max(last_assigned_at) + interval '1 millisecond' from team_member where team_id = $1))
        where team_id = $1 and person_id = $2`,
      [teamId, chosen, at],
    );
    return chosen;
  }
}
