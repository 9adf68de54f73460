import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

export interface ChangeNote {
  id: string;
  audience: 'internal' | 'shared';
  body: string;
  author: string | null;
  institution: { code: string; name: string };
  writtenAt: Date;
}

/** What is written about a change, as far as the wall shows it. */
@Injectable()
export class ChangeNotesStore {
  async write(
    tx: Transaction,
    change: { id: string; institutionId: string },
    note: { id: string; audience: 'internal' | 'shared'; body: string; at: Date },
  ): Promise<void> {
    await tx.run(
      `insert into change_note (id, institution_id, change_id, author_institution_id, author_id, audience, body, written_at)
       values ($1, $2, $3, app_institution(), app_person(), $4, $5, $6)`,
      [note.id, change.institutionId, change.id, note.audience, note.body, note.at],
    );
  }

  /** Oldest first. */
  of(
    tx: Transaction,
    changeId: string,
    limit: number,
    after: { at: string; id: string } | undefined,
  ): Promise<ChangeNote[]> {
    return tx.query<ChangeNote>(
      `select n.id, n.audience, n.body, p.display_name as author,
              json_build_object('code', i.code, 'name', i.name) as institution, n.written_at as "writtenAt"
         from change_note n
         join institution i on i.id = n.author_institution_id
         left join person p on p.id = n.author_id
        where n.change_id = $1
          and ($2::timestamptz is null or (n.written_at, n.id) > ($2, $3::uuid))
        order by n.written_at, n.id
        limit $4`,
      [changeId, after?.at ?? null, after?.id ?? null, limit],
    );
  }
}
