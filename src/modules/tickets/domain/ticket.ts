import type { ServiceFunction } from '../../catalogue/index.js';
import type { EscalationState, EscalationWait, Priority, TicketState, TicketWait } from '../../timers/index.js';
import type { Level } from './priority.js';

export type Kind = 'incident' | 'request';
export type Channel = 'web' | 'phone' | 'counter' | 'mail' | 'api';
export type NextActorKind = 'user_institution' | 'provider' | 'requester' | 'third_party' | 'nobody';

export const resolutionCodes = [
  'fixed',
  'workaround',
  'answered',
  'known_error',
  'not_reproducible',
  'out_of_scope',
  'duplicate',
  'no_answer',
] as const;
export const deliveryCodes = [
  'fixed',
  'workaround',
  'answered',
  'known_error',
  'not_reproducible',
  'out_of_scope',
] as const;
export const returnCodes = ['out_of_scope', 'needs_information', 'wrong_function', 'other'] as const;
export const waitCauses = [
  'requester',
  'third_party',
  'change',
  'scheduled',
  'approval',
] as const satisfies readonly TicketWait[];

/** A ticket as its row says; what is internal to one side (who works on it, its user-side timers) is elsewhere. */
export interface Ticket {
  id: string;
  institutionId: string;
  reference: string;
  siteId: string;
  serviceId: string;
  agreementId: string | null;
  kind: Kind;
  title: string;
  state: TicketState;
  waitingCause: TicketWait | null;
  followUpAt: Date | null;
  impact: Level;
  urgency: Level;
  priority: Priority;
  proposedImpact: Level | null;
  proposedUrgency: Level | null;
  qualifiedAt: Date | null;
  requesterId: string;
  openedBy: string;
  channel: Channel;
  openedAt: Date;
  resolvedAt: Date | null;
  resolutionCode: string | null;
  closedAt: Date | null;
  nextActor: NextActorKind;
  nextActorInstitutionId: string | null;
  nextActorSince: Date;
  version: number;
  updatedAt: Date;
}

export interface Escalation {
  id: string;
  ticketId: string;
  n: number;
  function: ServiceFunction;
  holderId: string;
  state: EscalationState;
  waitingCause: EscalationWait | null;
  followUpAt: Date | null;
  isOwn: boolean;
  /** Who works on it outside the consortium, followed up by the holder; null where the holder itself does. */
  externalName: string | null;
  /** The number that it has there. */
  externalReference: string | null;
  summaryId: string;
  requesterName: string | null;
  offeredAt: Date;
  acceptedAt: Date | null;
  deliveredAt: Date | null;
  endedAt: Date | null;
  returnCode: string | null;
  returnConfirmedAt: Date | null;
  /** Confirmed, or overtaken by the next escalation or the end of the ticket: the provider's part is over. */
  returnSettledAt: Date | null;
  deliveryCode: string | null;
  deliveryId: string | null;
  disputedImpact: Level | null;
  disputedUrgency: Level | null;
  disputedAt: Date | null;
  readers: string[];
}
