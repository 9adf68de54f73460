import type { Transaction } from '../../../database/index.js';

/** Somebody of no institution, as they see themselves; undefined once they have left. */
export async function operatorOf(
  tx: Transaction,
  personId: string,
): Promise<{ address: string; locale: string; name: string; timeZone: string } | undefined> {
  const [row] = await tx.query<{ address: string; locale: string; name: string; timeZone: string }>(
    `select p.email as address, p.locale, p.display_name as name, coalesce(p.time_zone, 'UTC') as "timeZone"
       from person p
      where p.id = $1 and p.left_at is null`,
    [personId],
  );
  return row;
}
