import { Injectable } from '@nestjs/common';
import type { Transaction, WorkerUnitOfWork } from '../../../database/index.js';
import type { Change } from '../change.js';
import { lateInstants, type LateInstant, type LateKind } from '../domain/lateness.js';

type Row = { kind: LateKind; at: Date };

/** When those who make a change are told that it takes too long; each instant once, and anew when it moves. */
@Injectable()
export class LateStore {
  /** After every act on which it depends: the start and the end. What has begun keeps its window. */
  async follow(tx: Transaction, change: Pick<Change, 'id' | 'state' | 'windowTo' | 'inside'>): Promise<void> {
    const { id, state, windowTo, inside } = change;
    const window = windowTo ? { to: windowTo.getTime() } : undefined;
    const instants = lateInstants({ state, window }, inside?.backoutMinutes ?? null);
    await tx.run('delete from change_late where change_id = $1 and not (kind = any ($2::text[]))', [
      id,
      instants.map(({ kind }) => kind),
    ]);
    for (const { kind, at } of instants)
      await tx.run(
        `insert into change_late as l (institution_id, change_id, kind, at) values (app_institution(), $1, $2, $3)
         on conflict (institution_id, change_id, kind) do update
            set at = excluded.at, told_at = null
          where l.at <> excluded.at`,
        [id, kind, new Date(at)],
      );
  }

  /** What is due and was not told, of any institution, longest due first (`change_late_due`); ids alone. */
  due(
    work: WorkerUnitOfWork,
    now: Date,
    passedOver: readonly string[],
  ): Promise<{ changeId: string; institutionId: string }[]> {
    return work.outside(
      `select change_id as "changeId", institution_id as "institutionId"
         from change_late
        where at <= $1 and told_at is null and not (change_id = any ($2::uuid[]))
        order by at
        limit 100`,
      [now, passedOver],
    );
  }

  async untold(tx: Transaction, changeId: string): Promise<LateInstant[]> {
    const rows = await tx.query<Row>('select kind, at from change_late where change_id = $1 and told_at is null', [
      changeId,
    ]);
    return rows.map(({ kind, at }) => ({ kind, at: at.getTime() }));
  }

  async told(tx: Transaction, changeId: string, now: Date): Promise<void> {
    await tx.run('update change_late set told_at = $2 where change_id = $1 and told_at is null and at <= $2', [
      changeId,
      now,
    ]);
  }

  async forget(tx: Transaction, changeId: string): Promise<void> {
    await tx.run('delete from change_late where change_id = $1', [changeId]);
  }
}
