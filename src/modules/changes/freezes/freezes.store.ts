import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { notFound } from '../../../kernel/index.js';
import type { FreezeDates } from './domain/freeze-dates.js';

export type ScopeKind = 'consortium' | 'service' | 'institution';

interface Named {
  code: string;
  name: string;
}

/** For whom a freeze is, by ids. */
export interface FreezeScopeIds {
  scope: ScopeKind;
  /** Who declares it; null: the operator. */
  institutionId: string | null;
  serviceId: string | null;
}

/** The event of a file that a freeze was imported from. */
export interface FreezeSource {
  uid: string;
  recurrenceId: string;
  sequence: number;
}

export interface Freeze extends FreezeScopeIds {
  id: string;
  institution: Named | null;
  service: Named | null;
  title: string;
  reason: string;
  timeZone: string;
  firstDay: string | null;
  lastDay: string | null;
  fromAt: Date | null;
  toAt: Date | null;
  rule: string | null;
  until: string | null;
  excluded: string[];
  uid: string | null;
  recurrenceId: string | null;
  sequence: number | null;
  startsAt: Date;
  endsAt: Date;
  declaredAt: Date;
  liftedAt: Date | null;
  liftReason: string | null;
  version: number;
  updatedAt: Date;
  periodCount: number;
}

/** What somebody wrote of it. */
export interface FreezeText {
  title: string;
  reason: string;
}

export interface FreezeQuery {
  scope: ScopeKind | undefined;
  service: string | undefined;
  institution: string | undefined;
  from: Date | undefined;
  to: Date | undefined;
  limit: number;
  after: { at: string; id: string } | undefined;
}

const selected = `
  select f.id, f.scope, f.institution_id as "institutionId", f.service_id as "serviceId",
         case when i.id is not null then json_build_object('code', i.code, 'name', i.name) end as institution,
         case when s.id is not null then json_build_object('code', s.code, 'name', s.name) end as service,
         f.title, f.reason, f.time_zone as "timeZone", f.first_day::text as "firstDay", f.last_day::text as "lastDay",
         f.from_at as "fromAt", f.to_at as "toAt", f.rule, f.until::text as until, f.excluded::text[] as excluded,
         f.uid, f.recurrence_id as "recurrenceId", f.sequence, f.starts_at as "startsAt", f.ends_at as "endsAt",
         f.declared_at as "declaredAt", f.lifted_at as "liftedAt", f.lift_reason as "liftReason", f.version,
         f.updated_at as "updatedAt",
         (select count(*)::integer from freeze_period p where p.freeze_id = f.id) as "periodCount"`;
const joined = `
    left join institution i on i.id = f.institution_id
    left join service s on s.id = f.service_id`;

/** Freezes as far as the wall shows them. */
@Injectable()
export class FreezesStore {
  /** Throws the one 404 when there is none, or none for this actor. */
  async byId(tx: Transaction, id: string): Promise<Freeze> {
    const [row] = await tx.query<Freeze>(`${selected} from change_freeze f ${joined} where f.id = $1`, [id]);
    if (!row) throw notFound();
    return row;
  }

  /** By when they begin; by the index `change_freeze_listed`. */
  list(tx: Transaction, { scope, service, institution, from, to, limit, after }: FreezeQuery): Promise<Freeze[]> {
    return tx.query<Freeze>(
      `with page as materialized (
         select f.*
           from change_freeze f
          where ($1::text is null or f.scope = $1)
            and ($2::text is null or f.service_id = (select s.id from service s where s.code = $2))
            and ($3::text is null or f.institution_id = (select i.id from institution i where i.code = $3))
            and ($4::timestamptz is null or f.ends_at > $4)
            and ($5::timestamptz is null or f.starts_at < $5)
            and (($4::timestamptz is null and $5::timestamptz is null)
                 or exists (select 1 from freeze_period p
                             where p.freeze_id = f.id
                               and ($4::timestamptz is null or p.ends_at > $4)
                               and ($5::timestamptz is null or p.starts_at < $5)))
            and ($6::timestamptz is null or (f.starts_at, f.id) > ($6, $7::uuid))
          order by f.starts_at, f.id
          limit $8)
       ${selected}
         from page f
         ${joined}
        order by f.starts_at, f.id`,
      [
        scope ?? null,
        service ?? null,
        institution ?? null,
        from ?? null,
        to ?? null,
        after?.at ?? null,
        after?.id ?? null,
        limit,
      ],
    );
  }

  /** Whoever declares for the same scope waits: what an allowance leaves is worked out by one at a time. */
  async hold(tx: Transaction, scope: FreezeScopeIds): Promise<void> {
    await tx.run(`select pg_advisory_xact_lock(hashtextextended('freeze/' || $1, 0))`, [scopeKeyOf(scope)]);
  }

  /** Of one scope, those that are not over. */
  async count(tx: Transaction, scope: FreezeScopeIds, now: Date): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      'select count(*)::integer as count from change_freeze where scope_key = $1 and ends_at > $2 and lifted_at is null',
      [scopeKeyOf(scope), now],
    );
    return row?.count ?? 0;
  }

  /** What events of files became, by their UIDs. */
  imported(tx: Transaction, scope: FreezeScopeIds, uids: readonly string[]): Promise<Freeze[]> {
    return tx.query<Freeze>(
      `${selected} from change_freeze f ${joined} where f.scope_key = $1 and f.uid = any ($2::text[])`,
      [scopeKeyOf(scope), uids],
    );
  }

  async add(
    tx: Transaction,
    made: FreezeScopeIds & FreezeText & { id: string; at: Date; source: FreezeSource | null },
    dates: FreezeDates,
    span: { from: number; to: number },
  ): Promise<void> {
    await tx.run(
      `insert into change_freeze (id, institution_id, scope, service_id, scope_key, title, reason, uid, recurrence_id, sequence,
                           declared_by, declared_at, updated_at, version, time_zone, first_day, last_day, from_at, to_at,
                           rule, until, excluded, starts_at, ends_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, app_person(), $11, $11, 1, $12, $13, $14, $15, $16, $17, $18, $19,
               $20, $21)`,
      [
        made.id,
        made.institutionId,
        made.scope,
        made.serviceId,
        scopeKeyOf(made),
        made.title,
        made.reason,
        made.source?.uid ?? null,
        made.source?.recurrenceId ?? null,
        made.source?.sequence ?? null,
        made.at,
        ...columnsOf(dates, span),
      ],
    );
  }

  async change(
    tx: Transaction,
    freeze: FreezeText & { id: string; sequence: number | null; at: Date },
    dates: FreezeDates,
    span: { from: number; to: number },
  ): Promise<void> {
    await tx.run(
      `update change_freeze
          set title = $2, reason = $3, sequence = $4, updated_at = $5, version = version + 1, time_zone = $6,
              first_day = $7, last_day = $8, from_at = $9, to_at = $10, rule = $11, until = $12, excluded = $13,
              starts_at = $14, ends_at = $15
        where id = $1`,
      [freeze.id, freeze.title, freeze.reason, freeze.sequence, freeze.at, ...columnsOf(dates, span)],
    );
  }

  async lift(
    tx: Transaction,
    id: string,
    { from, reason, at }: { from: Date; reason: string; at: Date },
  ): Promise<void> {
    await tx.run(
      `update change_freeze
          set lifted_at = $2, lift_reason = $3, updated_at = $4, version = version + 1
        where id = $1`,
      [id, from, reason, at],
    );
  }
}

export function scopeKeyOf({ scope, institutionId, serviceId }: FreezeScopeIds): string {
  if (scope === 'service') return `service/${serviceId ?? ''}`;
  return scope === 'institution' ? `institution/${institutionId ?? ''}` : scope;
}

/** Its dates as they were said. */
export function datesOf(freeze: Freeze): FreezeDates {
  const { timeZone, firstDay, lastDay, fromAt, toAt, rule, until, excluded } = freeze;
  const isWholeDays = firstDay !== null;
  return {
    timeZone,
    isWholeDays,
    from: firstDay ?? fromAt?.getTime() ?? 0,
    to: lastDay ?? toAt?.getTime() ?? 0,
    rule,
    until,
    excluded,
  };
}

function columnsOf(
  { timeZone, isWholeDays, from, to, rule, until, excluded }: FreezeDates,
  span: { from: number; to: number },
): unknown[] {
  const [days, instants] = isWholeDays
    ? [
        [from, to],
        [null, null],
      ]
    : [
        [null, null],
        [new Date(from), new Date(to)],
      ];
  return [timeZone, ...days, ...instants, rule, until, excluded, new Date(span.from), new Date(span.to)];
}
