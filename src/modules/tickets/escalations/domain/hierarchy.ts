import { readerKey } from '../../../../events/index.js';
import type { Side } from '../../../../database/index.js';
import { DAY_MS, done, forbidden, type Outcome, refused } from '../../../../kernel/index.js';
import type { Standing } from '../../domain/admission.js';
import { currentHolder } from '../../domain/readers.js';
import type { Escalation, Ticket } from '../../domain/ticket.js';

export const addressees = ['managers', 'lead_provider_managers', 'both'] as const;
export type Addressees = (typeof addressees)[number];
export const decisions = ['agreed', 'declined', 'noted'] as const;
export type Decision = (typeof decisions)[number];

/** Who was asked: by which side of which institution, and the lead provider if its managers are among them. */
export interface Asked {
  institutionId: string;
  side: Side;
  leadProviderId: string | null;
  addressedTo: Addressees;
}

/**
 * On which side somebody may call on managers: a SPOC or manager of the owner, an engineer or manager of the present
 * holder. Undefined: on none.
 */
export function alertingSide(
  ticket: Pick<Ticket, 'institutionId'>,
  escalations: readonly Pick<Escalation, 'holderId' | 'state' | 'returnSettledAt'>[],
  { institutionId, roles }: Pick<Standing, 'institutionId' | 'roles'>,
): Side | undefined {
  if (ticket.institutionId === institutionId && (roles.has('spoc') || roles.has('manager'))) return 'user';
  const isHolder = currentHolder(escalations) === institutionId;
  return isHolder && (roles.has('engineer') || roles.has('manager')) ? 'provider' : undefined;
}

/** Who reads what is said of it: the side that asked, and the lead provider only where it was sent across. */
export function readersOf({ institutionId, side, leadProviderId }: Asked): string[] {
  const own = readerKey(institutionId, side);
  return leadProviderId === null ? [own] : [...new Set([own, readerKey(leadProviderId, 'provider')])];
}

/** Whether an institution's managers are among those who are asked. */
export function isAsked({ institutionId, leadProviderId, addressedTo }: Asked, reader: string): boolean {
  if (reader === institutionId && addressedTo !== 'lead_provider_managers') return true;
  return reader === leadProviderId;
}

/** Whether somebody decides: a manager of an institution that was asked, once, and not what they asked themselves. */
export function admitDecision(
  asked: Asked & { askedBy: string; decidedAt: Date | null },
  by: { institutionId: string; personId: string },
): Outcome<true> {
  if (!isAsked(asked, by.institutionId))
    return refused(forbidden('The managers of another institution are asked.').refusal);
  if (asked.askedBy === by.personId) return refused(forbidden('You asked: somebody else decides.').refusal);
  if (asked.decidedAt) return refused({ kind: 'conflict', code: 'decided', detail: 'This was decided already.' });
  return done(true);
}

/** When those who owe a decision are told next: the day before it is due, then when it is. */
export function nextTelling(decisionDueAt: Date, now: Date): Date {
  const before = new Date(decisionDueAt.getTime() - DAY_MS);
  return before > now ? before : decisionDueAt;
}
