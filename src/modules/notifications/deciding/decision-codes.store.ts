import type { Transaction, WorkerUnitOfWork } from '../../../database/index.js';

// Codes for the page of a decision. What the actor sees are their own.

/** Whoever asks for a code, or tries one, on the same link waits until this transaction ends: the limits hold. */
export async function lockLink(tx: Transaction, link: Buffer): Promise<void> {
  await tx.run(`select pg_advisory_xact_lock($1::bigint)`, [link.readBigInt64BE().toString()]);
}

export async function howManySince(tx: Transaction, link: Buffer, since: Date): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::integer as count
       from decision_code
      where institution_id = app_institution() and person_id = app_person() and link = $1 and made_at > $2`,
    [link, since],
  );
  return row?.count ?? 0;
}

export async function add(
  tx: Transaction,
  code: { id: string; link: Buffer; madeAt: Date; expiresAt: Date },
): Promise<void> {
  await tx.run(
    `insert into decision_code (id, institution_id, person_id, link, made_at, expires_at, wrong, send_at)
     values ($1, app_institution(), app_person(), $2, $3, $4, 0, $3)`,
    [code.id, code.link, code.madeAt, code.expiresAt],
  );
}

/** Those that may still be used. */
export async function usable(tx: Transaction, link: Buffer, now: Date, mostWrong: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id
       from decision_code
      where institution_id = app_institution() and person_id = app_person() and link = $1
        and expires_at > $2 and used_at is null and wrong < $3
      order by made_at, id`,
    [link, now, mostWrong],
  );
  return rows.map(({ id }) => id);
}

export async function countWrong(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.run('update decision_code set wrong = wrong + 1 where id = any ($1::uuid[])', [ids]);
}

export async function use(tx: Transaction, ids: readonly string[], now: Date): Promise<void> {
  await tx.run('update decision_code set used_at = $2 where id = any ($1::uuid[])', [ids, now]);
}

/** A code whose mail is ours to send until `until`. */
export interface CodeToSend {
  id: string;
  institutionId: string;
  personId: string;
  expiresAt: Date;
}

/** Of any institution: ids and instants. Whoever dies with it leaves it to be taken again. */
export async function claim(work: WorkerUnitOfWork, now: Date, until: Date): Promise<CodeToSend | undefined> {
  const [row] = await work.outside<CodeToSend>(
    `update decision_code
        set send_at = $2
      where id = (select id from decision_code
                   where send_at <= $1 and expires_at > $1
                   order by send_at, id
                   limit 1
                     for update skip locked)
      returning id, institution_id as "institutionId", person_id as "personId", expires_at as "expiresAt"`,
    [now, until],
  );
  return row;
}

export async function ended(work: WorkerUnitOfWork, id: string): Promise<void> {
  await work.outside('update decision_code set send_at = null where id = $1', [id]);
}

/** Of all institutions, once they no longer count. */
export async function clear(work: WorkerUnitOfWork, before: Date): Promise<void> {
  await work.outside('delete from decision_code where made_at <= $1', [before]);
}
