import type { Side, Transaction } from '../../../database/index.js';
import { isUuid } from '../../../kernel/index.js';
import type { Priority, TicketState } from '../../timers/index.js';
import type { Kind, NextActorKind } from '../domain/ticket.js';
import { bitOf } from '../domain/turn-kinds.js';

/** What a list or a count asks for; ids, as far as the actor's words named something. */
export interface TicketFilter {
  states?: readonly TicketState[];
  kind?: Kind;
  priorities?: readonly Priority[];
  serviceId?: string;
  /** Owner. */
  institutionId?: string;
  /** Institution that holds the open escalation. */
  holderId?: string;
  nextActor?: NextActorKind;
  nextActorInstitutionId?: string;
  late?: boolean;
  /** Who works on it in the actor's part; null: nobody does. */
  assigneeId?: string | null;
  teamId?: string;
  requesterId?: string;
  openedFrom?: string;
  openedTo?: string;
  updatedFrom?: string;
  waitingCause?: WaitingCause;
  unread?: boolean;
  watched?: boolean;
  followUpBefore?: string;
}

/** Of a ticket, or of its open escalation. */
export const waitingCauses = [
  'requester',
  'third_party',
  'change',
  'scheduled',
  'approval',
  'spoc',
  'planned',
] as const;
export type WaitingCause = (typeof waitingCauses)[number];

export type Bind = (value: unknown) => string;

/** Values of a statement, and what gives each its parameter. */
export function binding(): { values: unknown[]; bind: Bind } {
  const values: unknown[] = [];
  return { values, bind: (value) => `$${String(values.push(value))}` };
}

export type Part = Side | 'requester';

/** What `ticket_party.turn` says of a part in which a text waits to be read. */
export const UNREAD = bitOf('answer') | bitOf('answered');
const ofTheCall: readonly WaitingCause[] = ['spoc', 'planned', 'third_party'];

/**
 * The conditions on a party `p` of which a list or a count consists, for one part; `bind` gives a value its parameter.
 * The first two are those that every index of the table begins with. Of what goes on inside a side (who works on it, what
 * is read, timers) a requester's part tells nothing, so that it cannot be guessed either.
 */
export function conditionsOf(tx: Transaction, part: Part, filter: TicketFilter, bind: Bind): string[] {
  const isAsker = part === 'requester';
  const [home, side] = [homeOf(tx), `'${isAsker ? 'user' : part}'`];
  const conditions = [
    `p.institution_id = ${home}`,
    `p.side = ${side}`,
    ...(isAsker ? [`p.requester_id = ${bind(tx.actor.personId)}`] : []),
  ];
  const add = (condition: string) => conditions.push(condition);
  if (filter.states) add(oneOf('p.state', filter.states, bind));
  if (filter.priorities) add(oneOf('p.priority', filter.priorities, bind));
  if (filter.serviceId) add(`p.service_id = ${bind(filter.serviceId)}`);
  if (filter.kind) add(ticketWith(`t.kind = ${bind(filter.kind)}`));
  if (filter.nextActor) add(`p.next_actor = ${bind(filter.nextActor)}`);
  if (filter.nextActorInstitutionId) {
    conditions.push(
      'p.until is null',
      ticketWith(`t.next_actor_institution_id = ${bind(filter.nextActorInstitutionId)}`),
    );
  }
  // at home every ticket is one's own; elsewhere there is an index by the owner
  if (filter.institutionId && part === 'provider') add(`p.owner_id = ${bind(filter.institutionId)}`);
  else if (filter.institutionId && filter.institutionId !== tx.actor.institution.id) add('false');
  if (filter.holderId) {
    add(
      callWith(`e.holder_id = ${bind(filter.holderId)} and e.state in ('offered', 'accepted', 'waiting', 'delivered')`),
    );
  }
  if (filter.requesterId) add(`p.requester_id = ${bind(filter.requesterId)}`);
  if (filter.openedFrom) add(`p.opened_at >= ${bind(filter.openedFrom)}::timestamptz`);
  if (filter.openedTo) add(`p.opened_at < ${bind(filter.openedTo)}::timestamptz`);
  if (filter.updatedFrom) add(`p.updated_at >= ${bind(filter.updatedFrom)}::timestamptz`);
  if (filter.waitingCause) conditions.push('p.until is null', waitsFor(filter.waitingCause, bind));
  if (filter.followUpBefore) add(`p.follow_up_at < ${bind(filter.followUpBefore)}::timestamptz`);
  if (isInside(filter) && isAsker) add('false');
  // written out: of a parameter its index is not walked
  if (filter.late !== undefined && !isAsker) add(filter.late ? 'p.is_late' : 'not p.is_late');
  if (filter.assigneeId !== undefined) {
    if (filter.assigneeId === null) conditions.push('p.until is null', 'p.assignee_id is null');
    else add(`p.assignee_id = ${assigneeOf(tx, filter.assigneeId, bind)}`);
  }
  if (filter.teamId) add(`p.team_id = ${bind(filter.teamId)}`);
  if (filter.unread) conditions.push('p.turn <> 0', `p.turn & ${String(UNREAD)} <> 0`);
  if (filter.unread === false) add(`p.turn & ${String(UNREAD)} = 0`);
  if (filter.watched !== undefined) {
    add(
      `${filter.watched ? '' : 'not '}p.ticket_id in (select w.ticket_id from watcher w
                  where w.institution_id = ${home} and w.side = ${side} and w.person_id = ${bind(tx.actor.personId)})`,
    );
  }
  // said again of what implies it, for the index of open tickets to be found
  if (isOpenOnly(filter)) add(`p.next_actor <> 'nobody'`);
  return conditions;
}

/** What an institution escalated to itself stands on both sides; its user side has it. */
export const NOT_AT_HOME = `not exists (select 1 from ticket_party u
                  where u.institution_id = p.institution_id and u.side = 'user' and u.ticket_id = p.ticket_id)`;

/**
 * Written out, not bound: institutions differ in size by a thousand, and so do those who work on tickets. A plan that knows
 * nothing of that collects and sorts all of a large one's where walking an index would do. Nobody's id but those of the actor:
 * how an id of others is looked for must not depend on what there is of them.
 */
function writtenOut(id: string): string {
  if (!isUuid(id)) throw new Error('an institution and a person are named by their ids');
  return `'${id}'::uuid`;
}

const homeOf = ({ actor }: Transaction): string => writtenOut(actor.institution.id);

const assigneeOf = ({ actor }: Transaction, id: string, bind: Bind): string =>
  id === actor.personId ? writtenOut(id) : bind(id);

function isInside({ late, assigneeId, teamId, unread, watched }: TicketFilter): boolean {
  // a requester has nothing that is late, and what is not late is all they have
  return late === true || [assigneeId, teamId, unread, watched].some((value) => value !== undefined);
}

function waitsFor(cause: WaitingCause, bind: Bind): string {
  const given = bind(cause);
  const ticket = `(p.state = 'waiting' and ${ticketWith(`t.state = 'waiting' and t.waiting_cause = ${given}`)})`;
  const call = callWith(`e.state = 'waiting' and e.waiting_cause = ${given}`);
  if (!ofTheCall.includes(cause)) return ticket;
  return cause === 'third_party' ? `(${ticket} or ${call})` : call;
}

/*
 * `offset 0` keeps PostgreSQL from making a join of it: it expects every second ticket to be let through by a policy, and
 * would join and sort all of a list before it cuts a page from it. So it asks row by row, until the page is full.
 */
function ticketWith(condition: string): string {
  return `exists (select 1 from ticket t where t.id = p.ticket_id and ${condition} offset 0)`;
}

function callWith(condition: string): string {
  return `exists (select 1 from escalation e where e.ticket_id = p.ticket_id and ${condition} offset 0)`;
}

/** One is an equality, so that an index gives its rows in the order of the list. */
function oneOf(column: string, values: readonly string[], bind: Bind): string {
  const [only, ...others] = values;
  return others.length === 0 ? `${column} = ${bind(only)}` : `${column} = any (${bind(values)}::text[])`;
}

/** Whether only tickets are asked for on which somebody has to act: by the actor, or by the holder of an open escalation. */
function isOpenOnly({ nextActor, nextActorInstitutionId, holderId }: TicketFilter): boolean {
  return (
    (nextActor !== undefined && nextActor !== 'nobody') ||
    nextActorInstitutionId !== undefined ||
    holderId !== undefined
  );
}
