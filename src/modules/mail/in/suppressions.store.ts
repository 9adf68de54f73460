import type { Transaction } from '../../../database/index.js';

/** An address that mail of the acting institution could not reach. */
export interface Suppression {
  id: string;
  address: string;
  since: Date;
}

/** In the order of time. The primary key keeps them together by institution; there are few. */
export async function suppressions(
  tx: Transaction,
  limit: number,
  after?: { at: string; id: string },
): Promise<Suppression[]> {
  return tx.query<Suppression>(
    `select s.id, s.address, s.since
       from mail_suppression s
      where s.institution_id = app_institution()
        and (s.since, s.id) > ($1::timestamptz, $2::uuid)
      order by s.since, s.id
      limit $3`,
    [after?.at ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', limit],
  );
}

/** False when there is none, or it is another institution's. */
export async function lift(tx: Transaction, id: string): Promise<boolean> {
  const text = 'delete from mail_suppression where institution_id = app_institution() and id = $1';
  return (await tx.run(text, [id])) === 1;
}
