import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { AllowanceReason } from '../domain/allowance.js';
import type { Freeze as FreezeAsKnown } from '../domain/conflicts.js';
import type { FreezeScopeIds } from './freezes.store.js';
import { LONG_MS } from './domain/freeze-dates.js';

export type PeriodReason = AllowanceReason | 'no_service_hours';

/** One time at which a freeze holds, as it is stored. */
export interface StoredPeriod {
  freezeId: string;
  on: string;
  from: Date;
  to: Date;
  isLifted: boolean;
  declaredAt: Date;
  workingDays: string[];
  /** Null where it does not matter: only an institution's are counted. */
  ahead: number | null;
  blocksShared: boolean;
  why: PeriodReason | null;
}

/** How many working days of a year an institution's freezes block. */
export interface YearUsed {
  institutionId: string;
  year: number;
  used: number;
}

/** Of services and institutions none but these; left out: all that the wall shows. */
export interface FreezesAbout {
  serviceIds: readonly string[];
  institutionIds: readonly string[];
  /** Those of institutions only as far as they block what is shared, or this institution's own; undefined: all. */
  blockingTenant?: string | null;
}

const columns = `
  p.freeze_id as "freezeId", p.on_day::text as "on", p.starts_at as "from", p.ends_at as "to", p.is_lifted as "isLifted",
  p.declared_at as "declaredAt", p.working_days::text[] as "workingDays", p.ahead, p.blocks_shared as "blocksShared", p.why`;

/** The periods of freezes, as far as the wall shows them. */
@Injectable()
export class FreezePeriodsStore {
  ofFreeze(tx: Transaction, freezeId: string): Promise<StoredPeriod[]> {
    return tx.query<StoredPeriod>(
      `select ${columns} from freeze_period p where p.freeze_id = $1 order by p.starts_at`,
      [freezeId],
    );
  }

  /** Of each freeze the one that holds now or comes next. */
  next(tx: Transaction, freezeIds: readonly string[], now: Date): Promise<StoredPeriod[]> {
    return tx.query<StoredPeriod>(
      `select distinct on (p.freeze_id) ${columns}
         from freeze_period p
        where p.freeze_id = any ($1::uuid[])
          and p.ends_at > $2
          and not p.is_lifted
        order by p.freeze_id, p.starts_at`,
      [freezeIds, now],
    );
  }

  /** Those of an institution that ask for its allowance. */
  claimsOf(tx: Transaction, institutionId: string): Promise<StoredPeriod[]> {
    return tx.query<StoredPeriod>(
      `select ${columns}
         from freeze_period p
        where p.scope = 'institution'
          and p.institution_id = $1
          and not p.is_lifted
          and p.why <> 'no_service_hours'`,
      [institutionId],
    );
  }

  /** Distinct working days, by year. */
  used(tx: Transaction, institutionIds: readonly string[]): Promise<YearUsed[]> {
    return tx.query<YearUsed>(
      `select p.institution_id as "institutionId", extract(year from d.day)::integer as year,
              count(distinct d.day)::integer as used
         from freeze_period p, unnest(p.working_days) d (day)
        where p.scope = 'institution'
          and p.institution_id = any ($1::uuid[])
          and p.blocks_shared
        group by 1, 2`,
      [[...new Set(institutionIds)]],
    );
  }

  /** Puts these in the place of what the freeze had. */
  async replace(tx: Transaction, scope: FreezeScopeIds, id: string, periods: readonly StoredPeriod[]): Promise<void> {
    await tx.run('delete from freeze_period where freeze_id = $1', [id]);
    await tx.run(
      `insert into freeze_period (freeze_id, institution_id, scope, service_id, on_day, starts_at, ends_at, is_long,
                                  is_lifted, declared_at, working_days, ahead, blocks_shared, why)
       select $1, $2, $3, $4, r.on_day, r.starts_at, r.ends_at, r.is_long, r.is_lifted, r.declared_at, r.working_days, r.ahead,
              r.blocks_shared, r.why
         from jsonb_to_recordset($5::jsonb)
              as r (on_day date, starts_at timestamptz, ends_at timestamptz, is_long boolean, is_lifted boolean,
                    declared_at timestamptz, working_days date[], ahead smallint, blocks_shared boolean, why text)`,
      [id, scope.institutionId, scope.scope, scope.serviceId, JSON.stringify(periods.map(rowOf))],
    );
  }

  /** Writes down what came of the claims: what has changed, and nothing else. */
  async grant(
    tx: Transaction,
    changed: readonly { freezeId: string; on: string; blocksShared: boolean; why: AllowanceReason }[],
  ): Promise<void> {
    if (changed.length === 0) return;
    await tx.run(
      `update freeze_period p
          set blocks_shared = r.blocks_shared, why = r.why
         from jsonb_to_recordset($1::jsonb) as r ("freezeId" uuid, "on" date, blocks_shared boolean, why text)
        where p.freeze_id = r."freezeId" and p.on_day = r."on"`,
      [JSON.stringify(changed.map(({ blocksShared, ...one }) => ({ ...one, blocks_shared: blocksShared })))],
    );
  }

  /**
   * What holds somewhere in [from, to), as the rules of conflicts know it; services and institutions by their codes. By the
   * indexes `freeze_period_short` and `freeze_period_long`.
   */
  async between(tx: Transaction, from: Date, to: Date, about?: FreezesAbout): Promise<FreezeAsKnown[]> {
    const rows = await tx.query<{
      id: string;
      scope: FreezeScopeIds['scope'];
      service: string | null;
      institution: string | null;
      blocksShared: boolean;
      from: Date;
      to: Date;
    }>(
      `select p.freeze_id as id, p.scope, s.code as service, i.code as institution, p.blocks_shared as "blocksShared",
              p.starts_at as "from", p.ends_at as "to"
         from freeze_period p
         left join service s on s.id = p.service_id
         left join institution i on i.id = p.institution_id
        where ((not p.is_long and p.starts_at >= $3 and p.starts_at < $2 and p.ends_at > $1)
               or (p.is_long and p.starts_at < $2 and p.ends_at > $1))
          and ($4::uuid[] is null or p.service_id is null or p.service_id = any ($4))
          and ($5::uuid[] is null or p.scope <> 'institution' or p.institution_id = any ($5))
          and ($6 or p.scope <> 'institution' or p.blocks_shared or p.institution_id = $7::uuid)
          and not p.is_lifted
        order by p.starts_at, p.freeze_id`,
      [
        from,
        to,
        new Date(from.getTime() - LONG_MS),
        about?.serviceIds ?? null,
        about?.institutionIds ?? null,
        about?.blockingTenant === undefined,
        about?.blockingTenant ?? null,
      ],
    );
    return rows.map(({ id, scope, service, institution, blocksShared, ...at }) => ({
      id,
      from: at.from.getTime(),
      to: at.to.getTime(),
      liftedFor: [],
      scope:
        scope === 'service'
          ? { kind: scope, service: service ?? '' }
          : scope === 'institution'
            ? { kind: scope, institution: institution ?? '', blocksShared }
            : { kind: scope },
    }));
  }
}

const rowOf = (period: StoredPeriod) => ({
  on_day: period.on,
  starts_at: period.from,
  ends_at: period.to,
  is_long: period.to.getTime() - period.from.getTime() > LONG_MS,
  is_lifted: period.isLifted,
  declared_at: period.declaredAt,
  working_days: period.workingDays,
  ahead: period.ahead,
  blocks_shared: period.blocksShared,
  why: period.why,
});
