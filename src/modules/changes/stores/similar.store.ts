import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { SimilarChanges } from '../domain/risk.js';

/** The record of changes that were made, for those who make others. */
@Injectable()
export class SimilarStore {
  /**
   * Changes that ended within a year before: of one model where there is one, else of any of these services. Troubled are
   * those that failed, were backed out, were refused afterwards, or of which an incident came.
   */
  async of(
    tx: Transaction,
    { serviceIds, modelId }: { serviceIds: readonly string[]; modelId: string | null },
    at: Date,
  ): Promise<SimilarChanges> {
    const [row] = await tx.query<{ count: number; troubled: number }>(
      `select count(*)::integer as count,
              count(*) filter (where c.outcome in ('failed', 'backed_out', 'unauthorised')
                                  or exists (select 1 from change_link l
                                              where l.change_id = c.id and l.relation = 'caused'))::integer as troubled
         from change c
         join change_inside i on i.change_id = c.id
        where c.institution_id = app_institution()
          and c.ended_at > $3::timestamptz - interval '1 year'
          and c.ended_at <= $3::timestamptz
          and case when $2::uuid is null then c.service_ids && $1::uuid[] else i.model_id = $2 end`,
      [serviceIds, modelId, at],
    );
    return row ?? { count: 0, troubled: 0 };
  }
}
