import { Injectable } from '@nestjs/common';
import type { ServiceScope, Side, Transaction } from '../../../database/index.js';
import { lineColumns, lineJoins, type TicketLine } from '../stores/ticket-list.store.js';
import { rolesOn, type Crew } from './crew.store.js';
import {
  AT_RISK,
  bitOf,
  bitsOf,
  FOLLOW_UP,
  SPOCS_ONLY,
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

export interface TurnLine extends TicketLine {
  side: Side;
  bits: number;
  urgency: number;
  since: Date;
  escalationN: number | null;
  timer: { id: string; side: Side; metric: string; state: string; dueAt: string | null } | null;
}

export interface TurnPage {
  lines: TurnLine[];
  counts: ReadonlyMap<TurnKind, number>;
}

type Bind = (value: unknown) => string;
/** Nobody's row makes one of these come back: the counts stand on every row, and on one without a ticket. */
type Row = { counts: Record<string, number> } & (TurnLine | { [K in keyof TurnLine]: null });

/**
 * One walk, over `ticket_party_turn`: the rows on which somebody has to act, of the sides that the actor works on. Whose
 * they are is decided row by row; the page and the counts are two readings of the same rows, so they cannot differ.
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
    if (sides.length === 0) return { lines: [], counts: new Map() };
    const walks = sides.map((side) => walk(tx, crew, side, bind));
    const places = `array[${turnKindNames.map((one) => String(bitOf(one))).join(', ')}]`;
    const conditions = [
      ...(kind ? [`m.place = ${String(turnKinds[kind].place)}`] : []),
      ...(after
        ? [
            `(m.urgency, m.since, m.ticket_id) > (${bind(after.urgency)}::integer, ${bind(after.since)}::timestamptz, ${bind(after.id)}::uuid)`,
          ]
        : []),
    ];
    const rows = await tx.query<Row>(
      `with held as (
         ${walks.join('\n union all ')}
       ), mine as materialized (
         select h.*, array_position(${places}, h.bits & -h.bits) as place,
                h.turn_at[array_position(${places}, h.bits & -h.bits)] as since,
                case when h.bits & ${String(AT_RISK)} <> 0 then 0 else 4 end + substr(h.priority, 2)::integer as urgency
           from ${sides.length === 1 ? 'held h' : ONCE}
          where h.bits <> 0
       ), page as (
         select * from mine m
          ${conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''}
          order by m.urgency, m.since, m.ticket_id
          limit ${String(limit)}
       )
       select c.counts, l.*
         from (select coalesce(jsonb_object_agg(place, n), '{}') as counts
                 from (select m.place, count(*) as n from mine m group by m.place) k) c
         left join (
           select ${lineColumns('user')}, m.side, m.bits, m.urgency, m.since, e.n as "escalationN", r.timer
             from page m
             join ticket_party p on p.institution_id = $1 and p.side = m.side and p.ticket_id = m.ticket_id
             ${lineJoins}
             left join lateral (
               select e.n from escalation e
                where e.ticket_id = m.ticket_id and (m.side = 'user' or e.holder_id = $1)
                  and e.state in ('offered', 'accepted', 'waiting', 'delivered', 'returned')
                order by e.n desc limit 1) e on true
             left join lateral (
               select json_build_object('id', x.id, 'side', x.side, 'metric', x.metric, 'state', x.state, 'dueAt', x.due_at) as timer
                 from timer x
                where m.bits & ${String(AT_RISK)} <> 0 and x.ticket_id = m.ticket_id and x.state in ('running', 'missed')
                  and x.ended_at is null and x.paused_since is null and (m.side = 'user' or x.side = 'provider')
                order by x.due_at, x.id limit 1) r on true) l on true
        order by l.urgency, l.since, l.id`,
      values,
      { prepared: false },
    );
    const counts = Object.entries(rows[0]?.counts ?? {});
    return {
      lines: rows.filter((row): row is { counts: Record<string, number> } & TurnLine => row.id !== null),
      counts: new Map(
        turnKindNames.flatMap((name) => {
          const found = counts.find(([place]) => Number(place) === turnKinds[name].place);
          return found ? [[name, found[1]] as const] : [];
        }),
      ),
    };
  }
}

/** What stands on both sides, an institution's call on itself, once: on the side where it is more urgent. */
const ONCE = `(select distinct on (b.ticket_id) b.*
                 from held b where b.bits <> 0 order by b.ticket_id, b.bits & -b.bits) h`;

/** The rows of one side with the kinds that are the actor's to act on, as `bits`. */
function walk(tx: Transaction, crew: Crew, side: Side, bind: Bind): string {
  const of = (role: Handler, bits: number) => masked(tx.actor.roles.get(role) ?? 'none', bits, bind);
  const all = rolesOn[side].map((role) => of(role, bitsOf(role))).join(' | ');
  const mine = bind([tx.actor.personId, ...crew.absent.map(({ id }) => id)]);
  const isFree = `(p.assignee_id is null or not ${isOneOf(crew, rolesOn[side], bind)})`;
  const inQueue = `(p.team_id is null or p.team_id = any (${bind(crew.teamIds)}::uuid[]))`;
  const anybodys = `case when ${isFree} and ${inQueue} then (${all})${side === 'user' ? ` & ${String(~SPOCS_ONLY)}` : ''} else 0 end`;
  const spocs =
    side === 'user'
      ? ` | case when p.assignee_id is null or not ${isOneOf(crew, ['spoc'], bind)} then ${of('spoc', SPOCS_ONLY)} else 0 end`
      : '';
  return `select p.ticket_id, p.side, p.assignee_id, p.priority, p.turn_at,
                p.turn & case when p.turn_at[${String(turnKinds.follow_up.place)}] > $2 then ${String(~FOLLOW_UP)} else -1 end
                & case when p.assignee_id = any (${mine}::uuid[]) then ${all} else (${anybodys})${spocs} end as bits
           from ticket_party p
          where p.institution_id = $1 and p.side = '${side}' and p.turn <> 0`;
}

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
