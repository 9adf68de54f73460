import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { CommitmentsStore, type Promises, type TermsVersion } from '../catalogue/index.js';
import { workingTimeOf } from '../timers/index.js';
import {
  appointmentsOf,
  mayHaveAppointments,
  type Appointment,
  type Owed,
  type Standstill,
} from './domain/appointments.js';
import { chronicleOf } from './domain/chronicle.js';
import type { Ticket } from './domain/ticket.js';

type Subject = Pick<Ticket, 'institutionId' | 'siteId' | 'agreementId' | 'kind' | 'priority' | 'updatedAt'>;

/**
 * In whose hours a ticket's steps are owed, and what the agreement says of them: as it holds when the ticket was moved
 * last. Asked in the name of the owner.
 */
@Injectable()
export class OwedHours {
  constructor(private readonly commitments: CommitmentsStore) {}

  async of(tx: Transaction, ticket: Subject): Promise<Owed> {
    return owedFrom(await this.commitments.of(tx, ticket), ticket);
  }
}

function owedFrom(
  { siteHours, provider }: Promises,
  ticket: Omit<Subject, 'institutionId' | 'siteId' | 'agreementId'>,
): Owed {
  const terms = provider && holding(provider.terms, ticket.updatedAt);
  return {
    user: siteHours.length > 0 ? workingTimeOf(siteHours) : undefined,
    provider: provider && workingTimeOf(provider.hours),
    responseTargetMinutes: terms?.targets[ticket.kind]?.[ticket.priority]?.response,
    tacitTransmission: terms?.tacitTransmission ?? true,
  };
}

/** What time has in store for a ticket as it stands, from its record and what is promised on it. */
export function appointmentsIn(
  ticket: Standstill['ticket'] & Pick<Ticket, 'kind' | 'priority' | 'updatedAt'>,
  escalations: Standstill['escalations'],
  events: Parameters<typeof chronicleOf>[0],
  promises: Promises,
): Appointment[] {
  const chronicle = chronicleOf(events);
  const owed = mayHaveAppointments(ticket, escalations) ? owedFrom(promises, ticket) : { tacitTransmission: true };
  return appointmentsOf({ ticket, escalations, chronicle, owed });
}

/** Oldest first: of those that hold, the highest number counts. */
function holding(terms: readonly TermsVersion[], at: Date): TermsVersion | undefined {
  return terms.findLast(({ effectiveFrom }) => effectiveFrom <= at);
}
