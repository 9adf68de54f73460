/** Every row of every table, those of jobs too, as text behind the name of its table. */
export async function everyRow(ask: <T extends object>(text: string) => Promise<T[]>): Promise<string[]> {
  const tables = await ask<{ place: string }>(
    `select format('%I.%I', table_schema, table_name) as place from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { place } of tables) {
    const rows = await ask<{ row: string }>(`select t::text as row from ${place} t`);
    found.push(...rows.map(({ row }) => `${place}: ${row}`));
  }
  return found;
}
