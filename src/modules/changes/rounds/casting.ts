import type { Actor } from '../../../database/index.js';
import { conflict, DomainError } from '../../../kernel/index.js';
import type { Change } from '../change.js';
import { mayCast } from '../domain/board.js';
import { heldSeats } from './domain/round.js';
import { ballotIn, type Round } from './rounds.store.js';
import type { KeptVote } from './votes.store.js';

/** For which seat of an open round the actor may vote now, or why they may not. */
export function castingOf(
  actor: Actor,
  { heldAt, inside }: Change,
  round: Round,
  kept: readonly KeptVote[],
  now: Date,
): { seatId: string } | { refusal: DomainError } {
  if (heldAt) return { refusal: conflict('held', 'The change is held: its deadlines stand still, and nobody votes.') };
  // whoever has come to make it since the round was opened does not vote either
  const involved = inside ? [inside.ownerId, inside.authorId, ...inside.handIds, ...inside.implementerIds] : [];
  if (involved.includes(actor.personId)) return { refusal: refusals.involved() };
  const votedBy = new Map(kept.map(({ seatId, personId }) => [seatId, personId]));
  const cast = mayCast(heldSeats(round.seats), ballotIn(round), actor.personId, now.getTime(), votedBy);
  return 'refusal' in cast ? { refusal: refusals[cast.refusal]() } : cast;
}

const refusal = (code: string, detail: string) => new DomainError({ kind: 'forbidden', code, detail });
export const noSeat = () =>
  refusal('no_seat', 'You have no seat in a round of votes on this change, or make it yourself.');

const refusals = {
  no_seat: noSeat,
  involved: () => refusal('involved', 'Whoever makes a change does not vote on it.'),
  not_deputy_now: () => refusal('not_deputy_now', 'You stand in for the member of this seat on other dates.'),
  member_has_voted: () => conflict('member_has_voted', 'The member of this seat has voted: their vote counts.'),
};
