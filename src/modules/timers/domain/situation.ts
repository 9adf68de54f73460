import { type EscalationState, type EscalationWait, type Fact, type Priority } from './facts.js';
import { type TicketState, type TicketWait } from './facts.js';

/**
 * Where a ticket stands after a fact, as far as timers care. An escalation that comes after another belongs to the
 * same *matter* (and continues its timers) or opens a new one (fresh timers): see `continuesMatter`.
 */
export interface Situation {
  readonly priority: Priority;
  readonly ticket: { readonly state: TicketState; readonly cause?: TicketWait };
  /** The requester was answered: live at opening, by a person, or by the resolution. */
  readonly isAnswered: boolean;
  readonly escalation?: Escalation;
  /** Counts the matters that were escalated: 0 before the first escalation. */
  readonly matter: number;
  /** The provider has accepted, delivered or returned this matter, or somebody outside has answered. */
  readonly isTakenUp: boolean;
}

interface Escalation {
  readonly n: number;
  readonly state: EscalationState;
  readonly cause?: EscalationWait;
  readonly isReturnConfirmed: boolean;
  /** The instant of delivery, recall or confirmed return; null while it is open or its return is undecided. */
  readonly endedAt: number | null;
}

/** The last instant at which escalating again still continues a matter that ended at `endedAt`; undefined: for ever. */
export type MatterUntil = (endedAt: number) => number | undefined;

type EscalationFact = Extract<Fact, { type: 'escalation' }>;

/** Not `waiting`: somebody outside who was called on, and has not answered yet, has taken up nothing. */
const takesUp: ReadonlySet<EscalationState> = new Set(['accepted', 'delivered', 'confirmed', 'returned']);

export function opening(fact: Extract<Fact, { type: 'opened' }>): Situation {
  return {
    priority: fact.priority,
    ticket: { state: 'new' },
    isAnswered: fact.live,
    matter: 0,
    isTakenUp: false,
  };
}

export function after(before: Situation, fact: Fact, matterUntil: MatterUntil): Situation {
  switch (fact.type) {
    case 'reached':
      return { ...before, isAnswered: true };
    case 'prioritised':
      return { ...before, priority: fact.priority };
    case 'ticket':
      return {
        ...before,
        ticket: { state: fact.state, cause: fact.cause },
        isAnswered: before.isAnswered || fact.state === 'resolved',
      };
    case 'escalation':
      return afterEscalation(before, fact, matterUntil);
    case 'opened':
    case 'carried':
    case 'told':
      return before;
  }
}

function afterEscalation(before: Situation, fact: EscalationFact, matterUntil: MatterUntil): Situation {
  const former = before.escalation;
  // what is still said of an earlier escalation moves nothing: the newest one decides
  if (former && fact.n < former.n) return before;
  const same = former?.n === fact.n ? former : undefined;
  const continues = same !== undefined || continuesMatter(former, fact.at, matterUntil);
  return {
    ...before,
    escalation: {
      n: fact.n,
      state: fact.state,
      cause: fact.cause,
      isReturnConfirmed: fact.state === 'returned' && fact.accepted === true,
      endedAt: endOf(fact, same),
    },
    matter: continues ? before.matter : before.matter + 1,
    isTakenUp: (continues && before.isTakenUp) || takesUp.has(fact.state),
  };
}

/**
 * Forwarded, returned without the return being confirmed, or otherwise not over: the next escalation continues.
 * Delivered, recalled or returned for good: it continues when it comes early enough.
 */
function continuesMatter(former: Escalation | undefined, at: number, matterUntil: MatterUntil): boolean {
  if (!former) return false;
  if (former.endedAt === null) return true;
  const until = matterUntil(former.endedAt);
  return until === undefined || at <= until;
}

function endOf(fact: EscalationFact, same: Escalation | undefined): number | null {
  switch (fact.state) {
    case 'delivered':
    case 'recalled':
      return fact.at;
    case 'returned':
      return fact.accepted === true ? fact.at : null;
    case 'confirmed':
      return same?.endedAt ?? fact.at;
    case 'offered':
    case 'accepted':
    case 'waiting':
    case 'forwarded':
      return null;
  }
}
