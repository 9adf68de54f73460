import { conflict, forbidden } from '../../../kernel/index.js';
import type { AuthorSide, Message } from './message.js';

/** For how long the author of a message may change it. */
export const EDIT_MILLISECONDS = 10 * 60_000;

/**
 * Refuses unless `by` wrote this message (403), it is an ordinary one, and was posted at most ten minutes before `now`
 * (409). What a move has said (a question, a delivery, a reason) is never changed: others have acted on it.
 */
export function assertEditable(
  message: Pick<Message, 'kind' | 'authorId' | 'authorInstitutionId' | 'postedAt'>,
  by: { personId: string; institution: { id: string } },
  now: Date,
): void {
  if (message.authorId !== by.personId || message.authorInstitutionId !== by.institution.id)
    throw forbidden('Only the author of a message changes it.');
  if (message.kind !== 'message') throw conflict('not_editable', 'What a move has said stays as it was said.', []);
  if (now.getTime() - message.postedAt.getTime() > EDIT_MILLISECONDS)
    throw conflict('edit_time_over', 'A message can be changed for ten minutes: write another one.', []);
}

/** Refuses (403) somebody who has lost every role on the side on which they wrote. */
export function assertStillOnSide(
  side: AuthorSide,
  { userServices, providerServices }: { userServices: unknown; providerServices: unknown },
): void {
  const services = side === 'user' ? userServices : providerServices;
  if (side !== 'requester' && services === 'none') throw forbidden('You no longer write on this side.');
}

/** Refuses (409) what would reach somebody whose part has ended since: they see what was said until then. */
export function assertReadByPartiesNow(
  { audience, readers }: Pick<Message, 'audience' | 'readers'>,
  parties: readonly string[],
): void {
  if (audience !== 'internal' && !readers.every((reader) => parties.includes(reader)))
    throw conflict('read_by_former_holder', 'Somebody whose part has ended reads this message: write another one.', []);
}
