import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { notFound } from '../../../kernel/index.js';
import type { Clause } from '../../tickets/index.js';
import type { Action, ActionVersion, ListedAction } from '../action.js';

export interface ActionQuery {
  kind: string | undefined;
  service: string | undefined;
  states: readonly string[] | undefined;
  /** Published, and to be looked at again by this local date at the latest. */
  dueBy: string | undefined;
  clauses: readonly Clause[] | undefined;
  limit: number;
  after: { at: string; id: string } | undefined;
}

const columns = `
         a.id, a.institution_id as "institutionId", a.reference, a.key, a.kind, a.state, a.sharing,
         a.service_ids as "serviceIds", json_build_object('code', i.code, 'name', i.name) as institution,
         case when a.institution_id = app_institution()
              then json_build_object('id', a.owner_id, 'name', p.display_name) end as owner,
         a.published_number as "publishedNumber", a.published_at as "publishedAt",
         to_char(a.review_on, 'YYYY-MM-DD') as "reviewOn", a.suspended_at as "suspendedAt",
         a.suspended_because as "suspendedBecause", a.retired_at as "retiredAt", a.listed_at as "listedAt",
         a.updated_at as "updatedAt", a.institution_id = app_institution() as "isOwn",
         a.version + case when a.institution_id = app_institution()
                          then a.inside_version + (select coalesce(sum(r.revision), 0)::integer from action_version r where r.action_id = a.id)
                          else 0 end as version`;
const joined = `
    join institution i on i.id = a.institution_id
    left join person p on p.id = a.owner_id`;

const said = `
         v.id, v.action_id as "actionId", v.number, v.state, v.document, v.drafted_at as "draftedAt",
         v.changed_at as "changedAt", v.used_at as "usedAt", v.author_ids as "authorIds", v.reviewed_by as "reviewedBy",
         v.reviewed_at as "reviewedAt", v.published_by as "publishedBy", v.published_at as "publishedAt"`;
const versions = `
  select ${said}
    from action_version v`;

/** Actions and what they say, as far as the wall shows them. */
@Injectable()
export class ActionsStore {
  /** Throws the one 404 when there is none, or none for this actor. */
  async byReference(tx: Transaction, reference: string): Promise<Action> {
    const found = await this.find(tx, reference);
    if (!found) throw notFound();
    return found;
  }

  async find(tx: Transaction, reference: string): Promise<Action | undefined> {
    const [row] = await tx.query<Action>(
      `select ${columns}
         from action a
         ${joined}
        where a.reference = $1
          and a.institution_id = (select x.id from institution x where x.code = split_part($1, '-', 2))`,
      [reference],
    );
    return row;
  }

  async version(tx: Transaction, versionId: string): Promise<ActionVersion | undefined> {
    const [row] = await tx.query<ActionVersion>(`${versions} where v.id = $1`, [versionId]);
    return row;
  }

  async numbered(tx: Transaction, actionId: string, number: number): Promise<ActionVersion | undefined> {
    const [row] = await tx.query<ActionVersion>(`${versions} where v.action_id = $1 and v.number = $2`, [
      actionId,
      number,
    ]);
    return row;
  }

  /** The version that holds: the published one, else, at home, the one that is being written. */
  async holding(tx: Transaction, actionId: string): Promise<ActionVersion | undefined> {
    const [row] = await tx.query<ActionVersion>(
      `${versions}
         join action a on a.id = v.action_id
        where v.action_id = $1
          and case when a.published_number is not null then v.number = a.published_number
                   else v.state in ('draft', 'reviewed') end`,
      [actionId],
    );
    return row;
  }

  /** The version that is being written, for those at home. */
  async open(tx: Transaction, actionId: string): Promise<ActionVersion | undefined> {
    const [row] = await tx.query<ActionVersion>(
      `${versions} where v.action_id = $1 and v.state in ('draft', 'reviewed')`,
      [actionId],
    );
    return row;
  }

  /** Whether what is being written was reviewed, and edited after that. */
  async hasLostReview(tx: Transaction, actionId: string): Promise<boolean> {
    const rows = await tx.query(
      `select 1
         from action_review r
         join action_version v on v.id = r.version_id
         join action a on a.id = r.action_id
        where r.action_id = $1
          and v.state in ('draft', 'superseded')
          and v.number > coalesce(a.published_number, 0)
        limit 1`,
      [actionId],
    );
    return rows.length > 0;
  }

  /** The newest first. */
  versionsOf(
    tx: Transaction,
    actionId: string,
    limit: number,
    before: number | undefined,
  ): Promise<(ActionVersion & { reviewNote: string | null })[]> {
    return tx.query<ActionVersion & { reviewNote: string | null }>(
      `select ${said},
              (select r.note from action_review r
                where r.version_id = v.id
                order by r.reviewed_at desc, r.id desc
                limit 1) as "reviewNote"
         from action_version v
        where v.action_id = $1
          and ($3::integer is null or v.number < $3)
        order by v.number desc
        limit $2`,
      [actionId, limit, before ?? null],
    );
  }

  /** The newest first, by the index `action_listed`. */
  list(tx: Transaction, query: ActionQuery): Promise<ListedAction[]> {
    const { kind, service, states, dueBy, clauses, limit, after } = query;
    return tx.query<ListedAction>(
      `with page as materialized (
         select a.*, v.number, v.state as version_state, v.document
           from action a
           -- one after the other, as the index gives them
           join lateral (select x.number, x.state, x.document, x.words
                           from action_version x
                          where x.action_id = a.id
                            and case when a.published_number is not null then x.number = a.published_number
                                     else x.state in ('draft', 'reviewed') end
                          limit 1) v on true
          where ($1::text is null or a.kind = $1)
            and ($2::text is null or (select s.id from service s where s.code = $2) = any (a.service_ids))
            and ($3::text[] is null or a.state = any ($3))
            and ($4::date is null or (a.state = 'published' and a.review_on <= $4))
            and ($5::jsonb is null or v.words @@ (select ticket_query($5)))
            and ($6::timestamptz is null or (a.listed_at, a.id) < ($6, $7::uuid))
          order by a.listed_at desc, a.id desc
          limit $8)
       select ${columns},
              a.number, a.version_state as "versionState", a.document -> 'title' as title,
              a.document -> 'services' as services, a.document ->> 'risk' as risk,
              (a.document ->> 'minutes')::integer as minutes
         from page a
         ${joined}
        order by a.listed_at desc, a.id desc`,
      [
        kind ?? null,
        service ?? null,
        states ?? null,
        dueBy ?? null,
        clauses ? JSON.stringify(clauses) : null,
        after?.at ?? null,
        after?.id ?? null,
        limit,
      ],
    );
  }

  /** One at a time moves it, for whoever answers for all of its services. */
  async hold(tx: Transaction, id: string): Promise<void> {
    await tx.run('select 1 from action where id = $1 for update', [id]);
    await tx.run(`select 1 from action_version where action_id = $1 and state in ('draft', 'reviewed') for update`, [
      id,
    ]);
  }
}
