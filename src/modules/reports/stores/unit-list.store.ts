import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Range } from '../domain/months.js';
import type { Asked } from './figures.store.js';

export const figureNames = ['met', 'missed', 'excluded', 'open', 'late_questions', 'returns'] as const;
export type FigureName = (typeof figureNames)[number];

export interface UnitLine {
  ticketId: string;
  reference: string;
  institution: { code: string; name: string };
  service: { code: string; name: string };
  agreementId: string;
  verdict: string;
  computed: string;
  at: Date | null;
  dueAt: Date | null;
  month: string | null;
  binding: boolean | null;
  reason: string | null;
  missCause: string | null;
  response: string | null;
  lateQuestions: number;
  returns: number;
  holders: string[];
  isContested: boolean;
  settled: string | null;
}

export interface ExportedUnit {
  ticketId: string;
  reference: string;
  agreementId: string;
  kind: string;
  facts: unknown;
  holders: Record<string, string>;
  settlements: { at: string; verdict: string; reason: string | null; askedReason: string | null }[];
}

const belongs: Record<FigureName, string> = {
  met: `v.verdict = 'met'`,
  missed: `v.verdict = 'missed'`,
  excluded: `v.verdict = 'excluded'`,
  open: `v.verdict = 'open'`,
  late_questions: `v.verdict <> 'open' and u.late_questions > 0`,
  returns: `v.verdict <> 'open' and u.returns > 0`,
};

/** The units themselves, page by page. */
@Injectable()
export class UnitListStore {
  /** The tickets behind a figure, oldest first. Open ones have no month and are neither SLA nor SLO. */
  behind(
    tx: Transaction,
    { serviceIds, institutionId, at }: Asked,
    { from, to }: Range,
    figure: { name: FigureName; binding: boolean | null },
    after: string | null,
    count: number,
  ): Promise<UnitLine[]> {
    const isOpen = figure.name === 'open';
    return tx.query<UnitLine>(
      `select u.ticket_id as "ticketId", u.reference, json_build_object('code', i.code, 'name', i.name) as institution,
              json_build_object('code', s.code, 'name', s.name) as service, u.agreement_id as "agreementId",
              v.verdict, v.computed, case when v.verdict <> 'open' then unit_dated(u) end as at, u.due_at as "dueAt",
              case when v.verdict <> 'open' then u.month end as month,
              case when v.verdict <> 'open' then u.binding end as binding,
              case when v.verdict = 'excluded' then coalesce(u.reason, 'settled') end as reason,
              u.miss_cause as "missCause", unit_response(u, $3) as response,
              case when v.verdict <> 'open' then u.late_questions else 0 end as "lateQuestions", u.returns,
              array(select distinct h.code from handled_part p join institution h on h.id = p.holder_id
                     where p.ticket_id = u.ticket_id order by 1) as holders,
              exists (select 1 from verdict_contest c where c.ticket_id = u.ticket_id and c.settled_at is null) as "isContested",
              u.settled_verdict as settled
         from handled_unit u
        cross join lateral (select unit_verdict(u, $3) as verdict,
                                   case when u.verdict = 'open' and u.due_at < $3 then 'missed' else u.verdict end as computed) v
         join institution i on i.id = u.institution_id
         join service s on s.id = u.service_id
        where u.service_id = any ($1::uuid[]) and ($2::uuid is null or u.institution_id = $2)
          and ($4::uuid is null or u.ticket_id > $4)
          and ${belongs[figure.name]}
          ${isOpen ? '' : 'and u.month between $6 and $7 and ($8::boolean is null or u.binding = $8)'}
        order by u.ticket_id
        limit $5`,
      [serviceIds, institutionId, at, after, count, ...(isOpen ? [] : [from, to, figure.binding])],
    );
  }

  /** Units with what anybody needs to count them again. Reasons of settlements: to the two sides alone. */
  exported(
    tx: Transaction,
    { serviceIds, institutionId, at }: Asked,
    { from, to }: Range,
    after: string | null,
    count: number,
  ): Promise<ExportedUnit[]> {
    return tx.query<ExportedUnit>(
      `select u.ticket_id as "ticketId", u.reference, u.agreement_id as "agreementId", u.kind, u.facts,
              coalesce((select json_object_agg(p.n, h.code order by p.n)
                          from handled_part p
                          join institution h on h.id = p.holder_id
                         where p.ticket_id = u.ticket_id), '{}') as holders,
              case when u.settled_verdict is null then '[]' else
              coalesce((select json_agg(json_build_object('at', c.settled_at, 'verdict', c.claimed,
                                 'reason', c.settlement_reason, 'askedReason', c.reason) order by c.n)
                          from verdict_contest c
                         where c.ticket_id = u.ticket_id and c.agreed),
                       json_build_array(json_build_object('at', unit_dated(u), 'verdict', u.settled_verdict,
                                   'reason', null, 'askedReason', null))) end as settlements
         from handled_unit u
        where u.service_id = any ($1::uuid[]) and ($2::uuid is null or u.institution_id = $2)
          and ($6::uuid is null or u.ticket_id > $6)
          and (unit_verdict(u, $3) = 'open' or u.month between $4 and $5)
        order by u.ticket_id
        limit $7`,
      [serviceIds, institutionId, at, from, to, after, count],
    );
  }
}
