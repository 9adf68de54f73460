import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Interval } from '../../../kernel/index.js';
import { servicesFor } from '../../identity/index.js';
import { localInstantIn, parseLocalDate } from '../../service-hours/index.js';
import { maintenanceIn, type MaintenanceTerms } from '../domain/maintenance-in.js';
import { CalendarSources, type CalendarEntry, type CalendarSource } from './calendar-sources.js';

interface Named {
  code: string;
  name: string;
}

interface Agreed {
  service: Named;
  institution: Named;
  startsOn: string;
  endsOn: string | null;
  /** In which its first and last day are. */
  timeZone: string;
  versions: string[];
}

/** A version with all that counts here as a text: agreements that say the same are worked out once. */
type Terms = MaintenanceTerms & { recordedAt: number; key: string };

const KEPT = 2000;

/** Agreed maintenance in a calendar: a window of several agreements on one service is one entry. */
@Injectable()
export class MaintenanceEntries implements CalendarSource, OnModuleInit {
  /** What a version says never changes: it is read once per process. */
  private readonly kept = new Map<string, Terms>();
  /** Short names of what versions say, however long that is. */
  private readonly keys = new Map<string, string>();
  private lastKey = 0;

  constructor(private readonly sources: CalendarSources) {}

  onModuleInit(): void {
    this.sources.register(this);
  }

  async entries(tx: Transaction, from: Date, to: Date): Promise<CalendarEntry[]> {
    const agreements = await agreedBetween(tx, from, to);
    const terms = await this.termsOf(tx, [...new Set(agreements.flatMap(({ versions }) => versions))]);
    const windows = new Map<string, Interval[]>();
    const entries = new Map<string, CalendarEntry>();
    for (const agreed of agreements) {
      const versions = agreed.versions.flatMap((id) => terms.get(id) ?? []);
      const [start, end] = within(agreed, from.getTime(), to.getTime());
      const key = JSON.stringify([versions.map((one) => one.key), start, end]);
      const found = windows.get(key) ?? maintenanceIn(versions, start, end);
      windows.set(key, found);
      for (const window of found) {
        const entry = entryOf(agreed, versions, window);
        const same = entries.get(entry.id);
        entries.set(entry.id, same ? merged(same, entry) : entry);
      }
    }
    return [...entries.values()];
  }

  private async termsOf(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, Terms>> {
    const missing = ids.filter((id) => !this.kept.has(id));
    const rows =
      missing.length === 0
        ? []
        : await tx.query<
            Pick<Terms, 'number' | 'maintenance' | 'hours'> & { id: string; effectiveFrom: Date; recordedAt: Date }
          >(
            `select v.id, v.number, v.maintenance, v.effective_from as "effectiveFrom", v.recorded_at as "recordedAt",
                    jsonb_build_object('holidays', v.hours -> 'holidays', 'closures', v.hours -> 'closures') as hours
               from agreement_version v
              where v.id = any ($1::uuid[])`,
            [missing],
          );
    const isFull = this.kept.size + rows.length > KEPT;
    const fresh = rows.map(({ id, number, maintenance, hours, effectiveFrom, recordedAt }): [string, Terms] => [
      id,
      {
        number,
        maintenance,
        hours,
        effectiveFrom: effectiveFrom.getTime(),
        recordedAt: recordedAt.getTime(),
        key: this.keyOf(JSON.stringify([number, maintenance, hours, effectiveFrom])),
      },
    ]);
    const known = new Map([...ids.flatMap((id) => entryIn(this.kept, id)), ...fresh]);
    if (isFull) {
      this.kept.clear();
      this.keys.clear();
    }
    for (const [id, one] of fresh) this.kept.set(id, one);
    return known;
  }

  private keyOf(said: string): string {
    // never one that stood for something else
    const key = this.keys.get(said) ?? String((this.lastKey += 1));
    this.keys.set(said, key);
    return key;
  }
}

function entryIn(kept: ReadonlyMap<string, Terms>, id: string): [string, Terms][] {
  const one = kept.get(id);
  return one ? [[id, one]] : [];
}

/** Of the services about which the actor reads agreements, those that run at some time in between. */
function agreedBetween(tx: Transaction, from: Date, to: Date): Promise<Agreed[]> {
  const scope = servicesFor(tx.actor, 'agreement.read');
  if (scope === 'none') return Promise.resolve([]);
  return tx.query<Agreed>(
    `select json_build_object('code', s.code, 'name', s.name) as service,
            json_build_object('code', i.code, 'name', i.name) as institution,
            a.starts_on::text as "startsOn", a.ends_on::text as "endsOn", l.time_zone as "timeZone",
            array(select v.id::text from agreement_version v
                   where v.agreement_id = a.id and v.state = 'accepted' order by v.number) as versions
       from agreement a
       join service s on s.id = a.service_id
       join institution i on i.id = a.institution_id
       join institution l on l.id = a.lead_provider_id
      where ($1::uuid[] is null or a.service_id = any ($1))
        and a.starts_on <= ($3 at time zone l.time_zone)::date
        -- where the service is used, the own agreement; where it is run, all of them
        and (a.institution_id = app_institution() or app_serves('provider', a.service_id))
        and coalesce(a.ends_on, 'infinity') >= ($2 at time zone l.time_zone)::date
      order by s.code, i.code, a.starts_on`,
    [scope === 'all' ? null : scope, from, to],
  );
}

function within({ startsOn, endsOn, timeZone }: Agreed, from: number, to: number): [number, number] {
  const midnight = localInstantIn(timeZone);
  const first = midnight(parseLocalDate(startsOn) ?? 0);
  const end = endsOn === null ? Infinity : midnight((parseLocalDate(endsOn) ?? 0) + 1);
  return [Math.max(from, first), Math.min(to, end)];
}

function entryOf({ service, institution }: Agreed, versions: readonly Terms[], { from, to }: Interval): CalendarEntry {
  const inEffect = versions.filter(({ effectiveFrom }) => effectiveFrom <= from).at(-1);
  const at = new Date(from).toISOString().replace(/[-:]|\.000/g, '');
  return {
    kind: 'maintenance',
    id: `${service.code}-${at}-${String((to - from) / 60_000)}`.toLowerCase(),
    sequence: 0,
    name: service.name,
    description: null,
    from,
    to,
    dates: null,
    status: 'confirmed',
    path: null,
    updatedAt: inEffect?.recordedAt ?? from,
    zone: inEffect?.maintenance.timeZone ?? null,
    service,
    institutions: [institution],
    reference: null,
  };
}

function merged(one: CalendarEntry, other: CalendarEntry): CalendarEntry {
  const codes = one.institutions.map(({ code }) => code);
  return {
    ...one,
    updatedAt: Math.max(one.updatedAt, other.updatedAt),
    institutions: [...one.institutions, ...other.institutions.filter(({ code }) => !codes.includes(code))],
  };
}
