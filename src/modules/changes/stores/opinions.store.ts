import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

export interface Objection {
  id: string;
  institution: { code: string; name: string };
  reason: string;
  isSecurity: boolean;
  objectedAt: Date;
  withdrawnAt: Date | null;
}

export interface Opinion {
  id: string;
  asWhat: 'peer' | 'authority' | 'emergency';
  personId: string;
  institution: { code: string; name: string };
  decision: 'approve' | 'reject';
  reason: string | null;
  digest: Buffer;
  saidAt: Date;
  voidedAt: Date | null;
}

type OfChange = { id: string; institutionId: string };

/** What people said of a change: opinions of those who decide, objections of those affected. As far as the wall shows them. */
@Injectable()
export class OpinionsStore {
  async object(
    tx: Transaction,
    change: OfChange,
    said: { id: string; reason: string; isSecurity: boolean; at: Date },
  ): Promise<void> {
    await tx.run(
      `insert into change_objection (id, institution_id, change_id, owner_id, person_id, reason, is_security, objected_at)
       values ($1, app_institution(), $2, $3, app_person(), $4, $5, $6)`,
      [said.id, change.id, change.institutionId, said.reason, said.isSecurity, said.at],
    );
  }

  /** The acting institution's own; false where it has none. */
  async withdraw(tx: Transaction, changeId: string, at: Date): Promise<boolean> {
    const touched = await tx.run(
      `update change_objection set withdrawn_at = $2
        where change_id = $1 and institution_id = app_institution() and withdrawn_at is null`,
      [changeId, at],
    );
    return touched > 0;
  }

  objections(tx: Transaction, changeId: string): Promise<Objection[]> {
    return tx.query<Objection>(
      `select b.id, json_build_object('code', i.code, 'name', i.name) as institution, b.reason,
              b.is_security as "isSecurity", b.objected_at as "objectedAt", b.withdrawn_at as "withdrawnAt"
         from change_objection b
         join institution i on i.id = b.institution_id
        where b.change_id = $1
        order by b.objected_at, b.id`,
      [changeId],
    );
  }

  async say(
    tx: Transaction,
    change: OfChange,
    said: Pick<Opinion, 'id' | 'asWhat' | 'decision' | 'reason' | 'digest'> & { at: Date },
  ): Promise<void> {
    await tx.run(
      `insert into change_opinion (id, institution_id, change_id, owner_id, as_what, person_id, decision, reason, digest,
                                   said_at)
       values ($1, app_institution(), $2, $3, $4, app_person(), $5, $6, $7, $8)`,
      [said.id, change.id, change.institutionId, said.asWhat, said.decision, said.reason, said.digest, said.at],
    );
  }

  opinions(tx: Transaction, changeId: string): Promise<Opinion[]> {
    return tx.query<Opinion>(
      `select o.id, o.as_what as "asWhat", o.person_id as "personId",
              json_build_object('code', i.code, 'name', i.name) as institution, o.decision, o.reason, o.digest,
              o.said_at as "saidAt", o.voided_at as "voidedAt"
         from change_opinion o
         join institution i on i.id = o.institution_id
        where o.change_id = $1
        order by o.said_at, o.id`,
      [changeId],
    );
  }

  /** What was said of it counts no more: it is another change now. Whose opinions they were. */
  async voidAll(tx: Transaction, changeId: string, at: Date): Promise<string[]> {
    const rows = await tx.query<{ personId: string }>(
      `update change_opinion set voided_at = $2
        where change_id = $1 and voided_at is null
       returning person_id as "personId"`,
      [changeId, at],
    );
    return [...new Set(rows.map(({ personId }) => personId))];
  }
}
