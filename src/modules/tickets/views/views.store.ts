import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { binding, conditionsOf, NOT_AT_HOME, type Part, type TicketFilter } from '../stores/ticket-filter.js';

export const sharings = ['none', 'team', 'institution'] as const;
export type Sharing = (typeof sharings)[number];

export interface SavedView {
  id: string;
  ownerId: string;
  ownerName: string | null;
  name: string;
  /** As it was written: parameters of the list. */
  filter: Record<string, string>;
  sort: string | null;
  sharedWith: Sharing;
  teamId: string | null;
  version: number;
}

const shown = `
  select v.id, v.owner_id as "ownerId", p.display_name as "ownerName", v.name, v.filter, v.sort,
         v.shared_with as "sharedWith", v.team_id as "teamId", v.version
    from saved_view v
    left join person p on p.id = v.owner_id
   where v.institution_id = app_institution()`;

@Injectable()
export class ViewsStore {
  /** One's own and those that are shared with one, by name. */
  all(tx: Transaction, limit: number, after?: { name: string; id: string }): Promise<SavedView[]> {
    return tx.query<SavedView>(
      `${shown} and ($1::text is null or (v.name, v.id) > ($1, $2::uuid)) order by v.name, v.id limit $3`,
      [after?.name ?? null, after?.id ?? null, limit],
    );
  }

  async byId(tx: Transaction, id: string): Promise<SavedView | undefined> {
    const [view] = await tx.query<SavedView>(`${shown} and v.id = $1`, [id]);
    return view;
  }

  async countOwn(tx: Transaction): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      'select count(*)::integer as n from saved_view where institution_id = app_institution() and owner_id = app_person()',
    );
    return row?.n ?? 0;
  }

  /** False when one has another of this name. */
  async add(tx: Transaction, view: SavedView): Promise<boolean> {
    const added = await tx.run(
      `insert into saved_view (id, institution_id, owner_id, name, filter, sort, shared_with, team_id, version)
       values ($1, app_institution(), app_person(), $2, $3, $4, $5, $6, $7)
       on conflict on constraint saved_view_name_key do nothing`,
      [view.id, view.name, view.filter, view.sort, view.sharedWith, view.teamId, view.version],
    );
    return added === 1;
  }

  async hasName(tx: Transaction, name: string, butId: string): Promise<boolean> {
    const rows = await tx.query(
      'select 1 from saved_view where institution_id = app_institution() and owner_id = app_person() and name = $1 and id <> $2',
      [name, butId],
    );
    return rows.length > 0;
  }

  /** False when somebody changed it since. */
  async save(tx: Transaction, view: SavedView): Promise<boolean> {
    const saved = await tx.run(
      `update saved_view set name = $2, filter = $3, sort = $4, shared_with = $5, team_id = $6, version = $7 + 1
        where id = $1 and version = $7`,
      [view.id, view.name, view.filter, view.sort, view.sharedWith, view.teamId, view.version],
    );
    return saved === 1;
  }

  async remove(tx: Transaction, id: string): Promise<boolean> {
    return (await tx.run('delete from saved_view where id = $1', [id])) === 1;
  }

  async hasTeam(tx: Transaction, teamId: string): Promise<boolean> {
    const rows = await tx.query(
      'select 1 from team_member where institution_id = app_institution() and team_id = $1 and person_id = app_person()',
      [teamId],
    );
    return rows.length > 0;
  }

  /** How many tickets each filter finds, up to `bound` and one more, in one statement: what the lists would page through. */
  async counts(
    tx: Transaction,
    parts: readonly Part[],
    filters: readonly TicketFilter[],
    bound: number,
  ): Promise<number[]> {
    if (filters.length === 0) return [];
    const { values, bind } = binding();
    const most = String(bound + 1);
    const walk = (part: Part, filter: TicketFilter) => {
      const conditions = conditionsOf(tx, part, filter, bind);
      if (part === 'provider' && parts.includes('user')) conditions.push(NOT_AT_HOME);
      return `(select p.ticket_id from ticket_party p where ${conditions.join(' and ')} limit ${most})`;
    };
    const counts = filters.map(
      (filter, index) =>
        `select ${String(index)} as place, count(*)::integer as n
           from (select * from (${parts.map((part) => walk(part, filter)).join(' union ')}) u limit ${most}) c`,
    );
    const rows = await tx.query<{ place: number; n: number }>(`${counts.join(' union all ')} order by 1`, values, {
      prepared: false,
    });
    return rows.map(({ n }) => n);
  }
}
