import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../database/index.js';
import type { EndedRun, Restored } from './domain/action-figures.js';

/** What a report of actions is asked about: [from, to). */
export interface Asked {
  from: Date;
  to: Date;
  /** Null: of every service. */
  serviceId: string | null;
}

export interface NamedAction {
  id: string;
  reference: string;
  kind: string;
  state: string;
  title: { fr: string; en: string | null };
  institution: { code: string; name: string };
}

export interface Catalogue {
  published: number;
  drafts: number;
  suspended: number;
  /** Published, and their review is due: local date before today. */
  stale: { reference: string; title: { fr: string; en: string | null }; reviewOn: string }[];
}

export interface ImprovementCounts {
  open: number;
  overdue: number;
  toReview: number;
  implemented: number;
  effective: number;
  ineffective: number;
  recurred: number;
}

const title = `json_build_object('fr', v.title_fr, 'en', v.title_en) as title`;

/** What figures of actions are made of; what the wall hides is in none. */
@Injectable()
export class ActionFiguresStore {
  /** Of the own side, ended in the time: by `run_finished`. */
  runs(tx: Transaction, side: Side, { from, to, serviceId }: Asked): Promise<EndedRun[]> {
    return tx.query<EndedRun>(
      `select r.action_id as "actionId", s.code as service, r.outcome, r.minutes
         from run r
         join service s on s.id = r.service_id
        where r.institution_id = app_institution() and r.side = $1 and r.state = 'finished'
          and r.finished_at >= $2 and r.finished_at < $3
          and ($4::uuid is null or r.service_id = $4)`,
      [side, from, to, serviceId],
    );
  }

  /** Incidents that were resolved on the own desk in the time, from their opening on: by `ticket_restored`. */
  resolved(tx: Transaction, { from, to, serviceId }: Asked): Promise<Restored[]> {
    return tx.query<Restored>(
      `select s.code as service, (extract(epoch from t.resolved_at - t.opened_at) * 1000)::float8 as ms,
              exists (select 1 from run r
                       where r.ticket_id = t.id and r.side = 'user' and r.outcome = 'worked') as "isByAction"
         from ticket t
         join service s on s.id = t.service_id
        where t.institution_id = app_institution() and t.kind = 'incident' and app_serves('user', t.service_id)
          and t.resolved_at >= $1 and t.resolved_at < $2
          and ($3::uuid is null or t.service_id = $3)`,
      [from, to, serviceId],
    );
  }

  /** Incidents that were delivered in the time, from their arrival on: by `escalation_delivered`. */
  delivered(tx: Transaction, { from, to, serviceId }: Asked): Promise<Restored[]> {
    return tx.query<Restored>(
      `select s.code as service, (extract(epoch from e.delivered_at - e.offered_at) * 1000)::float8 as ms,
              exists (select 1 from run r
                       where r.ticket_id = t.id and r.side = 'provider' and r.outcome = 'worked') as "isByAction"
         from escalation e
         join ticket t on t.id = e.ticket_id
         join service s on s.id = t.service_id
        where e.holder_id = app_institution() and t.kind = 'incident' and app_serves('provider', t.service_id)
          and e.state in ('delivered', 'confirmed')
          and e.delivered_at >= $1 and e.delivered_at < $2
          and ($3::uuid is null or t.service_id = $3)`,
      [from, to, serviceId],
    );
  }

  async named(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, NamedAction>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.query<NamedAction>(
      `select a.id, a.reference, a.kind, a.state, ${title}, json_build_object('code', i.code, 'name', i.name) as institution
         from action a
         join institution i on i.id = a.institution_id
         join lateral (select w.title_fr, w.title_en
                         from action_version w
                        where w.action_id = a.id
                        order by (w.number = a.published_number) desc, w.number desc
                        limit 1) v on true
        where a.id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Of the own institution, as it stands now. */
  async catalogue(tx: Transaction, serviceId: string | null, today: string): Promise<Catalogue> {
    const [counts] = await tx.query<Omit<Catalogue, 'stale'>>(
      `select count(*) filter (where state = 'published')::integer as published,
              count(*) filter (where state = 'draft')::integer as drafts,
              count(*) filter (where state = 'suspended')::integer as suspended
         from action
        where institution_id = app_institution() and ($1::uuid is null or $1 = any (service_ids))`,
      [serviceId],
    );
    const stale = await tx.query<Catalogue['stale'][number]>(
      `select a.reference, ${title}, a.review_on::text as "reviewOn"
         from action a
         join action_version v on v.action_id = a.id and v.number = a.published_number
        where a.institution_id = app_institution() and a.state = 'published' and a.review_on < $2::date
          and ($1::uuid is null or $1 = any (a.service_ids))
        order by a.review_on, a.reference
        limit 100`,
      [serviceId, today],
    );
    return { ...(counts ?? { published: 0, drafts: 0, suspended: 0 }), stale };
  }

  /** Promised by the own institution: as they stand today, and what was done or judged in the time. */
  async improvements(tx: Transaction, { from, to, serviceId }: Asked, today: string): Promise<ImprovementCounts> {
    const [row] = await tx.query<ImprovementCounts>(
      `select count(*) filter (where state = 'open')::integer as open,
              count(*) filter (where state = 'open' and due_on < $4::date)::integer as overdue,
              count(*) filter (where state = 'implemented' and next_on <= $4::date)::integer as "toReview",
              count(*) filter (where implemented_at >= $1 and implemented_at < $2)::integer as implemented,
              count(*) filter (where state = 'effective' and ended_at >= $1 and ended_at < $2)::integer as effective,
              count(*) filter (where state = 'ineffective' and ended_at >= $1 and ended_at < $2)::integer as ineffective,
              count(*) filter (where exists (select 1 from improvement_recurrence c
                                              where c.improvement_id = i.id and c.withdrawn_at is null
                                                and c.at >= $1 and c.at < $2))::integer as recurred
         from improvement i
        where institution_id = app_institution() and ($3::uuid is null or service_id = $3)`,
      [from, to, serviceId, today],
    );
    if (!row) throw new Error('a count is one row');
    return row;
  }
}
