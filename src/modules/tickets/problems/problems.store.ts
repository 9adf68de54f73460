import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { notFound } from '../../../kernel/index.js';
import type { Clause } from '../finding/domain/search-words.js';
import type { ProblemStanding, ProblemState } from './domain/moves.js';
import type { Bilingual } from './domain/texts.js';

interface Named {
  code: string;
  name: string;
}

/** What is told of a problem. */
export interface Published {
  title: Bilingual;
  workaround: Bilingual;
  fixed: Bilingual | null;
  components: string[];
}

/** What its own provider side has besides, and nobody else. */
export interface Inside {
  title: string;
  cause: string | null;
  publicTitle: Bilingual | null;
  workaround: Bilingual | null;
  components: string[];
  version: number;
  openedAt: Date;
  updatedAt: Date;
}

export interface Problem {
  id: string;
  institutionId: string;
  serviceId: string;
  reference: string;
  state: ProblemState;
  institution: Named;
  service: Named;
  publicationId: string | null;
  publishedAt: Date | null;
  listedAt: Date;
  fixedAt: Date | null;
  version: number;
  updatedAt: Date;
  published: Published | null;
  /** Null for everybody but its own provider side. */
  inside: (Omit<Inside, 'openedAt' | 'updatedAt'> & { openedAt: string; updatedAt: string }) | null;
  isFollowed: boolean;
  institutions: number | null;
  tickets: number | null;
  countedAt: Date | null;
}

export const standingOf = ({ state, publishedAt }: Pick<Problem, 'state' | 'publishedAt'>): ProblemStanding => ({
  state,
  isPublished: publishedAt !== null,
});

export interface ProblemQuery {
  service: string | undefined;
  states: readonly string[] | undefined;
  published: boolean | undefined;
  clauses: readonly Clause[] | undefined;
  limit: number;
  after: { at: string; id: string } | undefined;
}

const bilingual = (row: string, name: string) =>
  `case when ${row}.${name}_fr is not null then json_build_object('fr', ${row}.${name}_fr, 'en', ${row}.${name}_en) end`;
const components = (row: string) =>
  `(select coalesce(json_agg(c.code order by c.code), '[]') from component c where c.id = any (${row}.component_ids))`;

const selected = `
  select p.id, p.institution_id as "institutionId", p.service_id as "serviceId", p.reference, p.state,
         json_build_object('code', o.code, 'name', o.name) as institution,
         json_build_object('code', s.code, 'name', s.name) as service,
         p.publication_id as "publicationId", p.published_at as "publishedAt", p.listed_at as "listedAt",
         p.fixed_at as "fixedAt", p.version, p.updated_at as "updatedAt",
         case when u.id is not null
              then json_build_object('title', ${bilingual('u', 'title')}, 'workaround', ${bilingual('u', 'workaround')},
                                     'fixed', ${bilingual('u', 'fixed')}, 'components', ${components('u')})
              end as published,
         case when i.problem_id is not null
              then json_build_object('title', i.title, 'cause', i.cause, 'publicTitle', ${bilingual('i', 'title')},
                                     'workaround', ${bilingual('i', 'workaround')}, 'components', ${components('i')},
                                     'version', i.version, 'openedAt', i.opened_at, 'updatedAt', i.updated_at)
              end as inside,
         exists (select 1 from problem_follower w
                  where w.problem_id = p.id and w.institution_id = app_institution() and w.person_id = app_person())
           as "isFollowed",
         f.institutions, f.tickets, f.as_of as "countedAt"`;
const joined = `
    join institution o on o.id = p.institution_id
    join service s on s.id = p.service_id
    left join problem_publication u on u.id = p.publication_id
    left join problem_inside i on i.problem_id = p.id`;

/** Problems as far as the wall shows them. */
@Injectable()
export class ProblemsStore {
  /** Throws the one 404 when there is none, or none for this actor. */
  async byReference(tx: Transaction, reference: string): Promise<Problem> {
    const found = await this.find(tx, reference);
    if (!found) throw notFound();
    return found;
  }

  async find(tx: Transaction, reference: string): Promise<Problem | undefined> {
    const [row] = await tx.query<Problem>(
      `${selected}
         from problem p
         ${joined}
         left join problem_figures(array(select id from problem where reference = $1)) f on f.problem_id = p.id
        where p.reference = $1
          and p.institution_id = (select x.id from institution x where x.code = split_part($1, '-', 2))`,
      [reference],
    );
    return row;
  }

  /** Those of these references that the actor sees. */
  named(tx: Transaction, references: readonly string[]): Promise<Problem[]> {
    if (references.length === 0) return Promise.resolve([]);
    return tx.query<Problem>(
      `with page as materialized (select p.* from problem p where p.reference = any ($1::text[]))
       ${selected}
         from page p
         ${joined}
         left join problem_figures(array(select id from page)) f on f.problem_id = p.id`,
      [references],
    );
  }

  /** The newest first: one statement, by the index `problem_listed` or `problem_of_service`. */
  list(tx: Transaction, { service, states, published, clauses, limit, after }: ProblemQuery): Promise<Problem[]> {
    return tx.query<Problem>(
      `with page as materialized (
         select p.*
           from problem p
           left join problem_publication u on u.id = p.publication_id
           left join problem_inside i on i.problem_id = p.id
          where ($1::text is null or p.service_id = (select s.id from service s where s.code = $1))
            and ($2::text[] is null or p.state = any ($2))
            and ($3::boolean is null or (p.published_at is not null) = $3)
            -- asked for apart, it is made once, and not for each row
            and ($4::jsonb is null or u.words @@ (select ticket_query($4)) or i.words @@ (select ticket_query($4)))
            and ($5::timestamptz is null or (p.listed_at, p.id) < ($5, $6::uuid))
          order by p.listed_at desc, p.id desc
          limit $7)
       ${selected}
         from page p
         ${joined}
         left join problem_figures(array(select id from page)) f on f.problem_id = p.id
        order by p.listed_at desc, p.id desc`,
      [
        service ?? null,
        states ?? null,
        published ?? null,
        clauses ? JSON.stringify(clauses) : null,
        after?.at ?? null,
        after?.id ?? null,
        limit,
      ],
    );
  }

  /** Of a ticket: those that it hangs on, as far as the actor may know. */
  ofTicket(tx: Transaction, ticketId: string): Promise<Problem[]> {
    return tx.query<Problem>(
      `with page as materialized (
         select p.*
           from problem p
          where p.id in (select l.problem_id from problem_ticket l where l.ticket_id = $1 and l.unlinked_at is null))
       ${selected}
         from page p
         ${joined}
         left join problem_figures(array(select id from page)) f on f.problem_id = p.id
        order by p.listed_at desc, p.id desc`,
      [ticketId],
    );
  }

  /** Known errors of a service that are neither fixed nor closed: ids and words in common with a title, the most first. */
  alike(
    tx: Transaction,
    serviceId: string,
    words: readonly Clause[],
    most: number,
  ): Promise<{ reference: string; places: number[] }[]> {
    return tx.query(
      `with word as materialized (
         select w.place::integer, ticket_query(jsonb_build_array(w.clause)) as query
           from jsonb_array_elements($2::jsonb) with ordinality w (clause, place))
       select found.reference, found.places
         from (select p.reference, p.listed_at, p.id,
                      array(select w.place from word w where u.words @@ w.query order by w.place) as places
                 from problem p
                 join problem_publication u on u.id = p.publication_id
                where p.service_id = $1
                  and p.state in ('known_error', 'fixing')
                order by p.listed_at desc, p.id desc
                limit 500) found
        where found.places <> '{}'
        order by cardinality(found.places) desc, found.listed_at desc, found.id desc
        limit $3`,
      [serviceId, JSON.stringify(words), most],
    );
  }

  /** Together with others who link tickets to it, or alone to move it: what a move makes known is known of every link. */
  async hold(tx: Transaction, id: string, how: 'together' | 'alone'): Promise<void> {
    const lock = how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
    await tx.run(`select ${lock}(hashtextextended('problem/' || $1, 0))`, [id]);
  }

  async holdsFunction(tx: Transaction, serviceId: string): Promise<boolean> {
    const rows = await tx.query<{ is: number }>(
      'select 1 as is from responsibility where service_id = $1 and institution_id = app_institution() limit 1',
      [serviceId],
    );
    return rows.length > 0;
  }
}
