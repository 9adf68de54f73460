import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Range } from '../domain/months.js';
import type { Asked } from './figures.store.js';

export interface ExportedAgreement {
  id: string;
  institution: { code: string; name: string };
  service: { code: string; name: string };
  leadProvider: { code: string; name: string; timeZone: string };
}

export interface ExportedMonth {
  agreementId: string;
  month: string;
  publishedAt: Date;
  verdicts: Record<string, string>;
  corrections: { at: string; reference: string; from: string; to: string; reason: string }[];
}

@Injectable()
export class ExportStore {
  agreements(tx: Transaction, ids: readonly string[]): Promise<ExportedAgreement[]> {
    return tx.query<ExportedAgreement>(
      `select a.id, json_build_object('code', i.code, 'name', i.name) as institution,
              json_build_object('code', s.code, 'name', s.name) as service,
              json_build_object('code', l.code, 'name', l.name, 'timeZone', l.time_zone) as "leadProvider"
         from agreement a
         join institution i on i.id = a.institution_id
         join institution l on l.id = a.lead_provider_id
         join service s on s.id = a.service_id
        where a.id = any ($1::uuid[])
        order by s.code, i.code, a.id`,
      [ids],
    );
  }

  months(tx: Transaction, { serviceIds, institutionId, at }: Asked, { from, to }: Range): Promise<ExportedMonth[]> {
    return tx.query<ExportedMonth>(
      `select m.agreement_id as "agreementId", m.month, m.published_at as "publishedAt", m.verdicts,
              coalesce((select json_agg(json_build_object('at', c.at, 'reference', c.reference, 'from', c.from_verdict,
                                 'to', c.to_verdict, 'reason', c.reason) order by c.at, c.id)
                          from verdict_correction c
                         where c.agreement_id = m.agreement_id and c.month = m.month and c.at <= $3), '[]') as corrections
         from published_month m
        where m.service_id = any ($1::uuid[])
          and ($2::uuid is null or m.institution_id = $2)
          and m.published_at <= $3
          and m.month between $4 and $5
        order by m.month, m.agreement_id`,
      [serviceIds, institutionId, at, from, to],
    );
  }
}
