import { done, refused, type Outcome } from '../../../kernel/index.js';
import type { ChangeClass } from './classing.js';
import { changeMachine, type ChangeMove, type ChangeState } from './states.js';

/** The moves that the API offers. Some are one move of the machine, some one of several, some change no state. */
export const offeredMoves = [
  'submit',
  'decide',
  'object',
  'schedule',
  'start',
  'implement',
  'back-out',
  'review',
  'close',
  'withdraw',
  'rework',
  'hold',
  'unhold',
] as const;
/** Those that a round of votes offers. */
export const movesOfVotes = ['open-round', 'votes', 'ratify'] as const;
/** Those of an affected institution beside objecting. */
export const movesOfAnswering = ['acknowledge', 'withdraw-objection'] as const;
export type OfferedMove = (typeof offeredMoves)[number];

export interface Subject {
  state: ChangeState;
  class: ChangeClass;
  isHeld: boolean;
}

/** Who somebody is to one change. */
export interface Standing {
  /** Staff of the provider that makes it, with their roles for its services. */
  isOwn: boolean;
  roles: ReadonlySet<string>;
  isAuthor: boolean;
  isImplementer: boolean;
  /** Wrote on it where it is made, or owns it there; who asked for it does neither. */
  hasPrepared: boolean;
  /** SPOC or manager of the institution whose own tenant it touches. */
  speaksForTenant: boolean;
  /** SPOC of an affected institution. */
  speaksForAffected: boolean;
}

const isStandardLike = ({ class: kind }: Subject) => kind === 'standard' || kind === 'security_patch';

/** The state that each offered move may start from, by class. */
export function isPossible(move: OfferedMove, subject: Subject): boolean {
  const { state, class: kind, isHeld } = subject;
  const from = (name: ChangeMove) => changeMachine.moves[name].from.includes(state);
  if (isHeld && !['unhold', 'withdraw', 'object'].includes(move)) return false;
  switch (move) {
    case 'submit':
      return from('submit') && !isStandardLike(subject) && kind !== 'emergency';
    case 'decide':
      if (kind === 'emergency') return state === 'draft';
      // whether it is voted on, those who count votes say
      return state === 'submitted' || state === 'deciding';
    case 'object':
      return ['deciding', 'approved', 'scheduled'].includes(state) && kind !== 'own_tenant' && kind !== 'emergency';
    case 'schedule':
      return from('schedule') || (isStandardLike(subject) && from('scheduleStandard'));
    case 'start':
      return from('start') || (kind === 'emergency' && from('startEmergency'));
    case 'implement':
      return from('implement');
    case 'back-out':
      return from('backOut');
    case 'review':
      return from('review');
    case 'close':
      return from('close') || from('closeUnreviewed') || from('lapse');
    case 'withdraw':
      return from('withdraw');
    case 'rework':
      return from('rework');
    case 'hold':
      return !isHeld && ['submitted', 'deciding', 'approved', 'scheduled'].includes(state);
    case 'unhold':
      return isHeld;
  }
}

/** Whether somebody may make a move at all, whatever the state. */
export function isAllowed(move: OfferedMove, subject: Subject, who: Standing): boolean {
  const engineers = who.isOwn && (who.roles.has('engineer') || who.roles.has('change_manager'));
  const managers = who.isOwn && who.roles.has('change_manager');
  switch (move) {
    case 'submit':
    case 'withdraw':
    case 'rework':
    case 'hold':
    case 'unhold':
      return engineers;
    case 'schedule':
      // four eyes: of a standard change this is the decision
      return engineers && !(isStandardLike(subject) && (who.isAuthor || who.isImplementer || who.hasPrepared));
    case 'start':
    case 'implement':
    case 'back-out':
      return engineers && who.isImplementer;
    case 'review':
    case 'close':
      return managers;
    case 'object':
      return who.speaksForAffected;
    case 'decide':
      if (subject.class === 'emergency') return engineers;
      if (subject.state === 'submitted') return engineers && !who.isAuthor && !who.isImplementer && !who.hasPrepared;
      // somebody may be of both institutions
      if (subject.class === 'own_tenant') return who.speaksForTenant && !who.isImplementer && !who.hasPrepared;
      // what a manager wrote a peer has read
      return managers && !who.isAuthor && !who.isImplementer;
  }
}

/** What somebody may do with a change now. */
export const movesNow = (subject: Subject, who: Standing): OfferedMove[] =>
  offeredMoves.filter((move) => isPossible(move, subject) && isAllowed(move, subject, who));

/** Refused: 403 for whom it is not, 409 when it is not possible now, with the moves that are. */
export function admit(move: OfferedMove, subject: Subject, who: Standing): Outcome<true> {
  if (!isAllowed(move, subject, who)) {
    const detail = 'None of your roles allows this on this change, or it takes somebody who does not make it.';
    return refused({ kind: 'forbidden', code: 'forbidden', detail });
  }
  if (isPossible(move, subject)) return done(true);
  const detail = subject.isHeld ? 'The change is held.' : `The change is ${subject.state}.`;
  return refused({ kind: 'conflict', code: 'not_possible_now', detail, moves: movesNow(subject, who) });
}
