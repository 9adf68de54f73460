import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { ModelContent } from './domain/content.js';

export interface Model {
  id: string;
  serviceId: string;
  serviceCode: string;
  serviceName: string;
  createdAt: Date;
  retiredAt: Date | null;
  /** The published version with the highest number; null before the first. */
  current: number | null;
  /** The newest version that the actor may see. */
  latest: number;
}

export interface ModelVersion {
  modelId: string;
  number: number;
  content: ModelContent;
  writtenAt: Date;
  publishedAt: Date | null;
}

const models = `
  select m.id, m.service_id as "serviceId", s.code as "serviceCode", s.name as "serviceName",
         m.created_at as "createdAt", m.retired_at as "retiredAt", v.current, v.latest
    from request_model m
    join service s on s.id = m.service_id
    join lateral (select max(number) filter (where published_at is not null) as current, max(number) as latest
                    from request_model_version
                   where model_id = m.id) v on v.latest is not null`;

const versions = `
  select model_id as "modelId", number, content, written_at as "writtenAt", published_at as "publishedAt"
    from request_model_version`;

/** Request models and their versions. What the actor sees is decided by the wall: drafts are for the staff at home. */
@Injectable()
export class ModelsStore {
  /**
   * Held until the transaction ends: together by whoever fills in a form, alone by whoever publishes or retires, before
   * looking at the clock. So a ticket has the version in force at the instant of its opening.
   */
  async hold(tx: Transaction, modelId: string, alone: boolean): Promise<void> {
    const lock = alone ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
    await tx.run(`select ${lock}(hashtextextended('request_model ' || $1, 0))`, [modelId]);
  }

  list(
    tx: Transaction,
    filter: { service?: string | undefined; drafts: boolean },
    limit: number,
    after?: { createdAt: string; id: string },
  ): Promise<Model[]> {
    return tx.query<Model>(
      `${models}
        where m.institution_id = app_institution()
          and ($1::text is null or s.code = $1)
          and ($2 or (v.current is not null and m.retired_at is null))
          and (m.created_at, m.id) > ($3::timestamptz, $4::uuid)
        order by m.created_at, m.id
        limit $5`,
      [
        filter.service ?? null,
        filter.drafts,
        after?.createdAt ?? '-infinity',
        after?.id ?? '00000000-0000-0000-0000-000000000000',
        limit,
      ],
    );
  }

  async byId(tx: Transaction, id: string): Promise<Model | undefined> {
    const [model] = await tx.query<Model>(`${models} where m.id = $1`, [id]);
    return model;
  }

  async version(tx: Transaction, modelId: string, number: number): Promise<ModelVersion | undefined> {
    const [version] = await tx.query<ModelVersion>(`${versions} where model_id = $1 and number = $2`, [
      modelId,
      number,
    ]);
    return version;
  }

  async add(tx: Transaction, id: string, serviceId: string, at: Date): Promise<void> {
    await tx.run(
      `insert into request_model (id, institution_id, service_id, created_by, created_at)
       values ($1, app_institution(), $2, app_person(), $3)`,
      [id, serviceId, at],
    );
  }

  async addVersion(tx: Transaction, modelId: string, number: number, content: ModelContent, at: Date): Promise<void> {
    await tx.run(
      `insert into request_model_version (model_id, number, institution_id, content, written_by, written_at)
       values ($1, $2, app_institution(), $3, app_person(), $4)`,
      [modelId, number, JSON.stringify(content), at],
    );
  }

  async publish(tx: Transaction, modelId: string, number: number, at: Date): Promise<boolean> {
    const touched = await tx.run(
      `update request_model_version set published_by = app_person(), published_at = $3
        where model_id = $1 and number = $2 and published_at is null`,
      [modelId, number, at],
    );
    return touched === 1;
  }

  async retire(tx: Transaction, modelId: string, at: Date): Promise<void> {
    await tx.run('update request_model set retired_at = $2 where id = $1', [modelId, at]);
  }
}
