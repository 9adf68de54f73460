import type { Interval } from '../../../kernel/index.js';
import type { Standing, Subject } from './admission.js';
import { mayBegin } from './reviewing.js';

/** What people said of an emergency that has not begun. */
export interface Word {
  personId: string;
  decision: 'approve' | 'reject';
  reason: string | null;
}

export interface DueFacts {
  subject: Subject;
  who: Pick<Standing, 'isAuthor' | 'isImplementer'>;
  personId: string;
  window: Interval | undefined;
  /** Of an emergency: since when it is asked for, and what was said of it and holds. */
  askedAt: number;
  words: readonly Word[];
  now: number;
}

/** Of what somebody may do, what they may do at any time, or undo: nobody waits for it. */
const optional = ['object', 'withdraw-objection', 'withdraw', 'hold', 'unhold', 'back-out'];

/**
 * Of what somebody may do with a change now, what waits for them. A draft waits for whoever prepares it, a standard one that
 * has a window for a peer; a start for its window; the end of what was never begun for the end of it; an emergency for the
 * word of those who have not given theirs, until two have.
 */
export function dueOf(moves: readonly string[], facts: DueFacts): string[] {
  return moves.filter((move) => !optional.includes(move) && isDue(move, facts));
}

function isDue(move: string, { subject, who, personId, window, askedAt, words, now }: DueFacts): boolean {
  const approvedBy = words.filter(({ decision }) => decision === 'approve').map((one) => one.personId);
  const isRefused = words.length > approvedBy.length;
  const reason = words.find((word) => word.reason !== null)?.reason ?? null;
  const mayStart = !isRefused && mayBegin({ askedAt, approvedBy, reason }, now);
  switch (move) {
    case 'submit':
    case 'rework':
      return who.isAuthor;
    case 'schedule':
      return window !== undefined;
    case 'start':
      if (subject.class === 'emergency') return mayStart;
      return window !== undefined && window.from <= now && now < window.to;
    case 'decide':
      if (subject.class !== 'emergency') return true;
      return !isRefused && !mayStart && words.every((word) => word.personId !== personId);
    case 'acknowledge':
      return subject.class !== 'own_tenant' && subject.class !== 'emergency';
    case 'close':
      return subject.state !== 'scheduled' || (window !== undefined && window.to <= now);
    default:
      return true;
  }
}
