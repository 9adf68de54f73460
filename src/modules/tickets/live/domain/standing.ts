import type { Actor } from '../../../../database/index.js';

type Standing = Pick<Actor, 'personId' | 'institution' | 'scope' | 'userServices' | 'providerServices'>;

/**
 * On which side of the wall somebody stands, as a key. It changes with their roles.
 */
export function standingOf({ institution, scope, userServices, providerServices }: Standing): string {
  return JSON.stringify([institution.id, scope, userServices, providerServices]);
}

/**
 * People with the same key read the same of the record, so that it is read once for all of them. The wall looks at the
 * person only to show what they asked for themselves; who answers for every service of the own institution sees that
 * anyway. Everybody else has a key of their own.
 */
export function readingKeyOf(actor: Standing): string {
  return actor.userServices === 'all' ? standingOf(actor) : `${standingOf(actor)} ${actor.personId}`;
}
