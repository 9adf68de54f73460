import type { Transaction } from '../../database/index.js';
import { catalogue } from './catalogue.js';
import type { TableRule } from './rule.js';

/** A row of a table, as it stands in the export of a person. */
export interface ExportedRow {
  table: string;
  row: Record<string, unknown>;
}

/** Tables from which something may be exported, in the order of the file. */
export const exportedTables = Object.entries(catalogue)
  .filter(([, rule]) => rule.notExported === undefined && (named(rule) !== '' || rule.whose !== undefined))
  .map(([table]) => table);

/** The same for somebody else than the person. */
export const tablesForOthers = exportedTables.filter((table) => catalogue[table]?.isTheirsAlone !== true);

/** What a table holds of the person, as far as the wall shows it. Other people are left out: who they are is not said. */
export async function rowsOf(tx: Transaction, table: string, personId: string): Promise<ExportedRow[]> {
  const rule = catalogue[table];
  if (!rule) throw new Error(`no rule for ${table}`);
  const rows = await tx.query<{ row: Record<string, unknown> }>(statement(table, rule), [personId]);
  const hidden = [...(rule.people ?? []), ...(rule.several ?? [])];
  return rows.map(({ row }) => {
    for (const column of hidden) row[column] = oneselfOrNot(row[column], personId);
    return { table, row };
  });
}

/** Whoever belongs to the institution that acts, those who left included. */
export async function isMember(tx: Transaction, personId: string): Promise<boolean> {
  const rows = await tx.query(
    `select m.person_id
       from membership m
      where m.institution_id = app_institution()
        and m.person_id = $1`,
    [personId],
  );
  return rows.length > 0;
}

/** Table and column names are those of the catalogue, which is part of the program. */
function statement(table: string, rule: TableRule): string {
  const { nothing = [], people = [], several = [], work = [], personal = {}, also = {} } = rule;
  // documents that name several people by their ids are left out
  const told = Object.entries(personal).filter(([, { erasure }]) => erasure !== 'kept_ids');
  const mentions = named(rule);
  const whose = rule.whose ?? mentions;
  const columns = [
    ...[...nothing, ...people, ...several, ...work].map(quoted),
    ...told.map(([column, one]) => `case when ${one.whose ?? whose} then ${quoted(column)} end as ${quoted(column)}`),
    ...Object.entries(also).map(([name, sql]) => `case when ${whose} then ${sql} end as ${quoted(name)}`),
  ];
  const conditions = [mentions, rule.whose ?? ''].filter((condition) => condition !== '');
  return `select to_jsonb(r) as row
            from (select ${columns.join(', ')}
                    from ${quoted(table)}
                   where ${conditions.map((condition) => `(${condition})`).join(' or ')}) r`;
}

function named({ people = [], several = [] }: TableRule): string {
  return [
    ...people.map((column) => `${quoted(column)} = $1`),
    ...several.map((column) => `$1 = any (${quoted(column)})`),
  ].join(' or ');
}

function quoted(name: string): string {
  return `"${name}"`;
}

function oneselfOrNot(value: unknown, personId: string): unknown {
  if (Array.isArray(value)) return value.map((one) => oneselfOrNot(one, personId));
  if (typeof value !== 'string') return value;
  return value === personId ? 'oneself' : 'somebody else';
}
