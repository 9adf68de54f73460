import type { WorkerUnitOfWork } from '../../../database/index.js';
import type { LinkPurpose } from '../../identity/index.js';

/** A link whose mail is ours to send until a lease ends. */
export interface LinkToSend {
  id: string;
  personId: string;
  /** Null: the operator's. */
  institutionId: string | null;
  purpose: LinkPurpose;
  tokenHash: Buffer;
  expiresAt: Date;
}

/** Of anybody: ids, instants and digests. Whoever dies with it leaves it to be taken again. */
export async function claim(work: WorkerUnitOfWork, now: Date, until: Date): Promise<LinkToSend | undefined> {
  const [row] = await work.outside<LinkToSend>(
    `update password_link
        set send_at = $2
      where id = (select id from password_link
                   where send_at <= $1 and expires_at > $1 and ended_at is null
                   order by send_at, id
                   limit 1
                     for update skip locked)
      returning id, person_id as "personId", institution_id as "institutionId", purpose, token_hash as "tokenHash",
                expires_at as "expiresAt"`,
    [now, until],
  );
  return row;
}

export async function ended(work: WorkerUnitOfWork, id: string): Promise<void> {
  await work.outside('update password_link set send_at = null where id = $1', [id]);
}

/** What opens nothing any more. */
export async function clear(work: WorkerUnitOfWork, before: Date): Promise<void> {
  await work.outside('delete from password_link where expires_at <= $1', [before]);
}
