import { done, refused, type Outcome } from '../../../../kernel/index.js';
import type { LinkKind } from '../../domain/links.js';
import { openTicketStates } from '../../domain/states.js';
import type { Ticket } from '../../domain/ticket.js';

/** What is known of two tickets before they are linked. */
export interface Before {
  /** Whether people have linked them already, whichever way. */
  isLinked: boolean;
  hasParent: boolean;
  /** Whether the other one hangs below this one, at any depth. */
  isBelow: boolean;
}

type Ended = Pick<Ticket, 'state' | 'reference'>;

/** Whether a link can be made from a ticket to another. Refused: 409. */
export function admitLink(kind: LinkKind, other: Ended, { isLinked, hasParent, isBelow }: Before): Outcome<true> {
  if (isLinked) return conflict('linked_already', `It is linked with ${other.reference} already.`);
  if (kind !== 'parent') return done(true);
  if (hasParent) return conflict('has_parent', 'It has a parent already. Take that one away first.');
  if (isBelow) return conflict('cycle', `${other.reference} hangs below this ticket: it cannot be its parent.`);
  if (!isOpen(other)) return conflict('parent_ended', `${other.reference} is ${other.state}: it can be no parent.`);
  return done(true);
}

/**
 * Whether a ticket, which may itself be moved by "merge", can go on under another of its institution. Refused: 409, or
 * 422 for one of another service, by whose agreement it would not be measured.
 */
export function admitMerge(
  own: Pick<Ticket, 'serviceId'>,
  survivor: Ended & Pick<Ticket, 'serviceId'>,
  { isBelow, goesOnUnder }: { isBelow: boolean; goesOnUnder?: string | undefined },
): Outcome<true> {
  if (own.serviceId !== survivor.serviceId) {
    const detail = `${survivor.reference} is about another service. Link them instead.`;
    const errors = [{ pointer: '/into', code: 'other_service', message: detail }];
    return refused({ kind: 'unprocessable', code: 'other_service', detail, errors });
  }
  if (survivor.state === 'merged') {
    const where = goesOnUnder ? ` It goes on under ${goesOnUnder}.` : '';
    return conflict('survivor_merged', `${survivor.reference} was merged itself.${where}`);
  }
  if (!isOpen(survivor)) {
    return conflict('survivor_ended', `${survivor.reference} is ${survivor.state}: nothing goes on under it.`);
  }
  if (isBelow)
    return conflict('survivor_below', `${survivor.reference} hangs below this ticket. Merge it the other way.`);
  return done(true);
}

function isOpen({ state }: Ended): boolean {
  return openTicketStates.some((open) => open === state);
}

function conflict(code: string, detail: string): Outcome<true> {
  return refused({ kind: 'conflict', code, detail, moves: [] });
}
