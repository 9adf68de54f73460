import { Injectable } from '@nestjs/common';
import type { Side, Transaction } from '../../../database/index.js';
import type { Kind, NextActorKind } from '../domain/ticket.js';
import type { Priority, TicketState } from '../../timers/index.js';

export type SortKey = 'openedAt' | 'updatedAt' | 'dueAt';

export interface ListQuery {
  states?: readonly TicketState[];
  serviceId?: string;
  /** Owner. */
  institutionId?: string;
  /** Institution that holds the open escalation. */
  holderId?: string;
  nextActor?: NextActorKind;
  nextActorInstitutionId?: string;
  late?: boolean;
  sort: SortKey;
  descending: boolean;
  limit: number;
  /** Without what stands on the user side too: another list has it. */
  elsewhere?: boolean;
  after?: { key: string; id: string };
  /** None but these. */
  among?: readonly string[];
}

/** A line of a list. */
export interface TicketLine {
  id: string;
  reference: string;
  kind: Kind;
  title: string;
  state: TicketState;
  priority: Priority;
  institutionCode: string;
  institutionName: string;
  serviceCode: string;
  serviceName: string;
  nextActor: NextActorKind;
  nextActorCode: string | null;
  nextActorName: string | null;
  followUpAt: Date | null;
  openedAt: Date;
  updatedAt: Date;
  dueAt: Date | null;
  isLate: boolean;
  version: number;
}

const sortColumns: Record<SortKey, string> = { openedAt: 'p.opened_at', updatedAt: 'p.updated_at', dueAt: 'p.due_at' };

/**
 * Lists start from the parties: the rows of one institution and side in the order of their index, as many as the page
 * holds; only then each with the ticket it stands for. The wall is asked per row shown, never per ticket stored. (Whoever
 * sees the party's row sees the ticket, so the joins lose nothing.)
 *
 * The limit is written out, for it is a checked whole number: of a parameter PostgreSQL assumes a tenth of the table, and
 * prefers to sort it all. The statement is not prepared: filters make thousands of them, and each would be kept.
 */
@Injectable()
export class TicketListStore {
  /** Up to `limit` lines of one side (`requester`: only what the actor asked for). */
  async page(tx: Transaction, part: Part, query: ListQuery): Promise<TicketLine[]> {
    const { values, conditions, order } = selectionOf(tx, part, query);
    return tx.query<TicketLine>(
      `select t.id, t.reference, t.kind, t.title, t.state, p.priority, i.code as "institutionCode",
              i.name as "institutionName", s.code as "serviceCode", s.name as "serviceName", coalesce(p.parting ->> 'nextActor', t.next_actor) as "nextActor",
              n.code as "nextActorCode", n.name as "nextActorName", case when p.parting is null then t.follow_up_at
                   else (p.parting ->> 'followUpAt')::timestamptz end as "followUpAt",
              t.opened_at as "openedAt", p.updated_at as "updatedAt", ${part === 'requester' ? 'null::timestamptz' : 'p.due_at'} as "dueAt",
              ${part === 'requester' ? 'false' : 'p.is_late'} as "isLate",
              coalesce((p.parting ->> 'version')::integer, t.version) as version
         from (select p.ticket_id, p.opened_at, p.updated_at, p.due_at, p.is_late, p.priority, p.parting
                 from ticket_party p
                where ${conditions.join('\n                  and ')}
                order by ${order}
                limit ${query.limit}) p
         join ticket t on t.id = p.ticket_id
         join institution i on i.id = t.institution_id
         join service s on s.id = t.service_id
         left join institution n on n.id = case when p.parting is null then t.next_actor_institution_id
                                               else (p.parting ->> 'nextActorInstitutionId')::uuid end
        order by ${order}`,
      values,
      { prepared: false },
    );
  }
}

export type Part = Side | 'requester';

/** What is listed, as conditions on the party's row `p`, and in which order; the values stand in the order of their names. */
export function selectionOf(
  tx: Transaction,
  part: Part,
  query: ListQuery,
): { values: unknown[]; conditions: string[]; order: string } {
  const values: unknown[] = [tx.actor.institution.id, part === 'requester' ? 'user' : part];
  const bind = (value: unknown) => `$${String(values.push(value))}`;
  const column = sortColumns[query.sort];
  const conditions = [
    'p.institution_id = $1',
    'p.side = $2',
    ...(part === 'requester' ? [`p.requester_id = ${bind(tx.actor.personId)}`] : []),
    ...(query.states ? [stateIs(query.states, bind)] : []),
    ...(query.serviceId ? [`p.service_id = ${bind(query.serviceId)}`] : []),
    // of timers a requester is told nothing
    ...(part === 'requester' && (query.late === true || query.sort === 'dueAt') ? ['false'] : []),
    ...(query.late === undefined || part === 'requester' ? [] : [`p.is_late = ${bind(query.late)}`]),
    ...(query.elsewhere ? [NOT_AT_HOME] : []),
    ...(query.nextActor ? [`p.next_actor = ${bind(query.nextActor)}`] : []),
    ...(query.nextActorInstitutionId
      ? ['p.until is null', ticketWith(`t.next_actor_institution_id = ${bind(query.nextActorInstitutionId)}`)]
      : []),
    ...(query.institutionId ? [ticketWith(`t.institution_id = ${bind(query.institutionId)}`)] : []),
    ...(query.holderId
      ? [
          `exists (select 1 from escalation e where e.ticket_id = p.ticket_id and e.holder_id = ${bind(query.holderId)}
                      and e.state in ('offered', 'accepted', 'waiting', 'delivered'))`,
        ]
      : []),
    // said again of what implies it, for the index of open tickets to be found
    ...(isOpenOnly(query) ? [`p.next_actor <> 'nobody'`] : []),
    ...(query.among ? [`p.ticket_id = any (${bind(query.among)}::uuid[])`] : []),
    ...(query.sort === 'dueAt' ? ['p.due_at is not null'] : []),
    ...(query.after
      ? [
          `(${column}, p.ticket_id) ${query.descending ? '<' : '>'} (${bind(query.after.key)}::timestamptz, ${bind(query.after.id)}::uuid)`,
        ]
      : []),
  ];
  const direction = query.descending ? 'desc' : 'asc';
  const order = `${column} ${direction}, p.ticket_id ${direction}`;
  return { values, conditions, order };
}

const NOT_AT_HOME = `not exists (select 1 from ticket_party u
                  where u.institution_id = p.institution_id and u.side = 'user' and u.ticket_id = p.ticket_id)`;

function ticketWith(condition: string): string {
  return `exists (select 1 from ticket t where t.id = p.ticket_id and ${condition})`;
}

/** One state is an equality, so that the index on states gives its rows in the order of the list. */
function stateIs(states: readonly TicketState[], bind: (value: unknown) => string): string {
  const [only, ...others] = states;
  return others.length === 0 ? `p.state = ${bind(only)}` : `p.state = any (${bind(states)}::text[])`;
}

/** Whether only tickets are asked for on which somebody has to act: by the actor, or by the holder of an open escalation. */
function isOpenOnly({ nextActor, nextActorInstitutionId, holderId }: ListQuery): boolean {
  return (
    (nextActor !== undefined && nextActor !== 'nobody') ||
    nextActorInstitutionId !== undefined ||
    holderId !== undefined
  );
}
