import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Interval } from '../../../kernel/index.js';
import { servicesFor } from '../../identity/index.js';
import { localInstantIn, parseLocalDate } from '../../service-hours/index.js';
import { AgreedTermsStore, type AgreedTerms } from '../judging/agreed-terms.js';
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

/** Agreed maintenance in a calendar: a window of several agreements on one service is one entry. */
@Injectable()
export class MaintenanceEntries implements CalendarSource, OnModuleInit {
  constructor(
    private readonly sources: CalendarSources,
    private readonly terms: AgreedTermsStore,
  ) {}

  onModuleInit(): void {
    this.sources.register(this);
  }

  async entries(tx: Transaction, from: Date, to: Date): Promise<CalendarEntry[]> {
    const agreements = await agreedBetween(tx, from, to);
    const terms = await this.terms.of(tx, [...new Set(agreements.flatMap(({ versions }) => versions))]);
    const entries = new Map<string, CalendarEntry>();
    for (const alike of alikeIn(agreements, terms, from.getTime(), to.getTime())) {
      for (const window of maintenanceIn(alike.said, alike.from, alike.to)) {
        const entry = entryOf(alike, window);
        const same = entries.get(entry.id);
        entries.set(entry.id, same ? merged(same, entry) : entry);
      }
    }
    return [...entries.values()];
  }
}

/** Agreements on one service that say the same of one time: worked out once. */
interface Alike extends Interval {
  service: Named;
  institutions: Named[];
  said: MaintenanceTerms[];
  /** Of each version, when the last of them was recorded. */
  recordedAt: number[];
}

function alikeIn(
  agreements: readonly Agreed[],
  known: ReadonlyMap<string, AgreedTerms>,
  from: number,
  to: number,
): Iterable<Alike> {
  const found = new Map<string, Alike>();
  for (const agreed of agreements) {
    const terms = agreed.versions.flatMap((id) => known.get(id) ?? []);
    const [start, end] = within(agreed, from, to);
    const key = [agreed.service.code, start, end, ...terms.map((one) => one.key)].join('/');
    const alike = found.get(key);
    if (alike) {
      alike.institutions.push(agreed.institution);
      alike.recordedAt = alike.recordedAt.map((at, place) => Math.max(at, terms[place]?.recordedAt ?? at));
    } else
      found.set(key, {
        service: agreed.service,
        institutions: [agreed.institution],
        said: terms.map(({ said }) => said),
        recordedAt: terms.map(({ recordedAt }) => recordedAt),
        from: start,
        to: end,
      });
  }
  return found.values();
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

function entryOf({ service, institutions, said, recordedAt }: Alike, { from, to }: Interval): CalendarEntry {
  const inEffect = said.findLastIndex(({ effectiveFrom }) => effectiveFrom <= from);
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
    updatedAt: recordedAt[inEffect] ?? from,
    zone: said[inEffect]?.maintenance.timeZone ?? null,
    service,
    institutions,
    reference: null,
  };
}

function merged(one: CalendarEntry, other: CalendarEntry): CalendarEntry {
  const codes = one.institutions.map(({ code }) => code);
  return {
    ...one,
    updatedAt: Math.max(one.updatedAt, other.updatedAt),
    institutions: [...one.institutions, ...other.institutions.filter(({ code }) => !codes.includes(code))].sort(
      (a, b) => (a.code < b.code ? -1 : 1),
    ),
  };
}
