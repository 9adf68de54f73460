import type { Transaction } from '../../database/index.js';
import { type OptionalPause, type Targets, type Warnings } from './domain/commitment.js';
import { type ProviderTargets } from './domain/comparison.js';

/** What the institution promises its own people, in one version. */
export interface TargetsVersion {
  number: number;
  targets: Targets;
  warnings: Warnings;
  alsoPauses: OptionalPause[];
  effectiveFrom: Date;
  recordedAt: Date;
  reason: string | null;
}

/** All versions of the acting institution, oldest first. */
export function ownTargets(tx: Transaction): Promise<TargetsVersion[]> {
  return tx.query<TargetsVersion>(
    `select t.number, t.targets, t.warnings, t.also_pauses as "alsoPauses", t.effective_from as "effectiveFrom",
            t.recorded_at as "recordedAt", t.reason
       from institution_targets t
      where t.institution_id = app_institution()
      order by t.number`,
  );
}

export async function addTargets(tx: Transaction, id: string, version: TargetsVersion): Promise<void> {
  await tx.run(
    `insert into institution_targets (id, institution_id, number, targets, warnings, also_pauses, effective_from,
            recorded_at, recorded_by, reason)
     values ($1, app_institution(), $2, $3, $4, $5, $6, $7, app_person(), $8)`,
    [
      id,
      version.number,
      JSON.stringify(version.targets),
      JSON.stringify(version.warnings),
      version.alsoPauses,
      version.effectiveFrom,
      version.recordedAt,
      version.reason,
    ],
  );
}

/** What the running agreements of the acting institution promise at an instant, by service. */
export function providerTargets(tx: Transaction, at: Date): Promise<ProviderTargets[]> {
  return tx.query<ProviderTargets>(
    `select s.code as service, v.targets
       from agreement a
       join service s on s.id = a.service_id
       join institution l on l.id = a.lead_provider_id
       join lateral (select v.targets from agreement_version v
                      where v.agreement_id = a.id and v.state = 'accepted' and v.effective_from <= $1
                      order by v.number desc
                      limit 1) v on true
      where a.institution_id = app_institution()
        and ($1 at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
      order by s.code`,
    [at],
  );
}
