import type { Transaction } from '../database/index.js';

/** What of an answer belongs to it, besides status and body. */
export const keptHeaders = ['etag', 'location'] as const;

/** An answer that was given under a key, to one person in one institution. */
export interface Answer {
  request: Buffer;
  status: number;
  headers: Partial<Record<(typeof keptHeaders)[number], string>>;
  body: string;
}

/** Holds a key until the transaction ends. False when another request has it. */
export async function holdKey(tx: Transaction, key: string): Promise<boolean> {
  const [row] = await tx.query<{ isFree: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended(concat_ws('/', 'idempotency', app_institution(), app_person(), $1::text), 0))
              as "isFree"`,
    [key],
  );
  return row?.isFree === true;
}

export async function answerTo(tx: Transaction, key: string, since: Date): Promise<Answer | undefined> {
  const [answer] = await tx.query<Answer>(
    `select request, status, headers, body
       from idempotent_answer
      where institution_id = app_institution() and person_id = app_person() and key = $1 and kept_at > $2`,
    [key, since],
  );
  return answer;
}

export async function keep(
  tx: Transaction,
  key: string,
  { request, status, headers, body }: Answer,
  at: Date,
): Promise<void> {
  await tx.run(
    `insert into idempotent_answer (institution_id, person_id, key, request, status, headers, body, kept_at)
     values (app_institution(), app_person(), $1, $2, $3, $4, $5, $6)
     on conflict (institution_id, person_id, key) do update
        set request = excluded.request, status = excluded.status, headers = excluded.headers, body = excluded.body,
            kept_at = excluded.kept_at`,
    [key, request, status, headers, body, at],
  );
}
