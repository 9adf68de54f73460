import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';

/** Another change that is planned, as much as its neighbours may know of it: that it is there. */
export interface Beside {
  id: string;
  reference: string;
  institutionId: string;
  serviceIds: string[];
  componentIds: string[];
  environments: string[];
  tenantId: string | null;
  /** Approved, scheduled or under way; else announced. */
  isPlanned: boolean;
  from: Date;
  to: Date;
  interruptionMinutes: number;
  /** Of the own ones alone. */
  implementerIds: string[];
}

const columns = `
  b.id, b.reference, b.institution_id as "institutionId", b.service_ids as "serviceIds",
  b.component_ids as "componentIds", b.environments, b.tenant_id as "tenantId", b.is_planned as "isPlanned",
  b.window_from as "from", b.window_to as "to", b.interruption_minutes as "interruptionMinutes"`;

/**
 * Changes beside a change. What another institution does on a service of which one holds a function is told by a function of
 * the owner, in ids and times; everything else is behind the wall.
 */
@Injectable()
export class BesideStore {
  /** Those that are planned in [from, to), whatever they are about, with who makes the own ones. */
  overlapping(tx: Transaction, from: Date, to: Date): Promise<Beside[]> {
    return tx.query<Beside>(
      `select ${columns}, coalesce(i.implementer_ids, '{}') as "implementerIds"
         from changes_beside($1, $2, null) b
         left join change_inside i on i.change_id = b.id and b.institution_id = app_institution()
        where b.is_planned
        order by b.window_from, b.id`,
      [from, to],
    );
  }

  /** Announced ones about one of these services, in [from, to). */
  onServices(tx: Transaction, serviceIds: readonly string[], from: Date, to: Date): Promise<Beside[]> {
    return tx.query<Beside>(
      `select ${columns}, '{}'::uuid[] as "implementerIds"
         from changes_beside($1, $2, $3::uuid[]) b
        order by b.window_from, b.id`,
      [from, to, serviceIds],
    );
  }

  /** Codes and names of services, by their id. */
  async services(tx: Transaction): Promise<ReadonlyMap<string, { code: string; name: string }>> {
    const rows = await tx.query<{ id: string; code: string; name: string }>('select id, code, name from service');
    return new Map(rows.map(({ id, code, name }) => [id, { code, name }]));
  }

  /** Whoever decides on a change of the same services waits: of two that overlap, each alone would find nothing. */
  async hold(tx: Transaction, serviceIds: readonly string[]): Promise<void> {
    await tx.run(
      `select pg_advisory_xact_lock(hashtextextended('change/service/' || s.id, 0))
         from (select unnest($1::uuid[])::text as id order by 1) s`,
      [serviceIds],
    );
  }
}
