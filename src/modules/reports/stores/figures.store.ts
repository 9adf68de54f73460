import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { CountRow } from '../domain/figures.js';
import { WINDOWS } from '../domain/budget.js';
import type { Range } from '../domain/months.js';
import type { Correction, HolderFigure, Named, Published } from '../domain/report.js';

/** What a report is asked about; the wall leaves out what the caller may not see. */
export interface Asked {
  serviceIds: readonly string[];
  /** The owner of the tickets; null for all. */
  institutionId: string | null;
  at: Date;
}

export interface SpentRow {
  serviceId: string;
  leadProviderId: string;
  total: number;
  missed: number;
  windows: [number, number][];
}

export interface Party extends Named {
  id: string;
  timeZone: string;
}

/** As it is read: with its instant still a Date. */
type Dated<T> = Omit<T, 'at'> & { at: Date };

/** Which of several things of several services a line belongs to. */
type OfService<T> = T & { serviceId: string; leadProviderId: string };

const asked = 'u.service_id = any ($1::uuid[]) and ($2::uuid is null or u.institution_id = $2)';
const values = ({ serviceIds, institutionId, at }: Asked) => [serviceIds, institutionId, at];

/** Counts of units, made by the database: a report never loads the units themselves. */
@Injectable()
export class FiguresStore {
  /** Everything that is read from now on in this transaction stood at one instant. Must be the first statement of it. */
  async asOneInstant(tx: Transaction): Promise<void> {
    await tx.query('set transaction isolation level repeatable read, read only', [], { prepared: false });
  }

  /** How many units of these months, and open ones, say the same. */
  counts(tx: Transaction, of: Asked, { from, to }: Range): Promise<CountRow[]> {
    return tx.query<CountRow>(
      `select u.service_id as "serviceId", u.lead_provider_id as "leadProviderId", u.agreement_id as "agreementId",
              case when v.verdict <> 'open' then u.month end as month,
              case when v.verdict <> 'open' then u.binding end as binding,
              v.verdict, case when v.verdict = 'excluded' then coalesce(u.reason, 'settled') end as reason, v.response,
              count(*)::integer as units, sum(u.late_questions)::integer as "lateQuestions",
              sum(u.returns)::integer as returns
         from handled_unit u
        cross join lateral (select unit_verdict(u, $3) as verdict, unit_response(u, $3) as response) v
        where ${asked}
          and (v.verdict = 'open' or u.month between $4 and $5)
        group by 1, 2, 3, 4, 5, 6, 7, 8`,
      [...values(of), from, to],
    );
  }

  holders(tx: Transaction, of: Asked, { from, to }: Range): Promise<OfService<HolderFigure>[]> {
    return tx.query<OfService<HolderFigure>>(
      `select h.*, i.code as institution
         from (select u.service_id as "serviceId", u.lead_provider_id as "leadProviderId", p.holder_id,
                      count(distinct u.ticket_id)::integer as units,
                      (count(distinct u.ticket_id) filter (where unit_verdict(u, $3) = 'missed'))::integer as missed,
                      sum(p.held_ms)::float8 as "consumedMs"
                 from handled_unit u
                 join handled_part p on p.ticket_id = u.ticket_id
                where ${asked}
                  and u.month between $4 and $5
                  and unit_verdict(u, $3) in ('met', 'missed')
                  and p.held_ms > 0
                group by 1, 2, 3) h
         join institution i on i.id = h.holder_id
        order by i.code`,
      [...values(of), from, to],
    );
  }

  /** SLA verdicts of the lead provider's running quarter, and of the last days. */
  spent(tx: Transaction, of: Asked): Promise<SpentRow[]> {
    const judged = `unit_verdict(u, $3) in ('met', 'missed')`;
    const window = (days: number) => `unit_dated(u) > $3::timestamptz - interval '${days * 24} hours'`;
    const missed = `unit_verdict(u, $3) = 'missed'`;
    const windows = WINDOWS.map(
      (days) =>
        `jsonb_build_array(count(*) filter (where ${window(days)}), count(*) filter (where ${window(days)} and ${missed}))`,
    );
    const inQuarter = 'unit_dated(u) >= q.starts_at';
    return tx.query<SpentRow>(
      `select u.service_id as "serviceId", u.lead_provider_id as "leadProviderId",
              (count(*) filter (where ${inQuarter}))::integer as total,
              (count(*) filter (where ${inQuarter} and ${missed}))::integer as missed,
              jsonb_build_array(${windows.join(', ')}) as windows
         from handled_unit u
         join (select id, date_trunc('quarter', $3::timestamptz at time zone time_zone) at time zone time_zone as starts_at
                 from institution) q on q.id = u.lead_provider_id
        where ${asked}
          and u.binding
          and unit_dated(u) > $3::timestamptz - interval '2400 hours'
          and ${judged}
        group by 1, 2`,
      values(of),
    );
  }

  published(tx: Transaction, of: Asked, { from, to }: Range): Promise<OfService<Dated<Published>>[]> {
    return tx.query<OfService<Dated<Published>>>(
      `select u.service_id as "serviceId", u.lead_provider_id as "leadProviderId", u.agreement_id as "agreementId",
              u.month, u.published_at as at, u.counts -> 'sla' as sla, u.counts -> 'slo' as slo
         from published_month u
        where ${asked}
          and u.published_at <= $3
          and u.month between $4 and $5
        order by u.month, u.agreement_id`,
      [...values(of), from, to],
    );
  }

  corrections(tx: Transaction, of: Asked, { from, to }: Range): Promise<OfService<Dated<Correction>>[]> {
    return tx.query<OfService<Dated<Correction>>>(
      `select u.service_id as "serviceId", u.lead_provider_id as "leadProviderId", u.agreement_id as "agreementId",
              u.month, u.at, u.reference, u.from_verdict as "from", u.to_verdict as "to", u.reason
         from verdict_correction u
        where ${asked}
          and u.at <= $3
          and u.month between $4 and $5
        order by u.month, u.at, u.id`,
      [...values(of), from, to],
    );
  }

  async services(tx: Transaction): Promise<(Named & { id: string })[]> {
    return tx.query<Named & { id: string }>('select id, code, name from service order by code');
  }

  async institutions(tx: Transaction): Promise<Party[]> {
    return tx.query<Party>('select id, code, name, time_zone as "timeZone" from institution');
  }

  /** The institution of each of these agreements, by id. */
  async ownersOf(tx: Transaction, agreementIds: readonly string[]): Promise<Map<string, Named>> {
    const rows = await tx.query<Named & { id: string }>(
      `select a.id, i.code, i.name
         from agreement a
         join institution i on i.id = a.institution_id
        where a.id = any ($1::uuid[])`,
      [agreementIds],
    );
    return new Map(rows.map(({ id, code, name }) => [id, { code, name }]));
  }
}
