import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../../database/index.js';
import { notFound } from '../../../../kernel/index.js';
import type { Look, Run, ToldStep } from '../run.js';

export interface RunQuery {
  state: string | undefined;
  outcome: string | undefined;
  /** Those that lie with the actor. */
  isMine: boolean;
  /** By reference and by code. */
  action: string | undefined;
  service: string | undefined;
  limit: number;
  after: { startedAt: string; id: string } | undefined;
}

const worker = (id: string, name: string) => `json_build_object('id', ${id}, 'name', ${name}.display_name)`;

const columns = `
         r.id, r.side, r.action_id as "actionId", r.version_id as "versionId", r.owner_id as "ownerId",
         r.service_id as "serviceId",
         json_build_object('reference', a.reference, 'state', a.state, 'publishedNumber', a.published_number,
                           'institution', json_build_object('code', o.code, 'name', o.name)) as action,
         v.document -> 'title' as title, v.document ->> 'kind' as kind, v.number, v.state as "versionState",
         json_build_object('code', s.code, 'name', s.name) as service,
         t.reference as ticket, r.ticket_id is not null as "hasTicket", r.change_reference as change, r.parameters, r.state, r.outcome, r.results,
         ${worker('r.assignee_id', 'p')} as assignee, ${worker('r.started_by', 'b')} as "startedBy",
         r.started_at as "startedAt", case when r.finished_by is not null then ${worker('r.finished_by', 'f')} end as "finishedBy",
         r.finished_at as "finishedAt", r.minutes, r.note, r.version, r.updated_at as "updatedAt"`;
/** Whoever sees a run sees the version that it stays on; the action, the ticket and people not for ever. */
const joined = `
    join action_version v on v.id = r.version_id
    join service s on s.id = r.service_id
    join institution o on o.id = r.owner_id
    left join action a on a.id = r.action_id
    left join ticket t on t.id = r.ticket_id
    left join person p on p.id = r.assignee_id
    left join person b on b.id = r.started_by
    left join person f on f.id = r.finished_by`;

/** Runs as far as the wall shows them. */
@Injectable()
export class RunsStore {
  /** Throws the one 404 when there is none, or none for this actor. */
  async byId(tx: Transaction, id: string): Promise<Run> {
    const [row] = await tx.query<Run>(`select ${columns} from run r ${joined} where r.id = $1`, [id]);
    if (!row) throw notFound();
    return row;
  }

  /** One at a time does something on a run; false when it is finished. */
  async hold(tx: Transaction, id: string): Promise<boolean> {
    return (await tx.run('select 1 from run where id = $1 for update', [id])) === 1;
  }

  /** The newest first, by the index `run_listed`. */
  list(tx: Transaction, { state, outcome, isMine, action, service, limit, after }: RunQuery): Promise<Run[]> {
    return tx.query<Run>(
      `with page as materialized (
         select r.*
           from run r
          where r.institution_id = app_institution()
            and ($1::text is null or r.state = $1)
            and ($2::text is null or r.outcome = $2)
            and (not $3::boolean or r.assignee_id = app_person())
            and ($4::text is null
                 or r.action_id = (select x.id from action x
                                    where x.reference = $4
                                      and x.institution_id = (select i.id from institution i
                                                               where i.code = split_part($4, '-', 2))))
            and ($5::text is null or r.service_id = (select y.id from service y where y.code = $5))
            and ($6::timestamptz is null or (r.started_at, r.id) < ($6, $7::uuid))
          order by r.started_at desc, r.id desc
          limit $8)
       select ${columns}
         from page r
         ${joined}
        order by r.started_at desc, r.id desc`,
      [
        state ?? null,
        outcome ?? null,
        isMine,
        action ?? null,
        service ?? null,
        after?.startedAt ?? null,
        after?.id ?? null,
        limit,
      ],
    );
  }

  /** Those on a ticket, the newest first. */
  ofTicket(
    tx: Transaction,
    ticketId: string,
    limit: number,
    after: { startedAt: string; id: string } | undefined,
  ): Promise<Run[]> {
    return tx.query<Run>(
      `select ${columns}
         from run r
         ${joined}
        where r.ticket_id = $1
          and ($2::timestamptz is null or (r.started_at, r.id) < ($2, $3::uuid))
        order by r.started_at desc, r.id desc
        limit $4`,
      [ticketId, after?.startedAt ?? null, after?.id ?? null, limit],
    );
  }

  /** Everything that was said of its steps. */
  steps(tx: Transaction, runId: string): Promise<ToldStep[]> {
    return tx.query<ToldStep>(
      `select s.n, s.revision, s.state, s.seen, s.reason, s.branch, ${worker('s.by_id', 'b')} as by, s.at,
              s.made_version as "madeVersion",
              case when s.undone_by is not null then ${worker('s.undone_by', 'u')} end as "undoneBy",
              s.undone_at as "undoneAt", s.undone_seen as "undoneSeen", s.undone_version as "undoneVersion"
         from run_step s
         left join person b on b.id = s.by_id
         left join person u on u.id = s.undone_by
        where s.run_id = $1
        order by s.n, s.revision`,
      [runId],
    );
  }

  /** Who has said since this instant that they look at it. */
  looks(tx: Transaction, runId: string, since: Date): Promise<Look[]> {
    return tx.query<Look>(
      `select l.person_id as id, p.display_name as name, l.since
         from run_look l
         left join person p on p.id = l.person_id
        where l.run_id = $1
          and l.at >= $2
        order by l.since, l.person_id`,
      [runId, since],
    );
  }

  /** The services for which the actor sees an action. */
  async servicesOf(tx: Transaction, actionId: string): Promise<{ id: string; code: string }[]> {
    return tx.query<{ id: string; code: string }>(
      `select s.id, s.code
         from action_service x
         join service s on s.id = x.service_id
        where x.action_id = $1
        order by s.code`,
      [actionId],
    );
  }

  /** The sides on which the acting institution is a party of a ticket now. */
  async sidesOn(tx: Transaction, ticketId: string): Promise<Side[]> {
    const rows = await tx.query<{ side: Side }>(
      `select p.side
         from ticket_party p
        where p.ticket_id = $1
          and p.institution_id = app_institution()
          and p.until is null`,
      [ticketId],
    );
    return rows.map(({ side }) => side);
  }
}
