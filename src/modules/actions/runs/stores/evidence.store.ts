import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';
import { notFound } from '../../../../kernel/index.js';
import type { StoredFile } from '../../../tickets/index.js';
import type { Evidence } from '../run.js';

const columns = `
  e.id, e.kind, e.n, e.body,
  case when e.kind = 'file'
       then json_build_object('name', e.file_name, 'mediaType', e.media_type, 'size', e.size, 'sha256', encode(e.sha256, 'hex'))
       end as file,
  json_build_object('id', e.by_id, 'name', p.display_name) as by, e.at`;

/** What shows what was seen in a run, as far as the wall shows it. */
@Injectable()
export class EvidenceStore {
  /** Oldest first. */
  of(tx: Transaction, runId: string): Promise<Evidence[]> {
    return tx.query<Evidence>(
      `select ${columns}
         from run_evidence e
         left join person p on p.id = e.by_id
        where e.run_id = $1
        order by e.at, e.id`,
      [runId],
    );
  }

  /** Throws the one 404 when there is none of this run, or none for this actor. */
  async one(tx: Transaction, runId: string, id: string): Promise<Evidence & { storageKey: string | null }> {
    const [row] = await tx.query<Evidence & { storageKey: string | null }>(
      `select ${columns}, e.storage_key as "storageKey"
         from run_evidence e
         left join person p on p.id = e.by_id
        where e.run_id = $1
          and e.id = $2`,
      [runId, id],
    );
    if (!row) throw notFound();
    return row;
  }

  /** How much there is. */
  async room(tx: Transaction, runId: string): Promise<{ bytes: number; items: number }> {
    const [row] = await tx.query<{ bytes: number; items: number }>(
      `select coalesce(sum(e.size), 0)::float8 as bytes, count(*)::integer as items
         from run_evidence e
        where e.run_id = $1`,
      [runId],
    );
    return row ?? { bytes: 0, items: 0 };
  }

  async addText(
    tx: Transaction,
    runId: string,
    text: { id: string; kind: 'text' | 'hand_over'; n: number | null; body: string },
    at: Date,
  ): Promise<void> {
    await tx.run(
      `insert into run_evidence (id, run_id, institution_id, kind, n, body, by_id, at)
       values ($1, $2, app_institution(), $3, $4, $5, app_person(), $6)`,
      [text.id, runId, text.kind, text.n, text.body, at],
    );
  }

  async addFile(
    tx: Transaction,
    runId: string,
    { id, n, stored }: { id: string; n: number | null; stored: StoredFile },
    at: Date,
  ): Promise<void> {
    const { name, mediaType, size, sha256, storageKey } = stored;
    await tx.run(
      `insert into run_evidence (id, run_id, institution_id, kind, n, file_name, media_type, size, sha256, storage_key, by_id, at)
       values ($1, $2, app_institution(), 'file', $3, $4, $5, $6, $7, $8, app_person(), $9)`,
      [id, runId, n, name, mediaType, size, sha256, storageKey, at],
    );
  }
}
