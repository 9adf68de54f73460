import type { QueryRunner } from 'typeorm';

/**
 * Closes a table: row-level security on, also for its owner; the maintenance role, which verifies and backs up, reads
 * it whole. What the others may see is said by policies of the table's own. `ownerKeeps`: the owner role (migrations
 * and imports) reads and writes the rows too; never said of what people write to one another.
 */
export async function closeTable(q: QueryRunner, table: string, { ownerKeeps = false } = {}): Promise<void> {
  await q.query(`
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    grant select on ${table} to guichet_maintenance;
    create policy maintenance_reads on ${table} for select to guichet_maintenance using (true);
  `);
  if (ownerKeeps) await q.query(`create policy owner_keeps on ${table} to current_user using (true) with check (true)`);
}
