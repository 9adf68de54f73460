import { done, refused, SYSTEM_PERSON, type Outcome } from '../../../kernel/index.js';
import {
  escalationMachine,
  openEscalationStates,
  openTicketStates,
  ticketMachine,
  type EscalationMove,
  type Mover,
  type TicketMove,
} from './states.js';
import type { Escalation, Ticket } from './ticket.js';

/** The moves of a ticket that the API offers. Those that keep the state are open to level 1 while work may follow. */
export type OfferedMove = Exclude<TicketMove, 'putToApproval' | 'approve'> | 'assign' | 'qualify' | 'escalate';

/** Who somebody is to one ticket: their institution, and the roles they hold there for its service. */
export interface Standing {
  institutionId: string;
  personId: string;
  roles: ReadonlySet<string>;
}

/** Time itself, in the name of a ticket's owner: it may make the moves that the tables leave to the `system`. */
export function timeItself(institutionId: string): Standing {
  return { institutionId, personId: SYSTEM_PERSON, roles: new Set(['system']) };
}

const keepsState: Record<'assign' | 'qualify' | 'escalate', readonly Mover[]> = {
  assign: ['agent', 'spoc'],
  qualify: ['agent', 'spoc'],
  // an agent only under conditions, which the move itself checks
  escalate: ['spoc', 'agent'],
};

export const isOpenTicket = (ticket: Pick<Ticket, 'state'>) => openTicketStates.some((state) => state === ticket.state);
export const isOpenEscalation = (escalation: Pick<Escalation, 'state'>) =>
  openEscalationStates.some((state) => state === escalation.state);

export function openEscalation<E extends Pick<Escalation, 'state'>>(escalations: readonly E[]): E | undefined {
  return escalations.find(isOpenEscalation);
}

/** Whether the role allows a move on a ticket at all, whatever its state. Refused: 403. */
export function mayMoveTicket(move: OfferedMove, ticket: Ticket, standing: Standing): Outcome<true> {
  const by = isStateMove(move) ? ticketMachine.moves[move].by : keepsState[move];
  return holdsRole(by, ticket, standing) ? done(true) : forbiddenRole();
}

/** Whether a move on a ticket is possible now. Refused: 409, with the reason and the moves that are. */
export function admitTicketMove(
  move: OfferedMove,
  ticket: Ticket,
  escalations: readonly Escalation[],
  standing: Standing,
): Outcome<true> {
  const reason = obstacleToTicketMove(move, ticket, escalations);
  if (!reason) return done(true);
  return refused({ kind: 'conflict', ...reason, moves: ticketMovesNow(ticket, escalations, standing) });
}

export function mayMoveEscalation(
  move: EscalationMove,
  ticket: Ticket,
  escalation: Escalation,
  standing: Standing,
): Outcome<true> {
  const { by } = escalationMachine.moves[move];
  if (standing.roles.has('system')) return by.includes('system') ? done(true) : forbiddenRole();
  const isHolders = by.includes('engineer');
  const side = isHolders ? escalation.holderId : ticket.institutionId;
  const may = side === standing.institutionId && standing.roles.has(isHolders ? 'engineer' : 'spoc');
  return may ? done(true) : forbiddenRole();
}

export function admitEscalationMove(
  move: EscalationMove,
  ticket: Ticket,
  escalation: Escalation,
  standing: Standing,
): Outcome<true> {
  const reason = obstacleToEscalationMove(move, ticket, escalation);
  if (!reason) return done(true);
  return refused({ kind: 'conflict', ...reason, moves: escalationMovesNow(ticket, escalation, standing) });
}

export function ticketMovesNow(ticket: Ticket, escalations: readonly Escalation[], standing: Standing): OfferedMove[] {
  return offered.filter(
    (move) => mayMoveTicket(move, ticket, standing).ok && !obstacleToTicketMove(move, ticket, escalations),
  );
}

export function escalationMovesNow(ticket: Ticket, escalation: Escalation, standing: Standing): EscalationMove[] {
  return escalationMoves.filter(
    (move) =>
      mayMoveEscalation(move, ticket, escalation, standing).ok && !obstacleToEscalationMove(move, ticket, escalation),
  );
}

const offered: readonly OfferedMove[] = [
  'take',
  'assign',
  'qualify',
  'wait',
  'resume',
  'escalate',
  'resolve',
  'close',
  'reopen',
  'cancel',
  'merge',
];
const escalationMoves = Object.keys(escalationMachine.moves).filter(
  (move) => move !== 'settleReturn',
) as EscalationMove[];

interface Obstacle {
  code: string;
  detail: string;
}

function obstacleToTicketMove(
  move: OfferedMove,
  ticket: Ticket,
  escalations: readonly Escalation[],
): Obstacle | undefined {
  const isOffered = isStateMove(move) ? ticketMachine.moves[move].from.includes(ticket.state) : isOpenTicket(ticket);
  if (!isOffered) {
    return {
      code: 'move_not_allowed',
      detail: `A ticket that is ${words(ticket.state)} cannot be moved by "${move}".`,
    };
  }
  if (['resolve', 'cancel', 'merge', 'escalate'].includes(move) && openEscalation(escalations)) {
    return {
      code: 'escalation_open',
      detail: `"${move}" has to wait: an escalation is open. Confirm what was delivered, or recall it first.`,
    };
  }
  return undefined;
}

function obstacleToEscalationMove(move: EscalationMove, ticket: Ticket, escalation: Escalation): Obstacle | undefined {
  const { state, waitingCause, returnSettledAt, externalName } = escalation;
  const isReturn = state === 'returned' && (move === 'confirm' || move === 'refuse');
  if (!isReturn && !escalationMachine.moves[move].from.includes(state)) {
    return { code: 'move_not_allowed', detail: `An escalation that is ${words(state)} cannot be moved by "${move}".` };
  }
  if (isReturn && returnSettledAt) return { code: 'return_settled', detail: 'This return is settled already.' };
  if (move === 'answer' && waitingCause !== 'spoc') {
    return { code: 'no_question', detail: 'The provider has asked nothing that waits for an answer.' };
  }
  if (move.startsWith('external-') && externalName === null) {
    return { code: 'no_external', detail: 'Nobody outside the consortium was called on with this escalation.' };
  }
  if (!isOpenTicket(ticket)) return { code: 'ticket_not_open', detail: `The ticket is ${words(ticket.state)}.` };
  return undefined;
}

function isStateMove(move: OfferedMove): move is Exclude<OfferedMove, keyof typeof keepsState> {
  return move in ticketMachine.moves;
}

function holdsRole(by: readonly Mover[], ticket: Ticket, standing: Standing): boolean {
  if (standing.institutionId !== ticket.institutionId) return false;
  return by.some(
    (role) => standing.roles.has(role) && (role !== 'requester' || ticket.requesterId === standing.personId),
  );
}

function forbiddenRole(): Outcome<true> {
  return refused({ kind: 'forbidden', code: 'forbidden', detail: 'Your roles do not include this move.' });
}

function words(state: string): string {
  return state.replaceAll('_', ' ');
}
