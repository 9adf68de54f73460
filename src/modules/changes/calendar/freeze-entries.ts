import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { formatLocalDate } from '../../../kernel/index.js';
import { dayAt, LONG_MS } from '../freezes/domain/freeze-dates.js';
import { CalendarSources, type CalendarEntry, type CalendarSource } from './calendar-sources.js';

interface Row {
  id: string;
  on: string;
  title: string;
  reason: string;
  timeZone: string;
  isWholeDays: boolean;
  isRecurring: boolean;
  isLifted: boolean;
  version: number;
  updatedAt: Date;
  from: Date;
  to: Date;
  service: { code: string; name: string } | null;
  institution: { code: string; name: string } | null;
}

/** Freezes in a calendar: each period by itself, a lifted one as cancelled. */
@Injectable()
export class FreezeEntries implements CalendarSource, OnModuleInit {
  constructor(private readonly sources: CalendarSources) {}

  onModuleInit(): void {
    this.sources.register(this);
  }

  /** By the indexes `freeze_period_short` and `freeze_period_long`. */
  async entries(tx: Transaction, from: Date, to: Date): Promise<CalendarEntry[]> {
    const rows = await tx.query<Row>(
      `select f.id, p.on_day::text as "on", f.title, f.reason, f.time_zone as "timeZone",
              f.first_day is not null as "isWholeDays", f.rule is not null as "isRecurring", p.is_lifted as "isLifted",
              f.version, f.updated_at as "updatedAt", p.starts_at as "from", p.ends_at as "to",
              case when s.id is not null then json_build_object('code', s.code, 'name', s.name) end as service,
              case when i.id is not null then json_build_object('code', i.code, 'name', i.name) end as institution
         from freeze_period p
         -- row by row: what lies in a month is a few of all
         join lateral (select * from change_freeze x where x.id = p.freeze_id offset 0) f on true
         left join service s on s.id = p.service_id
         left join institution i on i.id = p.institution_id
        where (not p.is_long and p.starts_at >= $3 and p.starts_at < $2 and p.ends_at > $1)
           or (p.is_long and p.starts_at < $2 and p.ends_at > $1)`,
      [from, to, new Date(from.getTime() - LONG_MS)],
    );
    return rows.map(entryOf);
  }
}

function entryOf(row: Row): CalendarEntry {
  const [from, to] = [row.from.getTime(), row.to.getTime()];
  return {
    kind: 'freeze',
    // what happens once keeps its UID when it moves; of what recurs each period has its own
    id: row.isRecurring ? `${row.id}-${row.on}` : row.id,
    sequence: row.version - 1,
    name: row.title,
    description: row.reason,
    from,
    to,
    dates: wholeDaysOf(row, from, to),
    status: row.isLifted ? 'cancelled' : 'confirmed',
    path: `/freezes/${row.id}`,
    updatedAt: row.updatedAt.getTime(),
    zone: row.timeZone,
    service: row.service,
    institutions: row.institution ? [row.institution] : [],
    reference: null,
  };
}

/** None once it was lifted within a day. */
function wholeDaysOf({ isWholeDays, on, timeZone }: Row, from: number, to: number): CalendarEntry['dates'] {
  if (!isWholeDays) return null;
  const next = dayAt(timeZone, to);
  const last = dayAt(timeZone, to - 1);
  return next === last && from < to ? null : { first: on, last: formatLocalDate(last) };
}
