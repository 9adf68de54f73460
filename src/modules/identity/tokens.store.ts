import type { Transaction } from '../../database/index.js';

/** A token as its list shows it: never the token. */
export interface ListedToken {
  id: string;
  name: string;
  scopes: string[];
  madeBy: string | null;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

export interface NewToken {
  id: string;
  /** Null: the operator's. */
  institutionId: string | null;
  name: string;
  scopes: readonly string[];
  tokenHash: Buffer;
  createdAt: Date;
  expiresAt: Date;
}

/** Those of the acting institution (the wall shows no others), as they were made. */
export async function tokens(
  tx: Transaction,
  limit: number,
  after?: { at: string; id: string },
): Promise<ListedToken[]> {
  return tx.query<ListedToken>(
    `select t.id, t.name, t.scopes, p.display_name as "madeBy", t.created_at as "createdAt",
            t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt"
       from api_token t
       left join person p on p.id = t.person_id
      where (t.created_at, t.id) > ($1::timestamptz, $2::uuid)
      order by t.created_at, t.id
      limit $3`,
    [after?.at ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', limit],
  );
}

export async function countTokens(tx: Transaction, at: Date): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    'select count(*)::integer as count from api_token where expires_at > $1',
    [at],
  );
  return row?.count ?? 0;
}

export async function addToken(tx: Transaction, token: NewToken): Promise<void> {
  await tx.run(
    `insert into api_token (id, institution_id, person_id, name, scopes, token_hash, created_at, expires_at)
     values ($1, $2, app_person(), $3, $4, $5, $6, $7)`,
    [token.id, token.institutionId, token.name, token.scopes, token.tokenHash, token.createdAt, token.expiresAt],
  );
}

/** False when there is none, or none for this actor. */
export async function removeToken(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.run('delete from api_token where id = $1', [id])) === 1;
}

export async function tokenById(tx: Transaction, id: string): Promise<{ id: string } | undefined> {
  const [row] = await tx.query<{ id: string }>('select id from api_token where id = $1', [id]);
  return row;
}
