import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

export const relations = ['solves', 'relates', 'caused', 'proposed', 'dismissed'] as const;
/** proposed: an incident that may have come of it, until somebody says whether it did. */
export type Relation = (typeof relations)[number];

export interface ChangeLink {
  kind: 'ticket' | 'problem';
  targetId: string;
  reference: string;
  title: string;
  relation: Relation;
  linkedAt: Date;
}

/** Tickets and problems that a change has to do with; only those of them that the reader sees. */
@Injectable()
export class ChangeLinksStore {
  of(tx: Transaction, changeId: string): Promise<ChangeLink[]> {
    return tx.query<ChangeLink>(
      `select l.kind, l.target_id as "targetId", t.reference, t.title, l.relation, l.linked_at as "linkedAt"
         from change_link l
         join ticket t on t.id = l.target_id
        where l.change_id = $1 and l.kind = 'ticket'
       union all
       select l.kind, l.target_id, p.reference, i.title, l.relation, l.linked_at
         from change_link l
         join problem p on p.id = l.target_id
         join problem_inside i on i.problem_id = p.id
        where l.change_id = $1 and l.kind = 'problem'
        order by 6, 3`,
      [changeId],
    );
  }

  /** The id of a ticket that the actor sees on the provider side, or of a problem of theirs. */
  async target(tx: Transaction, kind: 'ticket' | 'problem', reference: string): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }>(
      kind === 'ticket'
        ? `select t.id
             from ticket t
             join ticket_party p on p.ticket_id = t.id and p.institution_id = app_institution() and p.side = 'provider'
            where t.reference = $1`
        : `select p.id from problem p join problem_inside i on i.problem_id = p.id where p.reference = $1`,
      [reference],
    );
    return row?.id;
  }

  async put(
    tx: Transaction,
    changeId: string,
    link: { kind: 'ticket' | 'problem'; targetId: string; relation: Relation; at: Date },
  ): Promise<void> {
    await tx.run(
      `insert into change_link (institution_id, change_id, kind, target_id, relation, linked_by, linked_at)
       values (app_institution(), $1, $2, $3, $4, app_person(), $5)
       on conflict (institution_id, change_id, kind, target_id) do update
          set relation = excluded.relation, linked_by = excluded.linked_by, linked_at = excluded.linked_at`,
      [changeId, link.kind, link.targetId, link.relation, link.at],
    );
  }

  async remove(tx: Transaction, changeId: string, targetId: string): Promise<boolean> {
    const touched = await tx.run('delete from change_link where change_id = $1 and target_id = $2', [
      changeId,
      targetId,
    ]);
    return touched > 0;
  }

  /**
   * Proposes the P1 and P2 on its services that came to the provider within [from, to), as caused by it; those that somebody
   * has judged stay as they are. Which are proposed now; how many are, or were found to be caused by it.
   */
  async propose(
    tx: Transaction,
    change: { id: string; serviceIds: readonly string[] },
    { from, to }: { from: Date; to: Date },
    at: Date,
  ): Promise<{ proposed: string[]; count: number }> {
    const rows = await tx.query<{ id: string }>(
      `insert into change_link (institution_id, change_id, kind, target_id, relation, linked_by, linked_at)
       select app_institution(), $1, 'ticket', p.ticket_id, 'proposed', app_person(), $5
         from ticket_party p
         join ticket t on t.id = p.ticket_id and t.kind = 'incident'
        where p.institution_id = app_institution()
          and p.side = 'provider'
          and p.service_id = any ($2::uuid[])
          and p.priority in ('P1', 'P2')
          and p.opened_at >= $3
          and p.opened_at < $4
       on conflict do nothing
       returning target_id as id`,
      [change.id, change.serviceIds, from, to, at],
    );
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::integer as n from change_link
        where change_id = $1 and kind = 'ticket' and relation in ('proposed', 'caused')`,
      [change.id],
    );
    return { proposed: rows.map(({ id }) => id), count: row?.n ?? 0 };
  }
}
