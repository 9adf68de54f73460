import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { EndedChange } from './domain/change-figures.js';

/** What a report of changes is asked about: those that ended in [from, to). */
export interface Asked {
  from: Date;
  to: Date;
  /** Null: of every service. */
  serviceIds: readonly string[] | null;
  /** Of the changes one makes: whom they affect. Of the others: who makes them. Null for all. */
  institutionId: string | null;
}

export interface Objections {
  number: number;
  withdrawn: number;
  /** Changes of which they made another class. */
  turned: number;
  byInstitution: { institution: string; number: number }[];
}

type Row = Omit<EndedChange, 'implementers' | 'services' | 'model'> & {
  serviceIds: string[];
  implementerIds: string[] | null;
  modelId: string | null;
};

/** Asked of the settings once, and not row by row. */
const served = `((select app_services('provider')) = '*' or c.service_ids && (select app_service_ids('provider')))`;

const ended = `
  c.class, c.outcome, c.risk,
  c.service_ids as "serviceIds",
  (extract(epoch from c.decided_at) * 1000)::float8 as "decidedAt",
  (extract(epoch from c.started_at) * 1000)::float8 as "startedAt",
  (extract(epoch from c.ended_at) * 1000)::float8 as "endedAt",
  c.is_notice_kept as "isNoticeKept", c.interruption_minutes as "plannedMinutes",
  coalesce(c.interrupted_minutes, 0) as "realMinutes"`;
const within = `
  c.ended_at >= $1 and c.ended_at < $2 and c.started_at is not null and c.outcome is not null
  and ($3::uuid[] is null or c.service_ids && $3)`;

/** Changes that ended, as few columns of each as figures need; what the wall hides is in none. */
@Injectable()
export class ChangeFiguresStore {
  /** Everything that is read from now on in this transaction stood at one instant. Must be the first statement of it. */
  async asOneInstant(tx: Transaction): Promise<void> {
    await tx.query('set transaction isolation level repeatable read, read only', [], { prepared: false });
  }

  /** Of the provider side that acts: by `change_ended`. */
  made(tx: Transaction, { from, to, serviceIds, institutionId }: Asked): Promise<Row[]> {
    return tx.query<Row>(
      `select ${ended},
              (extract(epoch from i.created_at) * 1000)::float8 as "openedAt", i.implementer_ids as "implementerIds",
              i.model_id as "modelId",
              (select count(*)::integer from change_link l
                where l.institution_id = c.institution_id and l.change_id = c.id
                  and l.kind = 'ticket' and l.relation = 'caused') as "incidentsCaused"
         from change c
         join change_inside i on i.change_id = c.id
        where c.institution_id = app_institution()
          and ${served}
          and ${within}
          and ($4::uuid is null
               or c.id in (select p.change_id from change_party p
                            where p.institution_id = $4 and p.kind = 'affected' and p.removed_at is null))`,
      [from, to, serviceIds, institutionId],
    );
  }

  /** Of other institutions, where they affect the one that acts: by `change_party_listed`. */
  concerning(tx: Transaction, { from, to, serviceIds, institutionId }: Asked): Promise<Row[]> {
    return tx.query<Row>(
      `select ${ended}, null as "openedAt", null as "implementerIds", null as "modelId", 0 as "incidentsCaused"
         from change c
        where c.id in (select p.change_id from change_party p
                        where p.institution_id = app_institution() and p.kind in ('affected', 'tenant'))
          and c.institution_id <> app_institution()
          and ${within}
          and ($4::uuid is null or c.institution_id = $4)`,
      [from, to, serviceIds, institutionId],
    );
  }

  /** Of every service, once for all changes. */
  async serviceCodes(tx: Transaction): Promise<ReadonlyMap<string, string>> {
    const rows = await tx.query<{ id: string; code: string }>('select id, code from service');
    return new Map(rows.map(({ id, code }) => [id, code]));
  }

  /** What models are called, by their id: those that the wall shows. */
  async modelTitles(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<{ id: string; title: string }>(
      `select m.id, coalesce(v.title_fr, '') as title
         from change_model m
         left join change_model_version v on v.model_id = m.id and v.number = m.approved_number
        where m.id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, title }) => [id, title]));
  }

  /** Raised in [from, to): against the changes of the acting provider side, or by the acting institution. */
  async objections(tx: Transaction, side: 'made' | 'concerning', asked: Asked): Promise<Objections> {
    const { from, to, serviceIds, institutionId } = asked;
    const [row] = await tx.query<Objections>(
      `with raised as (
         select b.change_id, b.withdrawn_at, b.institution_id, c.objected_from
           from change_objection b
           join change c on c.id = b.change_id
          where b.objected_at >= $1 and b.objected_at < $2
            and ($3::uuid[] is null or c.service_ids && $3)
            and ${
              side === 'made'
                ? `b.owner_id = app_institution() and ${served}
            and ($4::uuid is null or b.institution_id = $4)`
                : `b.institution_id = app_institution() and b.owner_id <> app_institution()
            and ($4::uuid is null or b.owner_id = $4)`
            })
       select count(*)::integer as number, count(withdrawn_at)::integer as withdrawn,
              (count(distinct change_id) filter (where objected_from is not null))::integer as turned,
              (select coalesce(json_agg(json_build_object('institution', g.code, 'number', g.number) order by g.code), '[]')
                 from (select i.code, count(*) as number
                         from raised r join institution i on i.id = r.institution_id group by 1) g) as "byInstitution"
         from raised`,
      [from, to, serviceIds, institutionId],
    );
    return row ?? { number: 0, withdrawn: 0, turned: 0, byInstitution: [] };
  }
}
