import type { CaseFile } from './case-file.js';
import { tripsOf } from './domain/chronicle.js';
import type { Escalation } from './domain/ticket.js';
import { resolve } from './ticket-acts.js';

// The moves of an escalation that people make and time makes too: done the same way, whoever does them.

/** Hands an escalation back to the SPOCs. The record counts how often that happened on the ticket. */
export async function returnEscalation(
  file: CaseFile,
  escalation: Escalation,
  code: string,
  reason: string,
): Promise<void> {
  const { n } = escalation;
  const messageId = await file.write('reason', 'shared', reason, { n });
  const returns = tripsOf(await file.recorded()).returns + 1;
  escalation.returnCode = code;
  escalation.returnConfirmedAt = null;
  escalation.returnSettledAt = null;
  escalation.endedAt = file.now;
  await file.enter(escalation, 'returned');
  file.record('escalation.returned', 'shared', { n, escalationState: 'returned', code, messageId, returns });
}

/** Accepts a return: the provider's part is over. */
export async function confirmReturn(file: CaseFile, escalation: Escalation): Promise<void> {
  const readers = file.readersOf('shared');
  escalation.returnConfirmedAt = file.now;
  escalation.returnSettledAt = file.now;
  await file.enter(escalation, 'returned');
  const data = { n: escalation.n, escalationState: 'returned' as const, returnAccepted: true };
  file.record('escalation.return_confirmed', 'shared', data, readers);
  file.dismissals.push({ institutionId: escalation.holderId, fulfilled: false });
}

/** Accepts a delivery. With `andResolve` it is transmitted: its text goes to the requester and resolves the ticket. */
export async function confirmDelivery(file: CaseFile, escalation: Escalation, andResolve: boolean): Promise<void> {
  const readers = file.readersOf('shared');
  const { n, deliveryCode, deliveryId } = escalation;
  const text = andResolve && deliveryId ? await file.bodyOf(deliveryId) : '';
  escalation.endedAt = file.now;
  await file.enter(escalation, 'confirmed');
  const transmitted = andResolve && deliveryId ? { messageId: deliveryId } : {};
  file.record('escalation.confirmed', 'shared', { n, escalationState: 'confirmed', ...transmitted }, readers);
  if (andResolve) await resolve(file, deliveryCode ?? 'fixed', text, { readers });
  file.dismissals.push({ institutionId: escalation.holderId, fulfilled: true });
}
