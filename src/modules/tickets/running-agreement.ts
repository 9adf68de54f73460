import type { Transaction } from '../../database/index.js';
import { DomainError } from '../../kernel/index.js';
import { runningAgreement, type Agreement } from '../catalogue/index.js';
import { institutionById } from '../institutions/index.js';
import type { Ticket } from './domain/ticket.js';

/** An agreement that does not run (none, ended, not begun) carries no new escalation. */
export async function agreementOf(tx: Transaction, ticket: Ticket, at: Date): Promise<Agreement> {
  const owner = await institutionById(tx, ticket.institutionId);
  if (owner?.suspended) {
    const detail = 'Your institution is suspended: what is escalated goes on, nothing new is.';
    throw new DomainError({ kind: 'conflict', code: 'institution_suspended', detail });
  }
  const agreement = await runningAgreement(tx, ticket.institutionId, ticket.serviceId, at);
  if (agreement?.isRunning) return agreement;
  throw new DomainError({
    kind: 'conflict',
    code: 'agreement_not_running',
    detail: 'Your institution has no running agreement for this service.',
  });
}

/** Why nothing new is escalated on a ticket, whatever the function; undefined when it is. */
export async function obstacleToEscalating(
  tx: Transaction,
  ticket: Ticket,
  at: Date,
): Promise<DomainError | undefined> {
  try {
    await agreementOf(tx, ticket, at);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
