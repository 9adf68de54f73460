import type { Transaction } from '../../database/index.js';

/*
 * What timers are measured by (the versions of an institution, or of an agreement) is held until the transaction ends:
 * together by whoever moves a ticket, alone by whoever records a version or changes what was counted, before looking at
 * the clock. So a verdict never falls beside a version that was recorded before it.
 */

/** Together with others. `ids`: of the institution and, if there is one, of the agreement. */
export async function holdTerms(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.run('select pg_advisory_xact_lock_shared(hashtextextended(id, 0)) from unnest($1::text[]) as id', [ids]);
}

/** Alone. `id`: of the institution, or of the agreement. */
export async function holdTermsAlone(tx: Transaction, id: string): Promise<void> {
  await tx.run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [id]);
}
