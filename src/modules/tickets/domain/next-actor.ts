import { openEscalationStates } from './states.js';
import type { Escalation, NextActorKind, Ticket } from './ticket.js';

export interface NextActor {
  kind: NextActorKind;
  /** The institution that acts, or that follows up a third party or a requester; null for nobody. */
  institutionId: string | null;
}

type Waiting = Pick<Ticket, 'institutionId' | 'state' | 'waitingCause'>;
type Called = Pick<Escalation, 'state' | 'waitingCause' | 'holderId'>;

/**
 * Who owes the next step. Exactly one actor at any instant: an open escalation decides, except that a ticket waiting for
 * its requester comes first.
 */
export function nextActorOf(ticket: Waiting, escalations: readonly Called[]): NextActor {
  const home: NextActor = { kind: 'user_institution', institutionId: ticket.institutionId };
  if (['resolved', 'closed', 'cancelled', 'merged'].includes(ticket.state))
    return { kind: 'nobody', institutionId: null };
  if (ticket.state === 'waiting' && ticket.waitingCause === 'requester') {
    return { kind: 'requester', institutionId: ticket.institutionId };
  }
  const open = escalations.find((escalation) => openEscalationStates.some((state) => state === escalation.state));
  if (open) return duringEscalation(open, home);
  if (ticket.state !== 'waiting') return home;
  switch (ticket.waitingCause) {
    case 'third_party':
      return { kind: 'third_party', institutionId: ticket.institutionId };
    case 'scheduled':
      return { kind: 'nobody', institutionId: null };
    case 'approval':
    case 'change':
    case 'requester':
    case null:
      return home;
  }
}

function duringEscalation(open: Called, home: NextActor): NextActor {
  if (open.state === 'delivered') return home;
  if (open.state !== 'waiting') return { kind: 'provider', institutionId: open.holderId };
  switch (open.waitingCause) {
    case 'spoc':
      return home;
    case 'third_party':
      return { kind: 'third_party', institutionId: open.holderId };
    case 'planned':
    case null:
      return { kind: 'provider', institutionId: open.holderId };
  }
}
