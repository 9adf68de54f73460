import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { ActionDocument, Sharing } from '../domain/action-document.js';

/** What of an action goes into its file. */
export interface FiledAction {
  key: string;
  sharing: Sharing;
  reviewOn: string | null;
  document: ActionDocument;
  changedAt: Date;
}

@Injectable()
export class ActionFilesStore {
  /** The reference of the action of the acting institution that has this key, for whoever sees it. */
  async referenceOf(tx: Transaction, key: string): Promise<string | undefined> {
    const [row] = await tx.query<{ reference: string }>(
      'select reference from action where institution_id = app_institution() and key = $1',
      [key],
    );
    return row?.reference;
  }

  /**
   * Those of the acting institution that are not retired, by key: what is published, else the draft; with `withDrafts` the
   * draft wherever there is one.
   */
  page(tx: Transaction, after: string, limit: number, withDrafts: boolean): Promise<FiledAction[]> {
    return tx.query<FiledAction>(
      `select a.key, a.sharing, to_char(a.review_on, 'YYYY-MM-DD') as "reviewOn", v.document, v.changed_at as "changedAt"
         from action a
         join lateral (select w.document, w.changed_at
                         from action_version w
                        where w.action_id = a.id
                          and (w.number = a.published_number or w.state in ('draft', 'reviewed'))
                        order by (w.state = 'published') <> $3 desc
                        limit 1) v on true
        where a.institution_id = app_institution()
          and a.state <> 'retired'
          and a.key > $1
        order by a.key
        limit $2`,
      [after, limit, withDrafts],
    );
  }
}
