import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';

type Metric = 'response' | 'resolution';
type Priority = 'P1' | 'P2' | 'P3' | 'P4';
type Kind = 'incident' | 'request';

/** Of versions that hold (`effectiveFrom`) and are known (`recordedAt`), the one with the highest number counts. */
interface Version {
  id: string;
  number: number;
  effectiveFrom: Date;
  recordedAt: Date;
}

/** A stored version of service hours. Local times and dates are those of its zone. */
export interface HoursVersion extends Version {
  timeZone: string;
  weekly: Record<string, [string, string][]>;
  holidays: { date: string; name: string }[];
  /** First and last local date, both closed. */
  closures: [string, string][];
}

/** A stored version of what is promised; targets in working minutes. */
export interface TermsVersion extends Version {
  targets: Partial<Record<Kind, Partial<Record<Priority, Partial<Record<Metric, number>>>>>>;
  warnings: Partial<Record<Priority, number[]>>;
  alsoPauses: ('third_party' | 'change' | 'planned')[];
  /** A pilot is measured and binds nobody. What an institution promises its own people always binds it. */
  binding: boolean;
  /** A delivery that is left alone is transmitted by itself. */
  tacitTransmission: boolean;
}

/** What one side promises on a ticket, in all its versions, oldest first. */
export interface Promised {
  terms: readonly TermsVersion[];
  hours: readonly HoursVersion[];
}

export interface Promises {
  /** Of the institution to its people. */
  user?: Promised;
  /** Of the agreement. */
  provider?: Promised;
  /** When the ticket's site works, also where nothing is promised; empty when nobody has said. */
  siteHours: readonly HoursVersion[];
}

interface Subject {
  institutionId: string;
  siteId: string;
  agreementId: string | null;
}

interface Ids {
  userTerms: string[];
  userHours: string[];
  provider: string[];
}

const KEPT = 2000;

/**
 * What is promised on a ticket. Which versions there are is read under the wall each time; what a version says never
 * changes, so it is read once per process and kept by its id.
 */
@Injectable()
export class CommitmentsStore {
  private readonly terms = new Map<string, TermsVersion>();
  private readonly hours = new Map<string, HoursVersion>();

  /** The promises of the institution to its people, in the hours of the site, and of the agreement (if there is one). */
  async of(tx: Pick<Transaction, 'query'>, subject: Subject): Promise<Promises> {
    const ids = await this.idsOf(tx, subject);
    const userTerms = await this.termsOf(tx, 'institution_targets', ids.userTerms);
    const siteHours = await this.hoursOf(tx, 'service_hours_version', ids.userHours);
    const provider = await this.agreed(tx, ids.provider);
    return {
      siteHours,
      ...(userTerms.length > 0 && siteHours.length > 0 ? { user: { terms: userTerms, hours: siteHours } } : {}),
      ...(provider.terms.length > 0 ? { provider } : {}),
    };
  }

  /** What an institution has recorded for one of its sites, even if nothing can be promised with it: no hours, no targets. */
  async ofSite(tx: Pick<Transaction, 'query'>, subject: { institutionId: string; siteId: string }): Promise<Promised> {
    const ids = await this.idsOf(tx, { ...subject, agreementId: null });
    return {
      terms: await this.termsOf(tx, 'institution_targets', ids.userTerms),
      hours: await this.hoursOf(tx, 'service_hours_version', ids.userHours),
    };
  }

  private async idsOf(tx: Pick<Transaction, 'query'>, subject: Subject): Promise<Ids> {
    const [ids] = await tx.query<Ids>(
      `select array(select t.id from institution_targets t where t.institution_id = $1 order by t.number) as "userTerms",
              array(select h.id
                      from service_hours_version h
                      join site s on s.service_hours_id = h.service_hours_id
                     where s.id = $2 and s.institution_id = $1
                     order by h.number) as "userHours",
              array(select v.id
                      from agreement_version v
                     where v.agreement_id = $3 and v.state = 'accepted'
                     order by v.number) as provider`,
      [subject.institutionId, subject.siteId, subject.agreementId],
    );
    return ids ?? { userTerms: [], userHours: [], provider: [] };
  }

  /** The accepted versions of an agreement; the hours stand in each. */
  async ofAgreement(tx: Pick<Transaction, 'query'>, agreementId: string): Promise<Promised> {
    const rows = await tx.query<{ id: string }>(
      `select id from agreement_version where agreement_id = $1 and state = 'accepted' order by number`,
      [agreementId],
    );
    return this.agreed(
      tx,
      rows.map(({ id }) => id),
    );
  }

  /** The hours of accepted versions of agreements, by the ids of the versions, in that order. */
  hoursOfVersions(tx: Pick<Transaction, 'query'>, versionIds: readonly string[]): Promise<HoursVersion[]> {
    return this.hoursOf(tx, 'agreement_version', versionIds);
  }

  private async agreed(tx: Pick<Transaction, 'query'>, ids: readonly string[]): Promise<Promised> {
    return {
      terms: await this.termsOf(tx, 'agreement_version', ids),
      hours: await this.hoursOf(tx, 'agreement_version', ids),
    };
  }

  private termsOf(
    tx: Pick<Transaction, 'query'>,
    table: 'institution_targets' | 'agreement_version',
    ids: readonly string[],
  ) {
    const own = table === 'institution_targets' ? 'true as binding, false as' : 'binding, tacit_transmission as';
    return kept(this.terms, ids, (missing) =>
      tx.query<TermsVersion>(
        `select id, number, effective_from as "effectiveFrom", recorded_at as "recordedAt", targets, warnings,
                also_pauses as "alsoPauses", ${own} "tacitTransmission"
           from ${table}
          where id = any ($1::uuid[])`,
        [missing],
      ),
    );
  }

  private hoursOf(
    tx: Pick<Transaction, 'query'>,
    table: 'service_hours_version' | 'agreement_version',
    ids: readonly string[],
  ) {
    const columns =
      table === 'service_hours_version'
        ? 'time_zone as "timeZone", weekly, holidays, closures'
        : `hours ->> 'timeZone' as "timeZone", hours -> 'weekly' as weekly, hours -> 'holidays' as holidays,
           hours -> 'closures' as closures`;
    return kept(this.hours, ids, (missing) =>
      tx.query<HoursVersion>(
        `select id, number, effective_from as "effectiveFrom", recorded_at as "recordedAt", ${columns}
           from ${table}
          where id = any ($1::uuid[])`,
        [missing],
      ),
    );
  }
}

async function kept<T extends { id: string }>(
  known: Map<string, T>,
  ids: readonly string[],
  read: (missing: string[]) => Promise<T[]>,
): Promise<T[]> {
  const missing = ids.filter((id) => !known.has(id));
  const fresh = missing.length > 0 ? await read(missing) : [];
  const found = new Map(fresh.map((version) => [version.id, version]));
  const versions = ids.flatMap((id) => known.get(id) ?? found.get(id) ?? []);
  if (known.size + fresh.length > KEPT) known.clear();
  for (const version of fresh) known.set(version.id, version);
  return versions;
}
