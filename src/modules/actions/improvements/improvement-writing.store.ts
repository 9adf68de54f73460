import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { newId } from '../../../kernel/index.js';
import type { Verdict } from './domain/reviews.js';
import type { Improvement } from './improvement.js';

export type NewImprovement = Pick<
  Improvement,
  'id' | 'serviceId' | 'problemId' | 'reference' | 'kind' | 'title' | 'criterion' | 'ownerId' | 'dueOn'
> & { changeReference: string | null; actionReference: string | null };

/** Writes improvements; what the actor may write is decided below this, by the wall. */
@Injectable()
export class ImprovementWritingStore {
  async add(tx: Transaction, one: NewImprovement, at: Date): Promise<void> {
    await tx.run(
      `insert into improvement (id, institution_id, service_id, problem_id, change_reference, action_reference, reference, kind,
                                title, criterion, owner_id, due_on, state, next_on, version, created_by, created_at, updated_at)
       values ($1, app_institution(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $11, 1, app_person(), $12, $12)`,
      [
        one.id,
        one.serviceId,
        one.problemId,
        one.changeReference,
        one.actionReference,
        one.reference,
        one.kind,
        one.title,
        one.criterion,
        one.ownerId,
        one.dueOn,
        at,
      ],
    );
  }

  /** Everything of it that can change, as it is now. `nextOn` null: nothing is due any more. */
  async save(tx: Transaction, one: Improvement, at: Date): Promise<void> {
    const touched = await tx.run(
      `update improvement
          set kind = $2, title = $3, criterion = $4, owner_id = $5, due_on = $6, state = $7, implemented_by = $8,
              implemented_at = $9, note = $10, ended_at = $11, next_on = coalesce($12::date, 'infinity'),
              action_reference = $13, version = version + 1, updated_at = $14
        where id = $1`,
      [
        one.id,
        one.kind,
        one.title,
        one.criterion,
        one.ownerId,
        one.dueOn,
        one.state,
        one.implementedBy,
        one.implementedAt,
        one.note,
        one.endedAt,
        one.nextOn,
        one.actionReference,
        at,
      ],
    );
    if (touched !== 1) throw new Error('an improvement that was held is gone');
  }

  /** In their order, behind those that are there. */
  async addTasks(tx: Transaction, id: string, titles: readonly string[], at: Date): Promise<void> {
    await tx.run(
      `insert into improvement_task (id, improvement_id, institution_id, position, title)
       select x.id, $1, app_institution(),
              coalesce((select max(k.position) from improvement_task k where k.improvement_id = $1), 0) + x.n, x.title
         from unnest($2::uuid[], $3::text[]) with ordinality as x (id, title, n)`,
      [id, titles.map(() => newId(at)), titles],
    );
  }

  /** Returns whether there is such a task. */
  async tick(tx: Transaction, id: string, taskId: string, at: Date | null): Promise<boolean> {
    const touched = await tx.run(
      `update improvement_task
          set done_at = $3::timestamptz, done_by = case when $3::timestamptz is not null then app_person() end
        where improvement_id = $1 and id = $2 and removed_at is null`,
      [id, taskId, at],
    );
    return touched === 1;
  }

  async removeTask(tx: Transaction, id: string, taskId: string, at: Date): Promise<boolean> {
    const touched = await tx.run(
      'update improvement_task set removed_at = $3 where improvement_id = $1 and id = $2 and removed_at is null',
      [id, taskId, at],
    );
    return touched === 1;
  }

  async askForReviews(
    tx: Transaction,
    { id, implementedAt }: Pick<Improvement, 'id' | 'implementedAt'>,
    reviews: readonly { afterDays: number; dueOn: string }[],
  ): Promise<void> {
    await tx.run(
      `insert into improvement_review (improvement_id, institution_id, implemented_at, after_days, due_on)
       select $1, app_institution(), $2, x.after_days, x.due_on
         from unnest($3::integer[], $4::date[]) as x (after_days, due_on)`,
      [id, implementedAt, reviews.map(({ afterDays }) => afterDays), reviews.map(({ dueOn }) => dueOn)],
    );
  }

  async judge(
    tx: Transaction,
    { id, implementedAt }: Pick<Improvement, 'id' | 'implementedAt'>,
    { afterDays, verdict, note, at }: { afterDays: number; verdict: Verdict; note: string; at: Date },
  ): Promise<void> {
    const touched = await tx.run(
      `update improvement_review
          set verdict = $4, note = $5, by_id = app_person(), at = $6
        where improvement_id = $1 and implemented_at = $2 and after_days = $3`,
      [id, implementedAt, afterDays, verdict, note, at],
    );
    if (touched !== 1) throw new Error('a review that was asked for is gone');
  }

  /** The instant at which something of it is to be said: the end of the local date, in the zone. Null date: nothing. */
  async wake(tx: Transaction, id: string, on: string | null, zone: string): Promise<void> {
    if (on === null) {
      await tx.run('delete from improvement_due where improvement_id = $1', [id]);
      return;
    }
    await tx.run(
      `insert into improvement_due (improvement_id, institution_id, at)
       values ($1, app_institution(), ($2::date + 1)::timestamp at time zone $3)
       on conflict (improvement_id) do update set at = excluded.at`,
      [id, on, zone],
    );
  }
}
