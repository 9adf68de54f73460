import { Injectable } from '@nestjs/common';
import type { Crossing, Transaction } from '../../../database/index.js';
import type { Count } from '../domain/figures.js';

export interface PublishableAgreement {
  id: string;
  institutionId: string;
  leadProviderId: string;
  serviceId: string;
  startsOn: string;
  /** Of the lead provider. */
  homeZone: string;
}

interface PublishedUnit {
  reference: string;
  verdict: 'met' | 'missed' | 'excluded';
  binding: boolean;
}

/** A month that nobody has published. */
export interface Unpublished {
  agreementId: string;
  leadProviderId: string;
  month: string;
}

@Injectable()
export class MonthsStore {
  /** As the wall shows it. */
  async agreement(tx: Transaction, id: string): Promise<PublishableAgreement | undefined> {
    const [row] = await tx.query<PublishableAgreement>(
      `select a.id, a.institution_id as "institutionId", a.lead_provider_id as "leadProviderId",
              a.service_id as "serviceId", a.starts_on::text as "startsOn", l.time_zone as "homeZone"
         from agreement a
         join institution l on l.id = a.lead_provider_id
        where a.id = $1`,
      [id],
    );
    return row;
  }

  async publishedAt(tx: Transaction, agreementId: string, month: string): Promise<Date | undefined> {
    const [row] = await tx.query<{ at: Date }>(
      'select published_at as at from published_month where agreement_id = $1 and month = $2',
      [agreementId, month],
    );
    return row?.at;
  }

  /** What is counted in a month, by reference. */
  units(tx: Transaction, agreementId: string, month: string, at: Date): Promise<PublishedUnit[]> {
    return tx.query<PublishedUnit>(
      `select u.reference, unit_verdict(u, $3) as verdict, u.binding
         from handled_unit u
        where u.agreement_id = $1 and u.month = $2 and unit_verdict(u, $3) <> 'open'
        order by u.reference`,
      [agreementId, month, at],
    );
  }

  async add(
    tx: Transaction,
    agreement: PublishableAgreement,
    month: string,
    at: Date,
    content: { verdicts: Record<string, string>; counts: { sla: Count; slo: Count } },
  ): Promise<void> {
    const { id, institutionId, leadProviderId, serviceId } = agreement;
    await tx.run(
      `insert into published_month (agreement_id, month, institution_id, lead_provider_id, service_id, published_at,
              published_by, verdicts, counts)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        month,
        institutionId,
        leadProviderId,
        serviceId,
        at,
        tx.actor.personId,
        JSON.stringify(content.verdicts),
        JSON.stringify(content.counts),
      ],
    );
  }

  /** Months up to one in which something was counted and that nobody published; across tenants, ids and months alone. */
  unpublished(tx: Crossing, until: string): Promise<Unpublished[]> {
    return tx.query<Unpublished>(
      `select agreement_id as "agreementId", lead_provider_id as "leadProviderId", month
         from months_unpublished($1)
        order by month`,
      [until],
    );
  }

  /** Agreements with at least 20 SLA units dated since an instant, of whatever verdict: more than are warned. Ids alone. */
  watched(tx: Crossing, since: Date): Promise<{ agreementId: string; leadProviderId: string }[]> {
    return tx.query(
      'select agreement_id as "agreementId", lead_provider_id as "leadProviderId" from budgets_spent($1)',
      [since],
    );
  }

  /** Whether the record says that both sides were warned of this quarter. */
  async wasWarned(tx: Transaction, agreementId: string, quarter: string): Promise<boolean> {
    const rows = await tx.query(
      `select 1 from event where stream_id = $1 and type = 'budget.warned' and data ->> 'quarter' = $2 limit 1`,
      [agreementId, quarter],
    );
    return rows.length > 0;
  }

  /** SLA verdicts of one agreement, since the quarter began and in the last thirty days. */
  async spent(
    tx: Transaction,
    agreementId: string,
    quarterBegan: Date,
    at: Date,
  ): Promise<{ total: number; missed: number; recent: number; recentMissed: number }> {
    const [row] = await tx.query<{ total: number; missed: number; recent: number; recentMissed: number }>(
      `select (count(*) filter (where d.at >= $2))::integer as total,
              (count(*) filter (where d.at >= $2 and d.verdict = 'missed'))::integer as missed,
              (count(*) filter (where d.at > $3::timestamptz - interval '720 hours'))::integer as recent,
              (count(*) filter (where d.at > $3::timestamptz - interval '720 hours' and d.verdict = 'missed'))::integer
                as "recentMissed"
         from handled_unit u
        cross join lateral (select unit_dated(u) as at, unit_verdict(u, $3) as verdict) d
        where u.agreement_id = $1 and u.binding and d.verdict in ('met', 'missed')`,
      [agreementId, quarterBegan, at],
    );
    return row ?? { total: 0, missed: 0, recent: 0, recentMissed: 0 };
  }
}
