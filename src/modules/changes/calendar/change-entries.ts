import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { DAY_MS } from '../../../kernel/index.js';
import type { ChangeState } from '../domain/states.js';
import { CalendarSources, type CalendarEntry, type CalendarSource } from './calendar-sources.js';

interface Row {
  id: string;
  reference: string;
  title: string;
  why: string;
  serviceIds: string[];
  institutionId: string;
  state: ChangeState;
  outcome: string | null;
  interruptionMinutes: number;
  from: Date;
  to: Date;
  version: number;
  updatedAt: Date;
}

interface Names {
  services: Record<string, { code: string; name: string }>;
  institutions: Record<string, { code: string; name: string; timeZone: string }>;
}

/** Changes in a calendar, as far as the wall shows them: of others once they are announced, the own ones once they are more than a draft. */
@Injectable()
export class ChangeEntries implements CalendarSource, OnModuleInit {
  constructor(private readonly sources: CalendarSources) {}

  onModuleInit(): void {
    this.sources.register(this);
  }

  /** By the index `change_window`: a window is at most a week. */
  async entries(tx: Transaction, from: Date, to: Date): Promise<CalendarEntry[]> {
    const rows = await tx.query<Row>(
      `select c.id, c.reference, c.title, c.why, c.service_ids as "serviceIds", c.institution_id as "institutionId",
              c.state, c.outcome, c.interruption_minutes as "interruptionMinutes", c.window_from as "from",
              c.window_to as "to", c.version, c.updated_at as "updatedAt"
         from change c
        where c.window_from is not null
          and c.window_from > $3
          and c.window_from < $2
          and c.window_to > $1
          and c.state <> 'draft'
          and (c.announced_at is not null or c.state <> 'closed')`,
      [from, to, new Date(from.getTime() - LONGEST_MS)],
    );
    if (rows.length === 0) return [];
    const names = await namesOf(tx, [...new Set(rows.map(({ institutionId }) => institutionId))]);
    return rows.map((row) => entryOf(row, names));
  }
}

/** Of a window, and a second. */
const LONGEST_MS = 7 * DAY_MS + 1000;

async function namesOf(tx: Transaction, institutionIds: readonly string[]): Promise<Names> {
  const [names] = await tx.query<Names>(
    `select (select json_object_agg(s.id, json_build_object('code', s.code, 'name', s.name)) from service s) as services,
            (select json_object_agg(i.id, json_build_object('code', i.code, 'name', i.name, 'timeZone', i.time_zone))
               from institution i where i.id = any ($1::uuid[])) as institutions`,
    [institutionIds],
  );
  return names ?? { services: {}, institutions: {} };
}

function entryOf(row: Row, { services, institutions }: Names): CalendarEntry {
  const [service, ...more] = row.serviceIds.flatMap((id) => services[id] ?? []);
  const owner = institutions[row.institutionId];
  return {
    kind: 'change',
    id: row.id,
    // grows with everything that its readers may notice: its window, its title, its end
    sequence: row.version,
    name: row.title,
    description: row.why,
    interruptionMinutes: row.interruptionMinutes,
    from: row.from.getTime(),
    to: row.to.getTime(),
    dates: null,
    status: statusOf(row),
    path: `/changes/${row.reference}`,
    updatedAt: row.updatedAt.getTime(),
    zone: owner?.timeZone ?? null,
    service: service && more.length === 0 ? service : null,
    institutions: owner ? [{ code: owner.code, name: owner.name }] : [],
    reference: row.reference,
  };
}

/** Tentative until it is scheduled; what is not made after all stays, as cancelled, so that calendars take it away. */
function statusOf({ state, outcome }: Row): CalendarEntry['status'] {
  if (state === 'rejected' || outcome === 'withdrawn' || outcome === 'not_implemented') return 'cancelled';
  return ['submitted', 'deciding', 'approved'].includes(state) ? 'tentative' : 'confirmed';
}
