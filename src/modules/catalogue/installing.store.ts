import type { Transaction } from '../../database/index.js';
import type { VersionState } from './domain/admission.js';
import type { ProposedVersion } from './domain/proposal.js';
import { columnsOf } from './versions.store.js';

export interface NewAgreement {
  id: string;
  institutionId: string;
  serviceId: string;
  leadProviderId: string;
  startsOn: string;
  endsOn: string | null;
}

export type StandingVersion = ProposedVersion & { number: number; state: VersionState; recordedAt: Date | null };
export type StandingAgreement = NewAgreement & {
  isNoticeGiven: boolean;
  /** The accepted one with the highest number, and one that waits to be decided. */
  versions: StandingVersion[];
};

type Row = Omit<StandingAgreement, 'versions'> & {
  versions: (Omit<StandingVersion, 'effectiveFrom' | 'recordedAt'> & {
    effectiveFrom: string;
    recordedAt: string | null;
  })[];
};

/** All of them. Read as the owner of the database. */
export async function standingAgreements(tx: Transaction): Promise<StandingAgreement[]> {
  const rows = await tx.query<Row>(
    `select a.id, a.institution_id as "institutionId", a.service_id as "serviceId",
            a.lead_provider_id as "leadProviderId", a.starts_on::text as "startsOn", a.ends_on::text as "endsOn",
            a.notice_given_at is not null as "isNoticeGiven",
            coalesce((select json_agg(json_build_object(
                               'number', v.number, 'state', v.state, 'binding', v.binding,
                               'tacitTransmission', v.tacit_transmission, 'hours', v.hours, 'targets', v.targets,
                               'warnings', v.warnings, 'alsoPauses', v.also_pauses, 'maintenance', v.maintenance,
                               'effectiveFrom', v.effective_from, 'recordedAt', v.recorded_at) order by v.number)
                        from agreement_version v
                       where v.agreement_id = a.id
                         and (v.state = 'proposed'
                              or v.number = (select max(w.number)
                                               from agreement_version w
                                              where w.agreement_id = a.id
                                                and w.state = 'accepted'))), '[]') as versions
       from agreement a
      order by a.starts_on, a.id`,
  );
  return rows.map(({ versions, ...row }) => ({
    ...row,
    versions: versions.map((version) => ({
      ...version,
      effectiveFrom: new Date(version.effectiveFrom),
      recordedAt: version.recordedAt === null ? null : new Date(version.recordedAt),
    })),
  }));
}

export async function insertAgreement(tx: Transaction, agreement: NewAgreement): Promise<void> {
  const { id, institutionId, serviceId, leadProviderId, startsOn, endsOn } = agreement;
  await tx.run(
    `insert into agreement (id, institution_id, service_id, lead_provider_id, starts_on, ends_on)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, institutionId, serviceId, leadProviderId, startsOn, endsOn],
  );
}

/** A first version, accepted as it is written: what the two sides agreed on elsewhere. */
export async function insertInstalled(
  tx: Transaction,
  installed: {
    id: string;
    agreement: NewAgreement;
    version: ProposedVersion;
    at: Date;
    recordedAt: Date;
    retroactive: boolean;
    signed: string | null;
  },
): Promise<void> {
  const { agreement, version } = installed;
  await tx.run(
    `insert into agreement_version (id, agreement_id, number, state, binding, tacit_transmission, hours, targets,
            warnings, also_pauses, maintenance, effective_from, proposed_by_institution_id, proposed_by, proposed_at,
            retroactive, reason, decided_by, decided_at, decision_reason, recorded_at)
     values ($1, $2, 1, 'accepted', $3, $4, $5, $6, $7, $8, $9, $10, $11, app_person(), $12, $13, $14, app_person(), $12,
             $14, $15)`,
    [
      installed.id,
      agreement.id,
      ...columnsOf(version),
      agreement.leadProviderId,
      installed.at,
      installed.retroactive,
      installed.signed,
      installed.recordedAt,
    ],
  );
}
