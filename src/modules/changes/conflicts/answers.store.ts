import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Interval } from '../../../kernel/index.js';
import type { ConflictKind, Severity } from '../domain/conflicts.js';

export interface Word {
  reason: string;
  saidBy: string;
  saidAt: Date;
}

export interface Override extends Word {
  conflict: string;
}

export interface Acknowledgement extends Word, Interval {
  changeId: string;
  changeReference: string;
  otherId: string;
  institutionId: string;
}

export type Occasion = 'save' | 'approve' | 'schedule' | 'start';

/** One thing as it was found once. */
export interface Seen {
  key: string;
  kind: ConflictKind;
  severity: Severity;
  overridden: boolean;
}

export interface Finding {
  occasion: Occasion;
  found: Seen[];
  foundFor: string;
  foundAt: Date;
}

/** What people said of what stands against a change, and what was found when. As far as the wall shows it. */
@Injectable()
export class AnswersStore {
  overrides(tx: Transaction, changeId: string): Promise<Override[]> {
    return tx.query<Override>(
      `select conflict, reason, said_by as "saidBy", said_at as "saidAt" from change_override where change_id = $1`,
      [changeId],
    );
  }

  /** False when it was overridden before. */
  async override(
    tx: Transaction,
    said: { id: string; changeId: string; conflict: string; kind: ConflictKind; reason: string; at: Date },
  ): Promise<boolean> {
    const touched = await tx.run(
      `insert into change_override (id, institution_id, change_id, conflict, kind, reason, said_by, said_at)
       values ($1, app_institution(), $2, $3, $4, $5, app_person(), $6)
       on conflict do nothing`,
      [said.id, said.changeId, said.conflict, said.kind, said.reason, said.at],
    );
    return touched > 0;
  }

  /** What its owners said of others, and those of others of it. */
  async acknowledgements(tx: Transaction, changeId: string): Promise<Acknowledgement[]> {
    const rows = await tx.query<Omit<Acknowledgement, 'from' | 'to'> & { from: Date; to: Date }>(
      `select a.change_id as "changeId", a.change_reference as "changeReference", a.other_id as "otherId",
              a.institution_id as "institutionId", a.overlap_from as "from", a.overlap_to as "to", a.reason,
              a.said_by as "saidBy", a.said_at as "saidAt"
         from change_acknowledgement a
        where a.change_id = $1 or a.other_id = $1
        order by a.said_at, a.id`,
      [changeId],
    );
    return rows.map(({ from, to, ...rest }) => ({ ...rest, from: from.getTime(), to: to.getTime() }));
  }

  /** Said again, it covers the overlap as it is now. */
  async acknowledge(
    tx: Transaction,
    change: { id: string; reference: string },
    other: { id: string; institutionId: string },
    said: Interval & { id: string; reason: string; at: Date },
  ): Promise<void> {
    await tx.run(
      `insert into change_acknowledgement (id, institution_id, change_id, change_reference, other_id, other_owner_id,
                                           overlap_from, overlap_to, reason, said_by, said_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, app_person(), $9)
       on conflict (institution_id, change_id, other_id) do update
          set overlap_from = excluded.overlap_from, overlap_to = excluded.overlap_to, reason = excluded.reason,
              said_by = excluded.said_by, said_at = excluded.said_at`,
      [
        said.id,
        change.id,
        change.reference,
        other.id,
        other.institutionId,
        new Date(said.from),
        new Date(said.to),
        said.reason,
        said.at,
      ],
    );
  }

  /** The latest first. */
  findings(tx: Transaction, changeId: string, limit: number): Promise<Finding[]> {
    return tx.query<Finding>(
      `select occasion, found, found_for as "foundFor", found_at as "foundAt"
         from change_finding
        where change_id = $1
        order by found_at desc, id desc
        limit $2`,
      [changeId, limit],
    );
  }

  async keep(tx: Transaction, changeId: string, { id, ...finding }: Finding & { id: string }): Promise<void> {
    await tx.run(
      `insert into change_finding (id, institution_id, change_id, occasion, found, found_for, found_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6)`,
      [id, changeId, finding.occasion, JSON.stringify(finding.found), finding.foundFor, finding.foundAt],
    );
  }
}
