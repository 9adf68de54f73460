import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';

type Metric = 'response' | 'resolution';
type Priority = 'P1' | 'P2' | 'P3' | 'P4';
type Kind = 'incident' | 'request';

/** A stored version of service hours, as it was recorded. */
interface Hours {
  id: string;
  timeZone: string;
  weekly: Record<string, [string, string][]>;
  holidays: { date: string; name: string }[];
  closures: [string, string][];
}

/** What one side promises on a ticket: targets in working minutes, counted in these hours. */
export interface Promised {
  targets: Partial<Record<Kind, Partial<Record<Priority, Partial<Record<Metric, number>>>>>>;
  warnings: Partial<Record<Priority, number[]>>;
  alsoPauses: ('third_party' | 'change' | 'planned')[];
  hours: Hours;
}

interface Ids {
  userTargets: string | null;
  userHours: string | null;
  providerTargets: string | null;
  providerHours: string | null;
}

const KEPT = 1000;

/**
 * What is promised on a ticket. Which versions apply is read under the wall each time; what a version says never
 * changes, so it is read once per process and kept by its id.
 */
@Injectable()
export class CommitmentsStore {
  private readonly targets = new Map<string, Omit<Promised, 'hours'>>();
  private readonly hours = new Map<string, Hours>();

  /** The promises in force at `at`: of the institution to its people, and of the agreement (if there is one). */
  async of(
    tx: Transaction,
    subject: { institutionId: string; siteId: string; agreementId: string | null },
    at: Date,
  ): Promise<{ user?: Promised; provider?: Promised }> {
    const [ids] = await tx.query<Ids>(
      `select ut.id as "userTargets",
              uh.id as "userHours",
              pt.id as "providerTargets",
              ph.id as "providerHours"
         from (select 1) one
         left join lateral (select t.id from institution_targets t
                             where t.institution_id = $1 and t.effective_from <= $4
                             order by t.number desc limit 1) ut on true
         left join site s on s.id = $2 and s.institution_id = $1
         left join lateral (select h.id from service_hours_version h
                             where h.service_hours_id = s.service_hours_id and h.effective_from <= $4
                             order by h.number desc limit 1) uh on true
         left join lateral (select v.id, v.service_hours_id from agreement_version v
                             where v.agreement_id = $3 and v.effective_from <= $4
                             order by v.number desc limit 1) pt on true
         left join lateral (select h.id from service_hours_version h
                             where h.service_hours_id = pt.service_hours_id and h.effective_from <= $4
                             order by h.number desc limit 1) ph on true`,
      [subject.institutionId, subject.siteId, subject.agreementId, at],
    );
    const user = ids && (await this.promised(tx, 'institution_targets', ids.userTargets, ids.userHours));
    const provider = ids && (await this.promised(tx, 'agreement_version', ids.providerTargets, ids.providerHours));
    return { ...(user ? { user } : {}), ...(provider ? { provider } : {}) };
  }

  private async promised(
    tx: Transaction,
    table: 'institution_targets' | 'agreement_version',
    targetsId: string | null,
    hoursId: string | null,
  ): Promise<Promised | undefined> {
    if (!targetsId || !hoursId) return undefined;
    const targets = await kept(this.targets, targetsId, async () => {
      const rows = await tx.query<Omit<Promised, 'hours'>>(
        `select targets, warnings, also_pauses as "alsoPauses" from ${table} where id = $1`,
        [targetsId],
      );
      return rows[0];
    });
    const hours = await kept(this.hours, hoursId, async () => {
      const rows = await tx.query<Hours>(
        `select id, time_zone as "timeZone", weekly, holidays, closures from service_hours_version where id = $1`,
        [hoursId],
      );
      return rows[0];
    });
    return targets && hours ? { ...targets, hours } : undefined;
  }
}

async function kept<T>(known: Map<string, T>, id: string, read: () => Promise<T | undefined>): Promise<T | undefined> {
  const found = known.get(id) ?? (await read());
  if (found && !known.has(id)) {
    if (known.size >= KEPT) known.clear();
    known.set(id, found);
  }
  return found;
}
