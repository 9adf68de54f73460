import { Injectable } from '@nestjs/common';
import type { ServiceScope, Transaction } from '../../../../database/index.js';
import { notFound } from '../../../../kernel/index.js';
import type { ModelState } from './domain/model.js';

interface Named {
  code: string;
  name: string;
}

/** What a version says; inside the provider. */
export interface Plan {
  number: number;
  titleFr: string;
  titleEn: string;
  description: string;
  steps: string[];
  tests: string;
  backout: string;
  backOutMinutes: number;
  interruptionMinutes: number;
  needsMaintenanceWindow: boolean;
  authors: string[];
}

export interface ChangeModel extends ModelState {
  id: string;
  institutionId: string;
  institution: Named;
  serviceId: string;
  service: Named;
  leadId: string;
  approvedNumber: number | null;
  suspendedFor: 'failures' | 'decision' | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
  /** Of the approved version. */
  title: { fr: string; en: string } | null;
  /** Null for everybody but the provider side of those who run the service. */
  inside: {
    approved: Plan | null;
    draft: Plan | null;
    /** Moves with everything. */
    version: number;
    reason: string | null;
    failures: { changeId: string; at: string }[];
  } | null;
}

const plan = (which: string) => `
  (select json_build_object('number', p.number, 'titleFr', v.title_fr, 'titleEn', v.title_en, 'description', p.description,
                            'steps', p.steps, 'tests', p.tests, 'backout', p.backout, 'backOutMinutes', p.back_out_minutes,
                            'interruptionMinutes', p.interruption_minutes,
                            'needsMaintenanceWindow', p.needs_maintenance_window, 'authors', p.authors)
     from change_model_plan p
     join change_model_version v on v.model_id = p.model_id and v.number = p.number
    where p.model_id = m.id and ${which})`;

const selected = `
  select m.id, m.institution_id as "institutionId", json_build_object('code', i.code, 'name', i.name) as institution,
         m.service_id as "serviceId", json_build_object('code', s.code, 'name', s.name) as service,
         s.lead_provider_id as "leadId", m.approved_number as "approvedNumber", m.approved_at as "approvedAt",
         m.expires_at as "expiresAt", m.suspended_at as "suspendedAt", m.suspended_for as "suspendedFor",
         m.withdrawn_at as "withdrawnAt", m.created_at as "createdAt", m.updated_at as "updatedAt", m.version,
         (select json_build_object('fr', v.title_fr, 'en', v.title_en)
            from change_model_version v where v.model_id = m.id and v.number = m.approved_number) as title,
         (select json_build_object(
                   'approved', ${plan('p.number = m.approved_number')},
                   'draft', ${plan('p.approved_by is null')},
                   'version', m.version + sum(x.revision),
                   'reason', (select r.reason from change_model_reason r
                               where r.model_id = m.id
                                 and r.said_at = coalesce(m.withdrawn_at, m.suspended_at)
                               order by r.id desc limit 1),
                   'failures', (select coalesce(json_agg(json_build_object('changeId', f.change_id, 'at', f.at) order by f.at, f.change_id), '[]')
                                  from change_model_failure f where f.model_id = m.id))
            from change_model_plan x where x.model_id = m.id having count(*) > 0) as inside
    from change_model m
    join institution i on i.id = m.institution_id
    join service s on s.id = m.service_id`;

/** Models of standard changes, as far as the wall shows them. */
@Injectable()
export class ChangeModelsStore {
  /** Throws the one 404 when there is none, or none for this actor. */
  async byId(tx: Transaction, id: string): Promise<ChangeModel> {
    const found = await this.find(tx, id);
    if (!found) throw notFound();
    return found;
  }

  async find(tx: Transaction, id: string): Promise<ChangeModel | undefined> {
    const [row] = await tx.query<ChangeModel>(`${selected} where m.id = $1`, [id]);
    return row;
  }

  /** The newest first: one statement, by the index `change_model_listed` or `change_model_of_service`. */
  list(
    tx: Transaction,
    { service, scope }: { service: string | undefined; scope: ServiceScope },
    limit: number,
    after: { createdAt: string; id: string } | undefined,
  ): Promise<ChangeModel[]> {
    if (scope === 'none') return Promise.resolve([]);
    return tx.query<ChangeModel>(
      `${selected}
        where ($1::text is null or m.service_id = (select x.id from service x where x.code = $1))
          and ($2::uuid[] is null or m.service_id = any ($2))
          and ($3::timestamptz is null or (m.created_at, m.id) < ($3, $4::uuid))
        order by m.created_at desc, m.id desc
        limit $5`,
      [service ?? null, scope === 'all' ? null : scope, after?.createdAt ?? null, after?.id ?? null, limit],
    );
  }

  /** One at a time moves it. */
  async hold(tx: Transaction, id: string): Promise<void> {
    await tx.run('select 1 from change_model where id = $1 for update', [id]);
  }
}
