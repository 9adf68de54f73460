import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';

export interface ReadyText {
  id: string;
  use: 'return' | 'deliver';
  name: string;
  code: string;
  fr: string | null;
  en: string | null;
  version: number;
  updatedAt: Date;
}

const columns = `id, use, name, code, text_fr as fr, text_en as en, version, updated_at as "updatedAt"`;

/** The texts that one's institution keeps ready; the wall shows no others. */
@Injectable()
export class KeptTextsStore {
  /** By use and name, after a position. */
  list(
    tx: Transaction,
    serviceId: string,
    { use, after, count }: { use?: string; after?: { use: string; name: string }; count: number },
  ): Promise<ReadyText[]> {
    return tx.query<ReadyText>(
      `select ${columns}
         from ready_text
        where institution_id = app_institution()
          and service_id = $1
          and ($2::text is null or use = $2)
          and ($3::text is null or (use, name) > ($3, $4))
        order by use, name
        limit $5`,
      [serviceId, use ?? null, after?.use ?? null, after?.name ?? null, count],
    );
  }

  async lock(tx: Transaction, serviceId: string, id: string): Promise<ReadyText | undefined> {
    const [row] = await tx.query<ReadyText>(
      `select ${columns} from ready_text where id = $1 and service_id = $2 for update`,
      [id, serviceId],
    );
    return row;
  }

  /** Whether one's institution answers for a part of the service. */
  async isHolder(tx: Transaction, serviceId: string): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from responsibility where service_id = $1 and institution_id = app_institution()
       union all
       select 1 from service where id = $1 and lead_provider_id = app_institution()
       limit 1`,
      [serviceId],
    );
    return rows.length > 0;
  }

  async isTaken(tx: Transaction, serviceId: string, text: Pick<ReadyText, 'id' | 'use' | 'name'>): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from ready_text
        where institution_id = app_institution() and service_id = $1 and use = $2 and name = $3 and id <> $4`,
      [serviceId, text.use, text.name, text.id],
    );
    return rows.length > 0;
  }

  /** False when another one took the name meanwhile. */
  async add(tx: Transaction, serviceId: string, text: ReadyText): Promise<boolean> {
    const touched = await tx.run(
      `insert into ready_text (id, institution_id, service_id, use, name, code, text_fr, text_en, version, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (institution_id, service_id, use, name) do nothing`,
      [
        text.id,
        tx.actor.institution.id,
        serviceId,
        text.use,
        text.name,
        text.code,
        text.fr,
        text.en,
        text.version,
        text.updatedAt,
      ],
    );
    return touched === 1;
  }

  async save(tx: Transaction, text: ReadyText): Promise<void> {
    await tx.run(
      `update ready_text set name = $2, code = $3, text_fr = $4, text_en = $5, version = $6, updated_at = $7
        where id = $1`,
      [text.id, text.name, text.code, text.fr, text.en, text.version, text.updatedAt],
    );
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.run('delete from ready_text where id = $1', [id]);
  }
}
