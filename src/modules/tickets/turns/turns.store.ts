import { Injectable } from '@nestjs/common';
import type { ServiceScope, Side, Transaction } from '../../../database/index.js';
import { TASK_TOLD_BEFORE_MS } from '../domain/appointments.js';
import { lineColumns, lineJoins, type TicketLine } from '../stores/ticket-list.store.js';
import { rolesOn, type Crew } from './crew.store.js';
import {
  APPROVAL,
  AT_RISK,
  bitOf,
  bitsOf,
  FOLLOW_UP,
  SPOCS_ONLY,
  TASK,
  turnKindNames,
  turnKinds,
  type Handler,
  type TurnKind,
} from '../domain/turn-kinds.js';

export interface TurnPosition {
  urgency: number;
  since: string;
  id: string;
}

/** A ticket on which somebody has to act. */
export interface TicketTurn extends TicketLine {
  side: Side;
  bits: number;
  urgency: number;
  since: Date;
  escalationN: number | null;
  timer: { id: string; side: Side; metric: string; state: string; dueAt: string | null } | null;
  approval: null;
}

/** A decision that somebody has to give, with what they are shown of it. */
export interface ApprovalTurn {
  id: string;
  side: 'approval';
  bits: number;
  urgency: number;
  since: Date;
  approval: {
    reference: string;
    title: string;
    service: { code: string; name: string };
    requester: { id: string; name: string };
    approverId: string | null;
  };
}

export type TurnLine = TicketTurn | ApprovalTurn;

export interface TurnPage {
  lines: TurnLine[];
  counts: ReadonlyMap<TurnKind, number>;
}

/** A page of the usual size, and one line more. */
const USUAL = 51;

type Bind = (value: unknown) => string;
/** Nobody's row makes one of these come back: the counts stand on every row, and on one without a ticket. */
type Row = { counts: Record<string, number>; turnId: string | null } & (TurnLine | { [K in keyof TurnLine]: null });

/** What waits for a decision stands where a P2 stands: somebody cannot begin before. */
const URGENCY_OF_APPROVALS = 6;

/**
 * One walk, over `ticket_party_turn`: the rows on which somebody has to act, of the sides that the actor works on. Whose
 * they are is decided row by row. Tasks that are due and decisions that are asked for have indexes of their own
 * (`task_due`, `task_due_team`, `approval_asked`, `approval_waiting`). The page and the counts are two readings of the
 * same rows, so they cannot differ.
 *
 * First what is at risk, then by priority, then by what has waited longest.
 */
@Injectable()
export class TurnsStore {
  async page(
    tx: Transaction,
    crew: Crew,
    { at, kind, limit, after }: { at: Date; kind?: TurnKind; limit: number; after?: TurnPosition },
  ): Promise<TurnPage> {
    const values: unknown[] = [tx.actor.institution.id, at];
    const bind: Bind = (value) => `$${String(values.push(value))}`;
    const sides = (['user', 'provider'] as const).filter((side) =>
      rolesOn[side].some((role) => (tx.actor.roles.get(role) ?? 'none') !== 'none'),
    );
    const walks = sides.map((side) => walk(tx, crew, side, bind));
    if (sides.includes('user')) walks.push(tasks(tx, crew, bind));
    const places = `array[${turnKindNames.map((one) => String(bitOf(one))).join(', ')}]`;
    const [place, urgency, since, id] = [kind && turnKinds[kind].place, after?.urgency, after?.since, after?.id].map(
      (value) => bind(value ?? null),
    );
    const rows = await tx.query<Row>(
      `with held as (
         ${[...walks, NOTHING_HELD].join('\n union all ')}
       ), part as (
         -- the tasks of a part beside its other reasons
         select h.ticket_id, h.side, max(h.priority) as priority, max(h.turn_at) as turn_at, max(h.task_at) as task_at,
                bit_or(h.bits) as bits
           from held h
          where h.bits <> 0
          group by h.ticket_id, h.side
       ), mine as materialized (
         select h.ticket_id as turn_id, h.side, h.bits, array_position(${places}, h.bits & -h.bits) as place,
                case when h.bits & -h.bits = ${String(TASK)} then h.task_at
                     else h.turn_at[array_position(${places}, h.bits & -h.bits)] end as since,
                case when h.bits & ${String(AT_RISK)} <> 0 then 0 else 4 end + substr(h.priority, 2)::integer as urgency
           from ${sides.length === 2 ? ONCE : 'part h'}
         union all
         ${approvals(tx, crew, bind)}
       ), page as (
         select * from mine m
          where (${place}::integer is null or m.place = ${place})
            and (${urgency}::integer is null
                 or (m.urgency, m.since, m.turn_id) > (${urgency}, ${since}::timestamptz, ${id}::uuid))
          order by m.urgency, m.since, m.turn_id
          limit ${String(limit)}
       )
       select c.counts, l.*, m.turn_id as "turnId", m.side, m.bits, m.urgency, m.since, d.approval
         from (select coalesce(jsonb_object_agg(place, n), '{}') as counts
                 from (select m.place, count(*) as n from mine m group by m.place) k) c
         left join page m on true
         left join lateral (
           select ${lineColumns('user')}, e.n as "escalationN", r.timer
             from ticket_party p
             ${lineJoins}
             left join lateral (
               select e.n from escalation e
                where e.ticket_id = p.ticket_id and (m.side = 'user' or e.holder_id = $1)
                  and e.state in ('offered', 'accepted', 'waiting', 'delivered', 'returned')
                order by e.n desc limit 1) e on true
             left join lateral (
               select json_build_object('id', x.id, 'side', x.side, 'metric', x.metric, 'state', x.state, 'dueAt', x.due_at) as timer
                 from timer x
                where m.bits & ${String(AT_RISK)} <> 0 and x.ticket_id = p.ticket_id and x.state in ('running', 'missed')
                  and x.ended_at is null and x.paused_since is null and (m.side = 'user' or x.side = 'provider')
                order by x.due_at, x.id limit 1) r on true
            where p.institution_id = $1 and p.side = m.side and p.ticket_id = m.turn_id) l on true
         left join lateral (
           select json_build_object('reference', a.reference, 'title', a.title, 'approverId', a.approver_id,
                    'service', json_build_object('code', s.code, 'name', s.name),
                    'requester', json_build_object('id', a.requester_id, 'name', coalesce(w.display_name, ''))) as approval
             from approval a
             join service s on s.id = a.service_id
             left join person w on w.id = a.requester_id
            where a.id = m.turn_id and m.side = 'approval') d on true
        order by m.urgency, m.since, m.turn_id`,
      values,
      // planning takes longer than running; of texts there are as many as there are sets of roles, and limits
      { prepared: limit === USUAL },
    );
    const counts = Object.entries(rows[0]?.counts ?? {});
    return {
      lines: rows.flatMap(({ turnId, ...line }) => (turnId === null ? [] : [{ ...line, id: turnId } as TurnLine])),
      counts: new Map(
        turnKindNames.flatMap((name) => {
          const found = counts.find(([place]) => Number(place) === turnKinds[name].place);
          return found ? [[name, found[1]] as const] : [];
        }),
      ),
    };
  }
}

/** No row: says of which types the columns and the instant are, for those who work on no side. */
const NOTHING_HELD = `select null::uuid as ticket_id, null::text as side, null::text as priority,
                null::timestamptz[] as turn_at, null::timestamptz as task_at, 0 as bits where $2::timestamptz is null`;

/** What stands on both sides, an institution's call on itself, once: on the side where it is more urgent. */
const ONCE = `(select distinct on (b.ticket_id) b.*
                 from part b order by b.ticket_id, b.bits & -b.bits) h`;

/** The rows of one side with the kinds that are the actor's to act on, as `bits`. */
function walk(tx: Transaction, crew: Crew, side: Side, bind: Bind): string {
  const of = (role: Handler, bits: number) => masked(tx.actor.roles.get(role) ?? 'none', bits, bind);
  const all = rolesOn[side].map((role) => of(role, bitsOf(role))).join(' | ');
  const mine = bind(ownIds(tx, crew));
  const isFree = `(p.assignee_id is null or not ${isOneOf(crew, rolesOn[side], bind)})`;
  const inQueue = `(p.team_id is null or p.team_id = any (${bind(crew.teamIds)}::uuid[]))`;
  const anybodys = `case when ${isFree} and ${inQueue} then (${all})${side === 'user' ? ` & ${String(~SPOCS_ONLY)}` : ''} else 0 end`;
  const spocs =
    side === 'user'
      ? ` | case when p.assignee_id is null or not ${isOneOf(crew, ['spoc'], bind)} then ${of('spoc', SPOCS_ONLY)} else 0 end`
      : '';
  return `select p.ticket_id, p.side, p.priority, p.turn_at, null::timestamptz as task_at,
                p.turn & case when p.turn_at[${String(turnKinds.follow_up.place)}] > $2 then ${String(~FOLLOW_UP)} else -1 end
                & case when p.assignee_id = any (${mine}::uuid[]) then ${all} else (${anybodys})${spocs} end as bits
           from ticket_party p
          where p.institution_id = $1 and p.side = '${side}' and p.turn <> 0`;
}

/** Tasks that are due within a day, or were, on tickets at work: one's own, and those that a team gave to nobody. */
function tasks(tx: Transaction, crew: Crew, bind: Bind): string {
  const bits = rolesOn.user.map((role) => masked(tx.actor.roles.get(role) ?? 'none', TASK, bind)).join(' | ');
  const due = `k.institution_id = $1 and k.done_at is null and k.due_at <= $2::timestamptz + ${TOLD_BEFORE}`;
  return `select p.ticket_id, p.side, p.priority, null, k.at, ${bits} as bits
           from (select ticket_id, min(due_at) - ${TOLD_BEFORE} as at
                   from (select k.ticket_id, k.due_at from task k
                          where ${due} and k.assignee_id = any (${bind(ownIds(tx, crew))}::uuid[])
                          union all
                         select k.ticket_id, k.due_at from task k
                          where ${due} and k.assignee_id is null and k.team_id = any (${bind(crew.teamIds)}::uuid[])) t
                  group by ticket_id) k
           join ticket_party p on p.institution_id = $1 and p.side = 'user' and p.ticket_id = k.ticket_id
          where p.until is null and p.state in ('new', 'in_progress', 'waiting')`;
}

const TOLD_BEFORE = `interval '${String(TASK_TOLD_BEFORE_MS)} milliseconds'`;

/** Decisions that are asked of the actor, of whoever they stand in for, or of any manager of the service. */
function approvals(tx: Transaction, crew: Crew, bind: Bind): string {
  const manages = tx.actor.roles.get('manager') ?? 'none';
  const anyManagers =
    manages === 'none'
      ? ''
      : ` or (a.approver_id is null${manages === 'all' ? '' : ` and a.service_id = any (${bind(manages)}::uuid[])`})`;
  return `select a.id, 'approval', ${String(APPROVAL)}, ${String(turnKinds.approval.place)}, a.asked_at, ${String(URGENCY_OF_APPROVALS)}
           from approval a
          where a.institution_id = $1 and a.state = 'open' and a.requester_id <> ${bind(tx.actor.personId)}
            and (a.approver_id = any (${bind(ownIds(tx, crew))}::uuid[])${anyManagers})`;
}

const ownIds = (tx: Transaction, crew: Crew) => [tx.actor.personId, ...crew.absent.map(({ id }) => id)];

function masked(scope: ServiceScope, bits: number, bind: Bind): string {
  if (scope === 'all') return String(bits);
  if (scope === 'none') return '0';
  return `case when p.service_id = any (${bind(scope)}::uuid[]) then ${String(bits)} else 0 end`;
}

/** Whether the assignee holds one of the roles for the ticket's service: who has left, or lost the role, has nothing. */
function isOneOf(crew: Crew, roles: readonly Handler[], bind: Bind): string {
  const holders = crew.handlers.filter(({ role }) => roles.includes(role));
  const everywhere = holders.filter(({ serviceIds }) => serviceIds === null).map(({ personId }) => personId);
  const pairs = holders.flatMap(({ personId, serviceIds }) => (serviceIds ?? []).map((id) => [personId, id] as const));
  const limited =
    pairs.length === 0
      ? ''
      : ` or (p.assignee_id, p.service_id) in (select * from unnest(${bind(pairs.map(([id]) => id))}::uuid[], ${bind(pairs.map(([, id]) => id))}::uuid[]))`;
  return `(p.assignee_id = any (${bind(everywhere)}::uuid[])${limited})`;
}
