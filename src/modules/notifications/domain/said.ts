import { readerKey, type RecordedEvent } from '../../../events/index.js';
import { SYSTEM_PERSON } from '../../../kernel/index.js';
import type { Briefing } from './briefing.js';
import type { Part, Said } from './recipients.js';

/** In which parts an institution may read an event. */
export function partsOf(institutionId: string, readers: readonly string[]): Part[] {
  const parts: Part[] = [];
  if (readers.includes(readerKey(institutionId, 'user'))) parts.push('home');
  if (readers.includes(readerKey(institutionId, 'provider'))) parts.push('provider');
  return parts;
}

/** What the table of recipients looks at, as the institution of the briefing sees it. */
export function saidBy(event: RecordedEvent, { institution, ticket }: Briefing): Said {
  const isOwnTicket = event.audience === 'requester' && event.actorId === ticket.requesterId;
  return {
    audience: event.audience,
    // whoever stands on two sides and adds to what they wrote on one of them
    by: isOwnTicket ? 'requester' : ((event.data.authorSide as Said['by'] | undefined) ?? event.actorSide),
    byTime: event.actorId === SYSTEM_PERSON,
    isHolder: event.data.holderId === institution.id,
    turn: turnOf(event.data, institution.id, ticket),
    data: event.data,
  };
}

/** A step that nobody or a requester owes is followed up at home. */
function turnOf(
  { nextActor, nextActorInstitutionId: next }: RecordedEvent['data'],
  institutionId: string,
  ticket: Briefing['ticket'],
): Part | undefined {
  if (next !== null && next !== institutionId) return undefined;
  const isHome = ticket.institutionId === institutionId;
  if (next === null) return isHome ? 'home' : undefined;
  // an institution that called upon itself is told on the side whose turn it is
  return isHome && nextActor !== 'provider' ? 'home' : 'provider';
}
