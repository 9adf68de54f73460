import type { Transaction } from '../../../database/index.js';

/** A line of the trail, as the database tells it to whoever acts. */
export interface AuditRow {
  id: string;
  streamId: string;
  number: number | null;
  type: string;
  at: Date;
  actorId: string;
  institution: { id: string; code: string; name: string } | null;
  data: Record<string, unknown> | null;
}

export interface AuditSearch {
  families: readonly string[];
  /** Streams, people and tokens; undefined: any. */
  refs: readonly string[] | undefined;
  person: string | undefined;
  from: string | undefined;
  to: string | undefined;
}

/** Newest first, of the acting institution; who may read what is decided by the database. */
export async function entries(
  tx: Transaction,
  { families, refs, person, from, to }: AuditSearch,
  limit: number,
  after?: { at: string; id: string },
): Promise<AuditRow[]> {
  return tx.query<AuditRow>(
    `select e.id, e.stream_id as "streamId", e.number, e.type, e.occurred_at as at, e.actor_id as "actorId", e.data,
            case when i.id is not null then json_build_object('id', i.id, 'code', i.code, 'name', i.name) end as institution
       from audit_events($1, $2, $3, $4, $5, $6, $7, $8) e
       left join institution i on i.id = e.actor_institution_id
      order by e.occurred_at desc, e.id desc`,
    [families, refs ?? null, person ?? null, from ?? null, to ?? null, after?.at ?? null, after?.id ?? null, limit],
  );
}

/** What has a reference, in one shape. */
const referred = ['ticket', 'change', 'problem', 'action', 'improvement'];
const union = (where: string) =>
  referred.map((table) => `select id, reference from ${table} where ${where}`).join(' union all ');

/** By id, as far as the wall shows them. */
export async function referencesOf(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; reference: string }>(union('id = any ($1::uuid[])'), [[...new Set(ids)]]);
  return new Map(rows.map(({ id, reference }) => [id, reference]));
}

/** Ids of what has this reference, as far as the wall shows it. */
export async function idsOf(tx: Transaction, reference: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(`select id from (${union('reference = $1')}) r`, [reference]);
  return rows.map(({ id }) => id);
}
