import type { Transaction } from '../../../database/index.js';

/** What tasks are called, by their ids, as far as the actor may know. */
export async function namesOfTasks(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ id: string; title: string }>('select id, title from task where id = any ($1::uuid[])', [
    ids,
  ]);
  return new Map(rows.map(({ id, title }) => [id, title]));
}
