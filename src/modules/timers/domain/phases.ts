import { type EscalationWait, type Metric, type Side, type TicketWait } from './facts.js';
import { type Situation } from './situation.js';

/**
 * What one timer does in a situation. The rules of both sides and both metrics stand here and nowhere else
 * (docs/architecture.md, "Timers"); what a change from one phase to the next means is the same for all, see `runs.ts`.
 */
export type Phase = 'none' | 'running' | 'paused' | 'ended' | 'cancelled';

/** Waiting that stops a resolution timer because the agreement says so. */
export type AlsoPauses = readonly (TicketWait | EscalationWait)[];

export function phaseOf(side: Side, metric: Metric, situation: Situation, alsoPauses: AlsoPauses): Phase {
  if (metric === 'response') return side === 'user' ? userResponse(situation) : providerResponse(situation);
  return side === 'user' ? userResolution(situation, alsoPauses) : providerResolution(situation, alsoPauses);
}

/** From opening until a person answers. Never pauses. */
function userResponse(situation: Situation): Phase {
  if (situation.isAnswered) return 'ended';
  return isDropped(situation) ? 'cancelled' : 'running';
}

/** From opening until resolved. An escalation does not pause it: to its people, the institution answers for it. */
function userResolution(situation: Situation, alsoPauses: AlsoPauses): Phase {
  if (isDropped(situation)) return 'cancelled';
  if (isResolved(situation)) return 'ended';
  return ticketPauses(situation, alsoPauses) ? 'paused' : 'running';
}

/** From the first escalation of a matter until accepted or returned; forwarding answers nothing. Never pauses. */
function providerResponse(situation: Situation): Phase {
  if (!situation.escalation) return 'none';
  if (situation.isTakenUp) return 'ended';
  return isDropped(situation) || situation.escalation.state === 'recalled' ? 'cancelled' : 'running';
}

/** From the first escalation of a matter until delivered. */
function providerResolution(situation: Situation, alsoPauses: AlsoPauses): Phase {
  const escalation = situation.escalation;
  if (!escalation) return 'none';
  if (isDropped(situation)) return 'cancelled';
  switch (escalation.state) {
    case 'delivered':
    case 'confirmed':
      return 'ended';
    case 'recalled':
      return 'cancelled';
    case 'returned':
      // until the other side has decided on the return, nobody works; resolving the ticket decides it
      return escalation.isReturnConfirmed || isResolved(situation) ? 'cancelled' : 'paused';
    case 'offered':
    case 'accepted':
    case 'forwarded':
      return ticketPauses(situation, alsoPauses) ? 'paused' : 'running';
    case 'waiting':
      return escalationPauses(escalation.cause, alsoPauses) || ticketPauses(situation, alsoPauses)
        ? 'paused'
        : 'running';
  }
}

/**
 * Why a resolution timer that started does not run in a situation: what it waits for, or what ended it for now. Several
 * may hold at once; each alone would be enough. Empty when it runs.
 */
export function standsStillFor(side: Side, situation: Situation, alsoPauses: AlsoPauses): string[] {
  const { ticket, escalation } = situation;
  if (phaseOf(side, 'resolution', situation, alsoPauses) === 'running') return [];
  const waiting = ticketPauses(situation, alsoPauses) && ticket.cause ? [ticket.cause] : [];
  if (isDropped(situation) || (side === 'user' && isResolved(situation))) return [ticket.state];
  if (side === 'user' || !escalation) return waiting;
  if (escalation.state === 'waiting') {
    const asked = escalationPauses(escalation.cause, alsoPauses) && escalation.cause ? [escalation.cause] : [];
    return [...new Set([...waiting, ...asked])];
  }
  const isStopped = ['delivered', 'confirmed', 'recalled', 'returned'].includes(escalation.state);
  return isStopped ? [escalation.state] : waiting;
}

function ticketPauses({ ticket: { state, cause } }: Situation, alsoPauses: AlsoPauses): boolean {
  if (state !== 'waiting' || cause === undefined) return false;
  return cause === 'requester' || cause === 'scheduled' || cause === 'approval' || alsoPauses.includes(cause);
}

function escalationPauses(cause: EscalationWait | undefined, alsoPauses: AlsoPauses): boolean {
  return cause !== undefined && (cause === 'spoc' || alsoPauses.includes(cause));
}

function isDropped({ ticket }: Situation): boolean {
  return ticket.state === 'cancelled' || ticket.state === 'merged';
}

function isResolved({ ticket }: Situation): boolean {
  return ticket.state === 'resolved' || ticket.state === 'closed';
}
