import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../../database/index.js';

export interface UncoveredCause {
  reference: string;
  state: string;
  title: string;
}

export interface NamedAction {
  reference: string;
  title: string;
}

export interface PlanWithoutResult {
  id: string;
  title: string;
  action: string | null;
  doneOn: string | null;
}

export interface TriggerWord {
  word: string;
  tickets: number;
}

/** Of each list. */
const MOST = 200;
const MOST_WORDS = 50;

const published = `
    from action_service f
    join action a on a.id = f.action_id and a.state = 'published'
    join action_version v on v.action_id = a.id and v.number = a.published_number
   where f.service_id = $1 and f.is_published`;

/** What a service has actions and plans for, and what it has none for, as far as the caller sees either. */
@Injectable()
export class CoverageStore {
  /** Causes of the own institution that no preventive or corrective action names. */
  causes(tx: Transaction, serviceId: string): Promise<UncoveredCause[]> {
    return tx.query<UncoveredCause>(
      `select p.reference, p.state, i.title
         from problem p
         join problem_inside i on i.problem_id = p.id
        where p.institution_id = app_institution() and p.service_id = $1 and p.state <> 'closed'
          and not exists (select 1 ${published}
                             and a.kind in ('preventive', 'corrective') and v.document -> 'problems' ? p.reference)
        order by p.listed_at, p.id
        limit ${String(MOST)}`,
      [serviceId],
    );
  }

  /** Controls of the own institution of which it has no plan. */
  controls(tx: Transaction, serviceId: string): Promise<NamedAction[]> {
    return tx.query<NamedAction>(
      `select a.reference, v.title_fr as title ${published}
          and a.institution_id = app_institution() and a.kind = 'control'
          and not exists (select 1 from action_plan p
                           where p.action_id = a.id and p.service_id = $1 and p.institution_id = app_institution()
                             and p.state <> 'ended')
        order by a.reference
        limit ${String(MOST)}`,
      [serviceId],
    );
  }

  /** Plans of which the last two dates that are over brought no result. */
  plans(tx: Transaction, serviceId: string, today: string): Promise<PlanWithoutResult[]> {
    return tx.query<PlanWithoutResult>(
      `select p.id, p.title, a.reference as action,
              (select max(o.on_date)::text from plan_occurrence o
                where o.institution_id = p.institution_id and o.plan_id = p.id and o.done_at is not null) as "doneOn"
         from action_plan p
         left join action a on a.id = p.action_id
        where p.institution_id = app_institution() and p.service_id = $1 and p.state <> 'ended'
          and (select count(*) = 2 and bool_and(l.done_at is null)
                 from (select o.done_at
                         from plan_occurrence o
                        where o.institution_id = p.institution_id and o.plan_id = p.id and o.on_date <= $2
                          and (o.outcome = 'skipped' or o.done_at is not null or o.overdue_told_at is not null)
                        order by o.on_date desc
                        limit 2) l)
        order by p.created_at, p.id
        limit ${String(MOST)}`,
      [serviceId, today],
    );
  }

  /** Actions of the own institution that should have been looked at again. */
  reviews(tx: Transaction, serviceId: string, today: string): Promise<(NamedAction & { reviewOn: string })[]> {
    return tx.query<NamedAction & { reviewOn: string }>(
      `select a.reference, v.title_fr as title, a.review_on::text as "reviewOn" ${published}
          and a.institution_id = app_institution() and a.review_on < $2
        order by a.review_on, a.reference
        limit ${String(MOST)}`,
      [serviceId, today],
    );
  }

  /**
   * Words of the titles of incidents since an instant, of the newest `most` tickets that the caller sees, by the stems that
   * no recovery action of the service has among its triggers; each in the form that comes most often, the most frequent
   * first. Words are those of the search for tickets; a stem is the English one of the French one, so that a word of
   * either language comes down to one.
   */
  async words(
    tx: Transaction,
    asked: { serviceId: string; since: Date; most: number; filling: readonly string[] },
  ): Promise<{ looked: number; words: TriggerWord[] }> {
    const [row] = await tx.query<{ looked: number; words: TriggerWord[] }>(
      `with near as materialized (
         select ticket_id
           from ((${newest('user')}) union all (${newest('provider')})) p
          group by ticket_id, opened_at
          order by opened_at desc, ticket_id desc
          limit $3),
       title as materialized (
         select t.id, t.title from ticket t where t.id in (select ticket_id from near) and t.kind = 'incident'),
       said as materialized (
         select distinct t.id, w.word from title t cross join regexp_split_to_table(ticket_letters(t.title), ' ') w (word)),
       known as materialized (
         select distinct w.word
           from (select jsonb_array_elements_text(v.document #> '{triggers,words}') as words ${published}
                    and a.kind = 'recovery'
                 union all select unnest($4::text[])
                 union all select s.code || ' ' || s.name from service s where s.id = $1) k
          cross join regexp_split_to_table(ticket_letters(k.words), ' ') w (word)),
       stem as materialized (
         -- of the singular: to the French stemmer "connexions" is a form of a verb
         select w.word,
                coalesce((ts_lexize('ticket_english_stem',
                                    ticket_fold(coalesce((ts_lexize('ticket_french_stem', w.singular))[1], w.singular))))[1],
                         w.word) as stem
           from (select word, regexp_replace(word, '^(.{3,})[sx]$', '\\1') as singular
                   from (select word from said union select word from known) u) w
          where w.word <> ''),
       counted as (
         select x.stem, count(distinct s.id)::integer as tickets,
                mode() within group (order by s.word) as word
           from said s
           join stem x on x.word = s.word
          where length(s.word) > 2 and s.word !~ '^[0-9]+$'
            -- articles, pronouns, prepositions: the dictionaries make nothing of them
            and coalesce(cardinality(ts_lexize('french_stem', s.word)), 1) > 0
            and coalesce(cardinality(ts_lexize('english_stem', s.word)), 1) > 0
            and x.stem not in (select k.stem from stem k join known on known.word = k.word)
          group by x.stem
         having count(distinct s.id) > 1)
       select (select count(*)::integer from title) as looked,
              coalesce((select json_agg(json_build_object('word', c.word, 'tickets', c.tickets) order by c.tickets desc, c.word)
                          from (select * from counted order by tickets desc, word limit ${String(MOST_WORDS)}) c), '[]') as words`,
      [asked.serviceId, asked.since, asked.most, asked.filling],
    );
    return row ?? { looked: 0, words: [] };
  }
}

/** By the index `ticket_party_service`: however many there are, so many are looked at. */
function newest(side: 'user' | 'provider'): string {
  return `select p.ticket_id, p.opened_at
            from ticket_party p
           where p.institution_id = app_institution() and p.side = '${side}' and p.service_id = $1 and p.opened_at >= $2
           order by p.opened_at desc, p.ticket_id desc
           limit $3`;
}
