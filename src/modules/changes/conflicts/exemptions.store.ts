import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Word } from './answers.store.js';

export interface Exemption extends Word {
  id: string;
  freezeId: string;
  changeReference: string;
  institution: { code: string; name: string } | null;
  /** Once it was taken back. */
  withdrawn: { reason: string; saidBy: string; saidAt: string } | null;
}

const selected = `
  select e.id, e.freeze_id as "freezeId", e.change_reference as "changeReference", e.reason, e.said_by as "saidBy",
         e.said_at as "saidAt",
         case when e.withdrawn_at is not null
              then json_build_object('reason', e.withdraw_reason, 'saidBy', e.withdrawn_by, 'saidAt', e.withdrawn_at)
              end as withdrawn,
         case when i.id is not null then json_build_object('code', i.code, 'name', i.name) end as institution
    from freeze_exemption e
    left join institution i on i.id = e.institution_id`;

/** Changes that a freeze lets pass, by their reference: whether there is such a change, whoever says it need not know. */
@Injectable()
export class ExemptionsStore {
  /** Those that hold, for those who make the change. By `freeze_exemption_change`. */
  ofChange(tx: Transaction, reference: string): Promise<Exemption[]> {
    return tx.query<Exemption>(
      `${selected}
        where e.owner_id = app_institution() and e.change_reference = $1 and e.withdrawn_at is null
        order by e.said_at, e.id`,
      [reference],
    );
  }

  /** The one that holds, for those who declare such freezes. */
  async holding(tx: Transaction, freezeId: string, reference: string): Promise<Exemption | undefined> {
    const [row] = await tx.query<Exemption>(
      `${selected} where e.freeze_id = $1 and e.change_reference = $2 and e.withdrawn_at is null`,
      [freezeId, reference],
    );
    return row;
  }

  /** It lets nothing pass from now on; false where it was taken back meanwhile. */
  async withdraw(tx: Transaction, id: string, reason: string, at: Date): Promise<boolean> {
    const touched = await tx.run(
      `update freeze_exemption set withdrawn_at = $2, withdrawn_by = app_person(), withdraw_reason = $3
        where id = $1 and withdrawn_at is null`,
      [id, at, reason],
    );
    return touched > 0;
  }

  /** As they were said, those that were taken back too. */
  ofFreeze(tx: Transaction, freezeId: string, limit: number, after: string | undefined): Promise<Exemption[]> {
    return tx.query<Exemption>(
      `${selected} where e.freeze_id = $1 and ($3::uuid is null or e.id > $3) order by e.id limit $2`,
      [freezeId, limit, after ?? null],
    );
  }

  /** False when it passes already. */
  async add(
    tx: Transaction,
    made: {
      id: string;
      freezeId: string;
      institutionId: string | null;
      reference: string;
      ownerId: string;
      reason: string;
      at: Date;
    },
  ): Promise<boolean> {
    const touched = await tx.run(
      `insert into freeze_exemption (id, institution_id, freeze_id, change_reference, owner_id, reason, said_by, said_at)
       values ($1, $2, $3, $4, $5, $6, app_person(), $7)
       on conflict do nothing`,
      [made.id, made.institutionId, made.freezeId, made.reference, made.ownerId, made.reason, made.at],
    );
    return touched > 0;
  }
}
