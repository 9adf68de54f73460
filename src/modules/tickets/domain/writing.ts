import type { Audience } from '../../../events/index.js';
import { DomainError, forbidden } from '../../../kernel/index.js';
import { isOpenTicket, type Standing } from './admission.js';
import { opensFollowUp } from './links.js';
import type { AuthorSide } from './message.js';
import type { Escalation, Ticket } from './ticket.js';

/** Level 1 speaks for the owner, an engineer for the holder; whoever only asked is the requester. */
export function speaksAs(
  ticket: Ticket,
  escalations: readonly Escalation[],
  { institutionId, personId, roles }: Standing,
  audience: Audience,
): AuthorSide {
  const isHome = institutionId === ticket.institutionId;
  if (isHome && (roles.has('agent') || roles.has('spoc'))) return 'user';
  const isRequester = isHome && roles.has('requester') && ticket.requesterId === personId;
  if (isRequester && audience === 'requester') return 'requester';
  if (roles.has('engineer') && escalations.some(({ holderId }) => holderId === institutionId)) return 'provider';
  if (isRequester) return 'requester';
  throw forbidden('Your roles do not include writing on this ticket.');
}

export function assertAudience(side: AuthorSide, audience: Audience): void {
  if (side === 'requester' && audience !== 'requester')
    throw forbidden('A requester writes to the audience "requester".');
  if (side === 'provider' && audience === 'requester') {
    throw forbidden('A provider speaks to the requester through what it delivers: write to "shared" or "internal".');
  }
}

/**
 * Texts, files and edits alike. On a merged ticket its requester and level 1 go on talking; an answer of the requester on
 * one that was closed not long ago opens a follow-up, and only an answer does.
 */
export function assertWritable(ticket: Ticket, side: AuthorSide, now: Date): void {
  if (isOpenTicket(ticket) || ticket.state === 'resolved') return;
  if (ticket.state === 'merged' && side !== 'provider') return;
  const follows = side === 'requester' && opensFollowUp(ticket, now);
  throw new DomainError({
    kind: 'conflict',
    code: 'ticket_ended',
    detail: follows
      ? 'The ticket is closed. Write an answer, which opens a follow-up; files and edits go there.'
      : `Nothing is written on a ticket that is ${ticket.state}: open a new one.`,
    moves: [],
  });
}
