import type { Automatic } from './automatic.js';

/** Everything that decides what becomes of a mail; nothing else does. */
export interface Facts {
  /** It could not be read at all. */
  isUnreadable: boolean;
  automatic: Automatic | null;
  /** From an address of our own. */
  isOwn: boolean;
  hasSender: boolean;
  /** Neither a text nor a file. */
  isEmpty: boolean;
  isAuthenticated: boolean;
  isOverQuota: boolean;
  /** The thread that it points to, and how. `standing`: who its sender is there. */
  thread: { by: 'token' | 'reference'; standing: Standing } | null;
  /** The box that it was sent to; `isColleague`: its sender is of that institution. */
  box: { hasService: boolean; isColleague: boolean } | null;
}

/**
 * `addressee`: the mail that it answers was sent to them. `party`: a person of an institution that has to do with the ticket.
 * `external`: somebody outside who was called. `stranger`: anybody else.
 */
export type Standing = 'addressee' | 'party' | 'external' | 'stranger';

export type Act = 'bounce' | 'answer' | 'external_answer' | 'third_person' | 'open';
export type Reason =
  | Automatic
  | 'unreadable'
  | 'own_address'
  | 'no_sender'
  | 'empty'
  | 'too_many'
  | 'answer'
  | 'external_answer'
  | 'third_person'
  | 'opened'
  | 'not_authenticated'
  | 'not_a_party'
  | 'no_service'
  | 'unknown_sender';

export const outcomes = ['created', 'appended', 'ignored', 'quarantined'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Decision {
  outcome: Outcome;
  reason: Reason;
  /** What is done; undefined: nothing. */
  act?: Act;
}

/**
 * What becomes of a mail. A program's mail never acts. A token proves the thread and not the person: only its addressee, for
 * whom the mail server vouches, speaks as themselves; anybody else is filed as a third person. Without a token somebody who
 * is a party speaks if the mail server vouches for them, and whatever else names a ticket waits for a person to look at it.
 */
export function judge(facts: Facts): Decision {
  const { thread, box, isAuthenticated } = facts;
  if (facts.isUnreadable) return kept('unreadable');
  if (facts.automatic)
    return { outcome: 'ignored', reason: facts.automatic, ...(facts.automatic === 'bounce' ? { act: 'bounce' } : {}) };
  if (facts.isOwn) return kept('own_address');
  if (!facts.hasSender) return kept('no_sender');
  if (facts.isEmpty) return { outcome: 'ignored', reason: 'empty' };
  if (facts.isOverQuota) {
    // who is known and writes too much may have a reason; who is not fills no list
    const isKnown = isAuthenticated && (thread !== null || box?.isColleague === true);
    return isKnown ? kept('too_many') : { outcome: 'ignored', reason: 'too_many' };
  }
  if (thread) return inThread(thread, isAuthenticated);
  if (!box?.isColleague) return kept('unknown_sender');
  if (!isAuthenticated) return kept('not_authenticated');
  if (!box.hasService) return kept('no_service');
  return { outcome: 'created', reason: 'opened', act: 'open' };
}

function inThread(
  { by, standing }: { by: 'token' | 'reference'; standing: Standing },
  isAuthenticated: boolean,
): Decision {
  // with a token in hand a colleague of the addressee is a third person too: it was not them who were asked
  const isThem = standing === 'addressee' || standing === 'external' || (standing === 'party' && by === 'reference');
  if (isThem && isAuthenticated) {
    const act = standing === 'external' ? 'external_answer' : 'answer';
    return { outcome: 'appended', reason: act, act };
  }
  if (by === 'token')
    return { outcome: 'appended', reason: isThem ? 'not_authenticated' : 'third_person', act: 'third_person' };
  return kept(isThem ? 'not_authenticated' : 'not_a_party');
}

const kept = (reason: Reason): Decision => ({ outcome: 'quarantined', reason });
