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
  /** Epoch milliseconds: of two years, thousands are read. */
  from: number;
  to: number;
  interruptionMinutes: number;
  /** Of the own ones alone. */
  implementerIds: string[];
}

export type OnService = Omit<Beside, 'componentIds' | 'implementerIds'>;

export type Interrupting = Pick<
  Beside,
  'id' | 'serviceIds' | 'environments' | 'tenantId' | 'from' | 'to' | 'interruptionMinutes'
>;

export interface Names {
  services: Partial<Record<string, string>>;
  institutions: Partial<Record<string, { code: string; name: string }>>;
}

const ofAll = `
  b.id, b.service_ids as "serviceIds", b.environments, b.tenant_id as "tenantId",
  (extract(epoch from b.window_from) * 1000)::float8 as "from", (extract(epoch from b.window_to) * 1000)::float8 as "to",
  b.interruption_minutes as "interruptionMinutes"`;
const ofNeighbours = `${ofAll}, b.reference, b.institution_id as "institutionId", b.is_planned as "isPlanned"`;

/**
 * Changes beside a change. What another institution does on a service of which one holds a function is told by a function of
 * the owner, in ids and times; everything else is behind the wall.
 */
@Injectable()
export class BesideStore {
  /** Those that are planned in [from, to), whatever they are about, with who makes the own ones. */
  overlapping(tx: Transaction, from: Date, to: Date): Promise<Beside[]> {
    return tx.query<Beside>(
      `select ${ofNeighbours}, b.component_ids as "componentIds", coalesce(i.implementer_ids, '{}') as "implementerIds"
         from changes_beside($1, $2, null) b
         left join change_inside i on i.change_id = b.id and b.institution_id = app_institution()
        where b.is_planned
        order by b.window_from, b.id`,
      [from, to],
    );
  }

  /** Announced ones about one of these services, in [from, to): what is planned there, and what interrupts it. */
  onServices(tx: Transaction, serviceIds: readonly string[], from: Date, to: Date): Promise<OnService[]> {
    return tx.query<OnService>(
      `select ${ofNeighbours}
         from changes_beside($1, $2, $3::uuid[]) b
        where b.is_planned or b.interruption_minutes > 0
        order by b.window_from, b.id`,
      [from, to, serviceIds],
    );
  }

  /** Those that interrupt one of these services in windows that begin in [from, to): as much as its budget asks. */
  interrupting(tx: Transaction, serviceIds: readonly string[], from: Date, to: Date): Promise<Interrupting[]> {
    return tx.query<Interrupting>(
      `select ${ofAll}
         from changes_beside($1, $2, $3::uuid[]) b
        where b.interruption_minutes > 0
          and b.window_from >= $1`,
      [from, to, serviceIds],
    );
  }

  /** Of services and institutions, by their ids. */
  async names(tx: Transaction, institutionIds: readonly string[]): Promise<Names> {
    const [names] = await tx.query<Names>(
      `select (select json_object_agg(s.id, s.code) from service s) as services,
              coalesce((select json_object_agg(i.id, json_build_object('code', i.code, 'name', i.name))
                          from institution i where i.id = any ($1::uuid[])), '{}') as institutions`,
      [institutionIds],
    );
    return names ?? { services: {}, institutions: {} };
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
