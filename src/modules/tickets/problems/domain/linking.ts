import { isOpenTicket } from '../../domain/admission.js';
import type { Ticket } from '../../domain/ticket.js';
import type { ProblemState } from './moves.js';

/** States in which a problem still has cases. */
const living: readonly ProblemState[] = ['open', 'known_error', 'fixing'];

/** Why a ticket cannot be said to be a case of a problem now; undefined when it can. */
export function obstacleToLink(
  problem: { state: ProblemState; publishedAt: Date | null },
  ticket: Pick<Ticket, 'state'>,
  side: 'user' | 'provider',
): { code: string; detail: string } | undefined {
  if (side === 'user' && !problem.publishedAt)
    return { code: 'not_published', detail: 'Level 1 links tickets with what is published.' };
  if (!living.includes(problem.state)) return { code: 'problem_over', detail: `The problem is ${problem.state}.` };
  if (!isOpenTicket(ticket) && ticket.state !== 'resolved')
    return { code: 'ticket_not_open', detail: `The ticket is ${ticket.state}.` };
  return undefined;
}

/** What may be done about the two now: a ticket is taken off whatever has become of either. */
export function linkMoves(isLinked: boolean, obstacle: object | undefined): string[] {
  if (isLinked) return ['unlink-problem'];
  return obstacle ? [] : ['link-problem'];
}
