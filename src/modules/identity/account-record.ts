import type { Transaction } from '../../database/index.js';
import type { Events } from '../../events/index.js';
import { NO_INSTITUTION } from './domain/membership.js';

/** What is recorded of people and of what they sign in with. Ids, codes and instants: never an address, never a secret. */
export type AccountEventType =
  | 'person.invited'
  | 'person.reset'
  | 'person.password_set'
  | 'person.password_changed'
  | 'person.left'
  | 'person.exported'
  | 'person.erased'
  | 'token.made'
  | 'token.ended';

/**
 * Into the chain of an institution, whatever the role of whoever acts: under their own name in the institution for which
 * they act, else in the name of the program. What concerns the operator alone is in no institution's chain.
 */
export async function recordOfAccount(
  events: Events,
  tx: Transaction,
  institutionId: string,
  at: Date,
  { type, data }: { type: AccountEventType; data: Readonly<Record<string, unknown>> },
): Promise<void> {
  if (institutionId === NO_INSTITUTION.id) return;
  const event = { type, audience: 'internal', side: 'user', readers: [], data } as const;
  const append = () => events.appendTo(tx, 'institution', institutionId, at, [event]);
  await tx.asOwner(institutionId, append, institutionId === tx.actor.institution.id ? 'oneself' : 'system');
}
