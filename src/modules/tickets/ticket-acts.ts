import type { CaseFile } from './case-file.js';
import { closingAt } from './domain/appointments.js';

// The moves of a ticket that people make and time makes too: done the same way, whoever does them.

export function resume(file: CaseFile): void {
  file.ticket.state = 'in_progress';
  file.ticket.waitingCause = null;
  file.ticket.followUpAt = null;
  file.record('ticket.resumed', 'requester', { state: 'in_progress' });
}

/** `messageId`: why, or what was said that nobody has read. */
export function reopen(file: CaseFile, messageId: string, more: { via?: 'mail_link' } = {}): void {
  file.ticket.state = 'in_progress';
  file.ticket.resolvedAt = null;
  file.ticket.resolutionCode = null;
  file.record('ticket.reopened', 'requester', { state: 'in_progress', messageId, ...more });
}

/**
 * `readers`: who reads the end of the matter, when the provider's part ends with it. `resolveChildren`: what hangs on it
 * is resolved too, by what follows from the record.
 */
export async function resolve(
  file: CaseFile,
  code: string,
  text: string,
  { readers = file.readersOf('requester'), resolveChildren }: { readers?: string[]; resolveChildren?: boolean } = {},
): Promise<void> {
  const { ticket } = file;
  const closesAt = closingAt(await file.owed(), file.now.getTime());
  ticket.state = 'resolved';
  ticket.waitingCause = null;
  ticket.followUpAt = null;
  ticket.resolvedAt = file.now;
  ticket.resolutionCode = code;
  const messageId = await file.write('resolution', 'requester', text, { readers });
  // said beforehand
  const closing = closesAt === undefined ? {} : { closesAt: new Date(closesAt).toISOString() };
  const children = resolveChildren ? { resolveChildren } : {};
  file.record('ticket.resolved', 'requester', { state: 'resolved', code, messageId, ...closing, ...children }, readers);
  await file.settleReturn();
}

/** `reason`: said to the requester. */
export async function cancel(file: CaseFile, reason: string, more: Record<string, unknown> = {}): Promise<void> {
  file.ticket.state = 'cancelled';
  file.ticket.waitingCause = null;
  file.ticket.followUpAt = null;
  const messageId = await file.write('reason', 'requester', reason);
  file.record('ticket.cancelled', 'requester', { state: 'cancelled', messageId, ...more });
  await file.settleReturn();
}

export function close(file: CaseFile): void {
  file.ticket.state = 'closed';
  file.ticket.closedAt = file.now;
  file.record('ticket.closed', 'requester', { state: 'closed' });
}
