import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { DAY_MS, type Interval } from '../../../kernel/index.js';
import { CommitmentsStore, type HoursVersion } from '../../catalogue/index.js';
import { localInstantIn } from '../../service-hours/index.js';
import { localMonth, workingTimeOf } from '../../timers/index.js';
import { AgreedTermsStore } from '../judging/agreed-terms.js';
import { maintenanceIn, type MaintenanceTerms } from '../domain/maintenance-in.js';
import type { Promised } from './domain/budget.js';

interface Named {
  code: string;
  name: string;
}

/** An affected institution's agreement about one of the services, with all that is asked of it. */
export interface AgreedWith extends Promised {
  readonly agreementId: string;
  readonly service: Named & { readonly id: string; readonly users: number | null };
  /** In which people of the institution read their clocks: that of its main site. */
  readonly siteZone: string;
  readonly endOfWorkingDay: (from: number, days: number) => number | undefined;
  /** When it allows to interrupt within [from, to). */
  readonly maintenance: (from: number, to: number) => readonly Interval[];
  /** The same for agreements that say the same of maintenance. */
  readonly maintenanceKey: string;
  /** The same for agreements that have the same hours. */
  readonly hoursKey: string;
}

interface Row {
  agreementId: string;
  institutionId: string;
  institution: Named;
  service: Named & { id: string; users: number | null };
  siteZone: string;
  versions: string[];
}

/**
 * The agreements of those whom a change affects. Many of them say the same, so that hours and maintenance of the same
 * words are worked out once for all of them.
 */
@Injectable()
export class AgreedWithStore {
  private readonly hoursKeys = new WeakMap<HoursVersion, string>();

  constructor(
    private readonly commitments: CommitmentsStore,
    private readonly terms: AgreedTermsStore,
  ) {}

  /** By the code of the institution; those that run at an instant. */
  async of(
    tx: Transaction,
    serviceIds: readonly string[],
    institutionIds: readonly string[],
    at: Date,
  ): Promise<AgreedWith[]> {
    const rows = await this.rows(tx, serviceIds, institutionIds, at);
    const ids = [...new Set(rows.flatMap(({ versions }) => versions))];
    const known = await this.terms.of(tx, ids);
    const hours = new Map((await this.commitments.hoursOfVersions(tx, ids)).map((version) => [version.id, version]));
    const shared = new Shared();
    return rows.map((row) => {
      const own = row.versions.flatMap((id) => hours.get(id) ?? []);
      const terms = row.versions.flatMap((id) => known.get(id) ?? []);
      const hoursKey = own.map((version) => this.keyOf(version)).join();
      const maintenanceKey = terms.map(({ key }) => key).join();
      return {
        ...row,
        hoursKey,
        maintenanceKey,
        zone: own.at(-1)?.timeZone ?? row.siteZone,
        ...shared.time(hoursKey, own),
        maintenance: shared.maintenance(
          maintenanceKey,
          terms.map((version) => version.said),
        ),
      };
    });
  }

  private rows(
    tx: Transaction,
    serviceIds: readonly string[],
    institutionIds: readonly string[],
    at: Date,
  ): Promise<Row[]> {
    if (institutionIds.length === 0) return Promise.resolve([]);
    return tx.query<Row>(
      `select a.id as "agreementId", a.institution_id as "institutionId",
              json_build_object('code', i.code, 'name', i.name) as institution,
              json_build_object('id', s.id, 'code', s.code, 'name', s.name, 'users', s.users) as service,
              coalesce(h.time_zone, i.time_zone) as "siteZone",
              array(select v.id::text from agreement_version v
                     where v.agreement_id = a.id and v.state = 'accepted' order by v.number) as versions
         from agreement a
         join institution i on i.id = a.institution_id
         join institution l on l.id = a.lead_provider_id
         join service s on s.id = a.service_id
         left join site h on h.institution_id = i.id and h.is_default
        where a.service_id = any ($1::uuid[])
          and a.institution_id = any ($2::uuid[])
          and ($3 at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
        order by i.code, s.code`,
      [serviceIds, institutionIds, at],
    );
  }

  private keyOf(version: HoursVersion): string {
    const { number, effectiveFrom, timeZone, weekly, holidays, closures } = version;
    const key =
      this.hoursKeys.get(version) ??
      JSON.stringify([number, effectiveFrom, timeZone, weekly, holidays.map(({ date }) => date), closures]);
    this.hoursKeys.set(version, key);
    return key;
  }
}

/** Answers that are given once for all agreements of the same words. */
class Shared {
  private readonly times = new Map<string, Pick<AgreedWith, 'agreed' | 'endOfWorkingDay'>>();
  private readonly windows = new Map<string, AgreedWith['maintenance']>();

  time(key: string, versions: readonly HoursVersion[]): Pick<AgreedWith, 'agreed' | 'endOfWorkingDay'> {
    const known = this.times.get(key);
    if (known) return known;
    const time = workingTimeOf(versions);
    const made = {
      agreed: remembered((from: number, to: number) => time.elapsed(from, to, [])),
      endOfWorkingDay: remembered((from: number, days: number) => time.endOfWorkingDay(from, days)),
    };
    this.times.set(key, made);
    return made;
  }

  maintenance(key: string, said: readonly MaintenanceTerms[]): AgreedWith['maintenance'] {
    const known = this.windows.get(key) ?? remembered((from: number, to: number) => maintenanceIn(said, from, to));
    this.windows.set(key, known);
    return known;
  }
}

function remembered<T>(ask: (one: number, other: number) => T): (one: number, other: number) => T {
  const answers = new Map<string, T>();
  return (one, other) => {
    const key = `${String(one)}/${String(other)}`;
    const known = answers.get(key) ?? ask(one, other);
    answers.set(key, known);
    return known;
  };
}

/** The month of an instant by the clocks of a zone. */
export function monthOf(zone: string, at: number): Interval & { name: string } {
  const name = localMonth(at, zone);
  const [year = 0, month = 0] = name.split('-').map(Number);
  const midnight = localInstantIn(zone);
  const day = (y: number, m: number) => Date.UTC(y, m, 1) / DAY_MS;
  return { name, from: midnight(day(year, month - 1)), to: midnight(day(year, month)) };
}
