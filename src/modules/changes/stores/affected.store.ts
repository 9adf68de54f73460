import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { CommitmentsStore } from '../../catalogue/index.js';
import { workingTimeOf } from '../../timers/index.js';
import type { Party } from '../change.js';

/** An institution with an agreement that runs at an instant, about one of some services. */
export interface Affected {
  institutionId: string;
  code: string;
  name: string;
  serviceId: string;
  agreementId: string;
  leadProviderId: string;
}

/** An institution that somebody said is not affected, and why. */
export interface TakenOut {
  institution: { code: string; name: string };
  reason: string;
  removedAt: Date;
}

/** The agreed hours, as questions. */
export type AgreedTime = ReturnType<typeof workingTimeOf>;

/** Who is affected by what is done to services, and in which hours they work. */
@Injectable()
export class AffectedStore {
  constructor(private readonly commitments: CommitmentsStore) {}

  /** Agreements that run at an instant, as the wall shows them: to those who hold a function of the service, all of them. */
  running(tx: Transaction, serviceIds: readonly string[], at: Date): Promise<Affected[]> {
    return tx.query<Affected>(
      `select a.institution_id as "institutionId", i.code, i.name, a.service_id as "serviceId", a.id as "agreementId",
              a.lead_provider_id as "leadProviderId"
         from agreement a
         join institution i on i.id = a.institution_id
         join institution l on l.id = a.lead_provider_id
        where a.service_id = any ($1::uuid[])
          and ($2 at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
        order by i.code, a.service_id`,
      [serviceIds, at],
    );
  }

  /** The services of components. */
  async servicesOf(tx: Transaction, componentIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      'select distinct service_id as id from component where id = any ($1::uuid[])',
      [componentIds],
    );
    return rows.map(({ id }) => id);
  }

  /** The agreed hours of each agreement. */
  async hours(tx: Transaction, agreementIds: readonly string[]): Promise<AgreedTime[]> {
    const found: AgreedTime[] = [];
    for (const id of agreementIds) found.push(workingTimeOf((await this.commitments.ofAgreement(tx, id)).hours));
    return found;
  }

  /** The services of which the acting institution holds no function, among these. */
  async withoutFunction(tx: Transaction, serviceIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ code: string }>(
      `select s.code
         from service s
        where s.id = any ($1::uuid[])
          and not exists (select 1 from responsibility r where r.service_id = s.id and r.institution_id = app_institution())
        order by s.code`,
      [serviceIds],
    );
    return rows.map(({ code }) => code);
  }

  /** Says anew whom a change affects; what was corrected by hand stays. */
  async put(
    tx: Transaction,
    change: { id: string; institutionId: string; listedAt: Date },
    kind: Party['kind'],
    parties: readonly { institutionId: string; serviceIds: readonly string[] }[],
    { at, shownAt }: { at: Date; shownAt: Date | null },
  ): Promise<void> {
    await tx.run(
      `update change_party
          set removed_at = $4
        where change_id = $1 and kind = $2 and added_reason is null and removed_at is null
          and not (institution_id = any ($3::uuid[]))`,
      [change.id, kind, parties.map(({ institutionId }) => institutionId), at],
    );
    for (const { institutionId, serviceIds } of parties) {
      await tx.run(
        `insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (institution_id, change_id, kind) do update
            set service_ids = excluded.service_ids,
                removed_at = case when change_party.removed_reason is null then null else change_party.removed_at end,
                -- who was taken out, and comes back, is told anew
                shown_at = case when change_party.removed_at is null then coalesce(change_party.shown_at, excluded.shown_at)
                                when change_party.removed_reason is null then excluded.shown_at
                                else change_party.shown_at end,
                listed_at = excluded.listed_at`,
        [institutionId, change.id, kind, change.institutionId, serviceIds, shownAt, change.listedAt],
      );
    }
  }

  /** By hand: it is affected whatever the agreements say, from `shownAt` on; or it is not. */
  async correct(
    tx: Transaction,
    change: { id: string; institutionId: string; listedAt: Date; serviceIds: readonly string[] },
    said: { institutionId: string; isAffected: boolean; reason: string },
    { at, shownAt }: { at: Date; shownAt: Date | null },
  ): Promise<void> {
    const values = [said.institutionId, change.id, said.reason];
    if (said.isAffected)
      await tx.run(
        `insert into change_party (institution_id, change_id, kind, owner_id, service_ids, added_reason, shown_at, listed_at)
         values ($1, $2, 'affected', $4, $5, $3, $6, $7)
         on conflict (institution_id, change_id, kind) do update
            set added_reason = excluded.added_reason, removed_reason = null, removed_at = null,
                service_ids = excluded.service_ids, shown_at = excluded.shown_at`,
        [...values, change.institutionId, change.serviceIds, shownAt, change.listedAt],
      );
    else
      await tx.run(
        `update change_party set added_reason = null, removed_reason = $3, removed_at = $4
          where institution_id = $1 and change_id = $2 and kind = 'affected'`,
        [...values, at],
      );
  }

  /** By code. */
  takenOut(tx: Transaction, changeId: string): Promise<TakenOut[]> {
    return tx.query<TakenOut>(
      `select json_build_object('code', i.code, 'name', i.name) as institution, p.removed_reason as reason,
              p.removed_at as "removedAt"
         from change_party p
         join institution i on i.id = p.institution_id
        where p.change_id = $1 and p.kind = 'affected' and p.removed_reason is not null and p.removed_at is not null
        order by i.code`,
      [changeId],
    );
  }

  /** From now on those whom it concerns may know. */
  async show(tx: Transaction, changeId: string, at: Date): Promise<void> {
    await tx.run('update change_party set shown_at = $2 where change_id = $1 and shown_at is null', [changeId, at]);
  }
}
