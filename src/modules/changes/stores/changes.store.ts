import { Injectable } from '@nestjs/common';
import { plan, type Transaction } from '../../../database/index.js';
import { notFound } from '../../../kernel/index.js';
import type { Change, Party } from '../change.js';
import type { ChangeState } from '../domain/states.js';

export interface ChangeQuery {
  service: string | undefined;
  institution: string | undefined;
  states: readonly ChangeState[] | undefined;
  classes: readonly string[] | undefined;
  /** Whose window touches [from, to). */
  from: Date | undefined;
  to: Date | undefined;
  /** Those alone on which something may wait for the acting person; undefined: all. */
  waiting?: Waiting | undefined;
  limit: number;
  after: { at: string; id: string } | undefined;
}

/** As what somebody looks for what waits for them, and when. */
export interface Waiting {
  /** Engineer or change manager. */
  makes: boolean;
  /** SPOC of those affected. */
  answers: boolean;
  /** SPOC or manager: of their own tenant. */
  decides: boolean;
  votes: boolean;
  now: Date;
}

const selected = `
  select c.id, c.institution_id as "institutionId", json_build_object('code', o.code, 'name', o.name) as institution,
         c.reference, c.title, c.why, c.service_ids as "serviceIds", c.component_ids as "componentIds",
         (select json_agg(json_build_object('code', s.code, 'name', s.name) order by s.code)
            from service s where s.id = any (c.service_ids)) as services,
         (select coalesce(json_agg(json_build_object('service', s.code, 'code', k.code) order by s.code, k.code), '[]')
            from component k join service s on s.id = k.service_id where k.id = any (c.component_ids)) as components,
         c.environments, c.asked, c.class, c.class_reasons as "classReasons",
         coalesce(change_tenant(c.id), z.institution_id) as "tenantId",
         case when t.id is not null then json_build_object('code', t.code, 'name', t.name) end as tenant,
         case when a.id is not null then json_build_object('code', a.code, 'name', a.name) end as "askedBy",
         c.state, c.outcome, c.window_from as "windowFrom", c.window_to as "windowTo",
         c.interruption_minutes as "interruptionMinutes", c.interrupted_minutes as "interruptedMinutes", c.risk,
         c.announced_at as "announcedAt", c.decided_at as "decidedAt", c.held_at as "heldAt",
         c.started_at as "startedAt", c.ended_at as "endedAt", c.closed_at as "closedAt", c.listed_at as "listedAt",
         c.version, c.updated_at as "updatedAt",
         case when r.id is not null
              then json_build_object('reference', r.reference, 'version', r.label, 'kind', r.kind) end as release,
         case when i.change_id is not null
              then json_build_object(
                'plan', i.plan, 'tests', i.tests, 'backoutPlan', i.backout_plan, 'backoutMinutes', i.backout_minutes,
                'wasTried', i.was_tried, 'losesFunction', i.loses_function, 'takesPersonalData', i.takes_personal_data,
                'isMajorVersion', i.is_major_version, 'modelId', i.model_id, 'questionnaireId', i.questionnaire_id,
                'answers', i.answers, 'assessment', i.assessment, 'implementerIds', i.implementer_ids,
                'authorId', i.author_id, 'handIds', i.hands, 'ownerId', i.owner_id, 'emergencyReason', i.emergency_reason,
                'emergencyAt', i.emergency_at, 'version', i.version)
              end as inside`;
const joined = `
    join institution o on o.id = c.institution_id
    -- whose own it is, and who asked, is known to them and where it is made
    left join change_party z on z.change_id = c.id and z.kind = 'tenant' and z.removed_at is null
    left join institution t on t.id = z.institution_id
    left join change_party y on y.change_id = c.id and y.kind = 'asker' and y.removed_at is null
    left join institution a on a.id = y.institution_id
    left join change_inside i on i.change_id = c.id
    left join release_change b on b.change_id = c.id
    left join release r on r.id = b.release_id`;

/** Changes as far as the wall shows them. */
@Injectable()
export class ChangesStore {
  /** Throws the one 404 when there is none, or none for this actor. */
  async byReference(tx: Transaction, reference: string): Promise<Change> {
    const found = await this.find(tx, reference);
    if (!found) throw notFound();
    return found;
  }

  /** Undefined when there is none, or none for this actor. */
  async find(tx: Transaction, reference: string): Promise<Change | undefined> {
    const [row] = await tx.query<Change>(
      `${selected}
         from change c
         ${joined}
        where c.reference = $1
          and c.institution_id = (select x.id from institution x where x.code = split_part($1, '-', 2))`,
      [reference],
    );
    return row;
  }

  /** Undefined when there is none, or none for this actor. */
  async byId(tx: Transaction, id: string): Promise<Change | undefined> {
    const [row] = await tx.query<Change>(`${selected} from change c ${joined} where c.id = $1`, [id]);
    return row;
  }

  /**
   * Latest windows first: the own ones by `change_listed`, those that concern one by `change_party_listed`. The page is cut
   * from both before anything is joined.
   */
  async list(tx: Transaction, query: ChangeQuery): Promise<Change[]> {
    const { text, values } = pageOf(query);
    // else all that concerns one may be read and sorted
    await plan(tx, { enable_sort: 'off' });
    const rows = await tx.query<Change>(
      `with page as materialized (${text})
       ${selected}
         from page g
         join change c on c.id = g.id
         ${joined}
        order by c.listed_at desc, c.id desc`,
      values,
    );
    await plan(tx, { enable_sort: 'on' });
    return rows;
  }

  /** Of whom it concerns: all of them for those who make it, oneself for everybody else. By code. */
  parties(tx: Transaction, changeId: string): Promise<Party[]> {
    return tx.query<Party>(
      `select p.institution_id as "institutionId", json_build_object('code', i.code, 'name', i.name) as institution,
              p.kind, p.service_ids as "serviceIds", p.added_reason as "addedReason", p.shown_at as "shownAt",
              (select a.acknowledged_at from change_ack a join change c on c.id = a.change_id and c.announced_at = a.announced_at
                where a.change_id = p.change_id and a.institution_id = p.institution_id and p.kind = 'affected') as "acknowledgedAt"
         from change_party p
         join institution i on i.id = p.institution_id
        where p.change_id = $1 and p.removed_at is null
        order by i.code, p.kind`,
      [changeId],
    );
  }

  /** Alone with it, until the transaction ends. */
  async hold(tx: Transaction, id: string): Promise<void> {
    await tx.run(`select pg_advisory_xact_lock(hashtextextended('change/' || $1, 0))`, [id]);
  }
}

/** Of a window, and a second: what touches a time begins so long before it at most. */
const LONGEST = "interval '7 days 1 second'";

/** What is asked for where nothing else is: with one more, to know whether another page follows. */
const PAGE = 51;

/**
 * The ids of one page; the own ones may be of both kinds, and what concerns one in two ways is a party twice. What is not
 * asked for is not in the text, so that each way of asking has a plan of its own. How far is walked is written out, for of a
 * parameter PostgreSQL assumes a tenth of all there is; in whole pages, so that it does not keep a plan for each limit.
 */
function pageOf(query: ChangeQuery): { text: string; values: unknown[] } {
  const { service, institution, states, classes, from, to, limit, after } = query;
  const values: unknown[] = [];
  const given = (value: unknown) => `$${String(values.push(value))}`;
  const placed: ((at: string) => string)[] = [];
  const filters: string[] = [];
  if (after) {
    const [key, id] = [given(after.at), given(after.id)];
    placed.push((at) => `${at} < (${key}::timestamptz, ${id}::uuid)`);
  }
  if (from) {
    const instant = given(from);
    filters.push(`c.window_to > ${instant}`);
    // what has a window is listed by when that begins
    placed.push((at) => `${at} > (${instant}::timestamptz - ${LONGEST}, '00000000-0000-0000-0000-000000000000'::uuid)`);
  }
  if (to) {
    const instant = given(to);
    filters.push(`c.window_from < ${instant}`);
    placed.push((at) => `${at} < (${instant}::timestamptz, '00000000-0000-0000-0000-000000000000'::uuid)`);
  }
  if (states) filters.push(`c.state = any (${given(states)}::text[])`);
  if (classes) filters.push(`c.class = any (${given(classes)}::text[])`);
  if (service !== undefined)
    filters.push(`(select s.id from service s where s.code = ${given(service)}) = any (c.service_ids)`);
  if (query.waiting) filters.push(mayWait(query.waiting, given));
  const owner =
    institution === undefined ? undefined : `(select x.id from institution x where x.code = ${given(institution)})`;
  const most = given(limit);
  const walked = String(Math.ceil(limit / PAGE) * PAGE);
  const where = (at: string, more: string[]) =>
    [...more, ...placed.map((one) => one(at)), ...filters].join('\n             and ');
  const own = where('(c.listed_at, c.id)', [
    'c.institution_id = (select app_institution())',
    ...(owner ? [`c.institution_id = ${owner}`] : []),
  ]);
  const concerning = where('(p.listed_at, p.change_id)', [
    'p.institution_id = (select app_institution())',
    ...(owner ? [`p.owner_id = ${owner}`] : []),
  ]);
  const text = `
         select u.id
           from ((select c.id, c.listed_at
                    from change c
                   where ${own}
                   order by c.listed_at desc, c.id desc
                   limit ${walked})
                 union
                 (select distinct p.change_id, p.listed_at
                    from change_party p
                    join change c on c.id = p.change_id
                   where ${concerning}
                   order by p.listed_at desc, p.change_id desc
                   limit ${walked})) u
          order by u.listed_at desc, u.id desc
          limit ${most}`;
  return { text, values };
}

/**
 * What may wait for somebody, loosely: whether it does is asked of each by the rules. Without it all that is planned for the
 * next years would be asked.
 */
function mayWait({ makes, answers, decides, votes, now }: Waiting, given: (value: unknown) => string): string {
  const instant = makes ? given(now) : '';
  const own = `
    c.institution_id = (select app_institution())
    and (c.state in ('submitted', 'deciding', 'approved', 'in_progress', 'implemented', 'backed_out', 'review')
         or c.state = 'scheduled' and c.window_from <= ${instant}::timestamptz
         or c.state = 'draft' and c.class in ('standard', 'security_patch', 'emergency')
         or c.state in ('draft', 'rejected')
            and exists (select 1 from change_inside i
                         where i.change_id = c.id and (i.author_id = app_person() or i.owner_id = app_person())))`;
  const concerned = (kind: string) => `
    exists (select 1 from change_party x
             where x.change_id = c.id and x.kind = '${kind}' and x.institution_id = (select app_institution())
               and x.removed_at is null)`;
  const unread = `
    c.announced_at is not null and c.ended_at is null
    and not exists (select 1 from change_ack a
                     where a.change_id = c.id and a.institution_id = (select app_institution())
                       and a.announced_at = c.announced_at)
    and ${concerned('affected')}`;
  const seated = `
    exists (select 1 from change_voter v
             where v.change_id = c.id and v.institution_id = (select app_institution()) and v.person_id = app_person()
               and not v.is_void)`;
  const ways = [
    ...(makes ? [own] : []),
    ...(answers ? [unread] : []),
    ...(decides ? [`c.state = 'deciding' and c.class = 'own_tenant' and ${concerned('tenant')}`] : []),
    ...(votes ? [seated] : []),
  ];
  return `c.state <> 'closed' and (${ways.map((way) => `(${way})`).join(' or ') || 'false'})`;
}
