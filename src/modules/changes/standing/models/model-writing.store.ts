import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import type { ModelContent } from './domain/model.js';

interface Key {
  /** The model's own. */
  institutionId: string;
  modelId: string;
  number: number;
}

/** Writes models: what is told of them and what is inside are rows of their own. */
@Injectable()
export class ModelWritingStore {
  async add(tx: Transaction, id: string, serviceId: string, at: Date): Promise<void> {
    await tx.run(
      `insert into change_model (id, institution_id, service_id, created_by, created_at, version, updated_at)
       values ($1, app_institution(), $2, app_person(), $3, 1, $3)`,
      [id, serviceId, at],
    );
  }

  /** A draft; `authors` beside the acting person: those of the version that it repeats. */
  async addVersion(
    tx: Transaction,
    { institutionId, modelId, number }: Key,
    content: ModelContent,
    authors: readonly string[],
    at: Date,
  ): Promise<void> {
    await tx.run(
      `insert into change_model_version (institution_id, model_id, number, title_fr, title_en)
       values ($1, $2, $3, $4, $5)`,
      [institutionId, modelId, number, content.titleFr, content.titleEn],
    );
    await tx.run(
      `insert into change_model_plan (institution_id, model_id, number, description, steps, tests, backout, back_out_minutes,
                                      interruption_minutes, needs_maintenance_window, authors, revision, written_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)`,
      [institutionId, modelId, number, ...textsOf(content), [...new Set(authors)], at],
    );
  }

  async edit(tx: Transaction, { modelId, number }: Key, content: ModelContent, at: Date): Promise<void> {
    await tx.run('update change_model_version set title_fr = $3, title_en = $4 where model_id = $1 and number = $2', [
      modelId,
      number,
      content.titleFr,
      content.titleEn,
    ]);
    await tx.run(
      `update change_model_plan
          set description = $3, steps = $4, tests = $5, backout = $6, back_out_minutes = $7, interruption_minutes = $8,
              needs_maintenance_window = $9, revision = revision + 1, written_at = $10,
              authors = case when app_person() = any (authors) then authors else authors || app_person() end
        where model_id = $1 and number = $2`,
      [modelId, number, ...textsOf(content), at],
    );
  }

  /** From now on changes may follow it, and it never changes. What suspended it is settled. */
  async approve(tx: Transaction, { modelId, number }: Key, at: Date, expiresAt: Date): Promise<void> {
    await tx.run('update change_model_plan set approved_by = app_person() where model_id = $1 and number = $2', [
      modelId,
      number,
    ]);
    await tx.run('update change_model_version set approved_at = $3 where model_id = $1 and number = $2', [
      modelId,
      number,
      at,
    ]);
    await tx.run(
      `update change_model
          set approved_number = $2, approved_at = $3, expires_at = $4, suspended_at = null, suspended_for = null,
              version = version + 1, updated_at = $3
        where id = $1`,
      [modelId, number, at, expiresAt],
    );
  }

  async suspend(tx: Transaction, modelId: string, why: 'failures' | 'decision', at: Date): Promise<void> {
    await tx.run(
      `update change_model set suspended_at = $2, suspended_for = $3, version = version + 1,
                               updated_at = greatest(updated_at, $2)
        where id = $1`,
      [modelId, at, why],
    );
  }

  async withdraw(tx: Transaction, modelId: string, at: Date): Promise<void> {
    await tx.run('update change_model set withdrawn_at = $2, version = version + 1, updated_at = $2 where id = $1', [
      modelId,
      at,
    ]);
  }

  async addReason(
    tx: Transaction,
    { institutionId, modelId, id }: Omit<Key, 'number'> & { id: string },
    kind: 'suspended' | 'withdrawn',
    reason: string,
    at: Date,
  ): Promise<void> {
    await tx.run(
      `insert into change_model_reason (id, institution_id, model_id, kind, reason, said_by, said_at)
       values ($1, $2, $3, $4, $5, app_person(), $6)`,
      [id, institutionId, modelId, kind, reason, at],
    );
  }

  /** Once for each change, however often it is said; whether it was new. */
  async addFailure(
    tx: Transaction,
    { institutionId, modelId }: Omit<Key, 'number'>,
    changeId: string,
    at: Date,
  ): Promise<boolean> {
    const touched = await tx.run(
      `insert into change_model_failure (institution_id, model_id, change_id, at)
       values ($1, $2, $3, $4)
       on conflict (institution_id, model_id, change_id) do nothing`,
      [institutionId, modelId, changeId, at],
    );
    return touched > 0;
  }
}

function textsOf(content: ModelContent): unknown[] {
  const { description, steps, tests, backout, backOutMinutes, interruptionMinutes, needsMaintenanceWindow } = content;
  return [
    description,
    JSON.stringify(steps),
    tests,
    backout,
    backOutMinutes,
    interruptionMinutes,
    needsMaintenanceWindow,
  ];
}
