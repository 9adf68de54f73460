import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

/** What counts for a change's class beside what was written of it. */
export interface Circumstances {
  /** Institutions that somebody said are affected, whatever the agreements say. */
  added: { institutionId: string; code: string }[];
  /** And those that are not. */
  removed: string[];
  /** Of the release that it is in; null: in none. */
  release: 'minor' | 'major' | null;
}

/** Corrections by hand, and the release. */
@Injectable()
export class CircumstancesStore {
  /** Of those who make it; a change that is not there yet has none. */
  async of(tx: Transaction, changeId: string | null): Promise<Circumstances> {
    if (changeId === null) return { added: [], removed: [], release: null };
    const rows = await tx.query<{ institutionId: string; code: string; isAdded: boolean }>(
      `select p.institution_id as "institutionId", i.code, p.removed_at is null as "isAdded"
         from change_party p
         join institution i on i.id = p.institution_id
        where p.change_id = $1
          and p.kind = 'affected'
          and (p.added_reason is not null or p.removed_reason is not null)
        order by i.code`,
      [changeId],
    );
    const [release] = await tx.query<{ kind: 'minor' | 'major' }>(
      'select r.kind from release_change c join release r on r.id = c.release_id where c.change_id = $1',
      [changeId],
    );
    return {
      added: rows.filter(({ isAdded }) => isAdded).map(({ institutionId, code }) => ({ institutionId, code })),
      removed: rows.filter(({ isAdded }) => !isAdded).map(({ institutionId }) => institutionId),
      release: release?.kind ?? null,
    };
  }
}
