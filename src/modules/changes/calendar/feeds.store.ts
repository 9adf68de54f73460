import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Transaction } from '../../../database/index.js';
import type { SignedInPerson } from '../../identity/index.js';

/** A feed as its list shows it: never the secret. */
export interface Feed {
  id: string;
  name: string;
  createdAt: Date;
  lastReadAt: Date | null;
}

const columns = `c.id, c.name, c.created_at as "createdAt", c.last_read_at as "lastReadAt"`;

/** Feeds of the acting person, in the institution for which they act. */
@Injectable()
export class FeedsStore {
  constructor(private readonly work: UnitOfWork) {}

  /** By the index `calendar_feed_person`. */
  list(tx: Transaction, limit: number, after?: { at: string; id: string }): Promise<Feed[]> {
    return tx.query<Feed>(
      `select ${columns}
         from calendar_feed c
        where c.person_id = app_person()
          and (c.created_at, c.id) > ($1::timestamptz, $2::uuid)
        order by c.created_at, c.id
        limit $3`,
      [after?.at ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', limit],
    );
  }

  async count(tx: Transaction): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'select count(*)::integer as count from calendar_feed where person_id = app_person()',
    );
    return row?.count ?? 0;
  }

  async add(
    tx: Transaction,
    feed: Pick<Feed, 'id' | 'name' | 'createdAt'> & { institutionId: string | null; secretHash: Buffer },
  ): Promise<void> {
    await tx.run(
      `insert into calendar_feed (id, institution_id, person_id, name, secret_hash, created_at)
       values ($1, $2, app_person(), $3, $4, $5)`,
      [feed.id, feed.institutionId, feed.name, feed.secretHash, feed.createdAt],
    );
  }

  /** False when there is none, or none of this person's. */
  async remove(tx: Transaction, id: string): Promise<boolean> {
    return (await tx.run('delete from calendar_feed where id = $1', [id])) === 1;
  }

  /** Whose it is, with the rights that they have now; before anybody is known, so by one narrow function. */
  async reader(secretHash: Buffer, at: Date): Promise<{ name: string; person: SignedInPerson } | undefined> {
    const [row] = await this.work.outside<{ reader: { name: string; person: SignedInPerson } | null }>(
      'select calendar_feed_person($1, $2) as reader',
      [secretHash, at],
    );
    return row?.reader ?? undefined;
  }
}
