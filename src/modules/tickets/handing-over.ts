import { readerKey, type RecordedEvent } from '../../events/index.js';
import type { ServiceFunction } from '../catalogue/index.js';
import { callOutside, stateOf } from './calling-outside.js';
import type { CaseFile } from './case-file.js';
import { acceptBy } from './domain/appointments.js';
import type { Escalation } from './domain/ticket.js';
import { offered } from './escalating.service.js';

/**
 * Offers an escalation to another institution: a new one continues the same target, its holder receives what the former
 * one received, and the SPOC is told.
 */
export async function handOver(
  file: CaseFile,
  escalation: Escalation,
  next: {
    id: string;
    fn: ServiceFunction;
    reason: string;
    sentBy: 'provider' | 'system';
    /** Somebody outside, whom the institution `id` follows up. */
    outside?: { name: string; followUpAt: Date } | undefined;
  },
): Promise<Escalation> {
  const { ticket, now } = file;
  const from = readerKey(escalation.holderId, 'provider');
  const to = readerKey(next.id, 'provider');
  const home = readerKey(ticket.institutionId, 'user');
  const everybody = [...new Set([home, from, to])];
  const { n, summaryId, holderId } = escalation;
  const messageId = await file.write('reason', 'shared', next.reason, { n, readers: everybody });
  escalation.endedAt = now;
  await file.enter(escalation, 'forwarded');

  const nextN = (file.escalations.at(-1)?.n ?? 0) + 1;
  const readers = [...new Set([home, to])];
  const continued = offered(file, { n: nextN, fn: next.fn, holderId: next.id, summaryId, readers });
  continued.requesterName = escalation.requesterName;
  if (next.outside) callOutside(continued, next.outside, next.outside.followUpAt, now);
  const crossed = next.outside ? { messageIds: tickedWith(summaryId, await file.recorded()) } : {};
  await file.handOn(continued, from, to);
  const until = acceptBy(await file.owed(), now.getTime());
  file.record(
    'escalation.forwarded',
    'shared',
    { n, escalationState: 'forwarded', holderId, messageId, sentBy: next.sentBy },
    everybody,
  );
  file.record(
    'ticket.escalated',
    'shared',
    {
      n: nextN,
      ...stateOf(continued),
      ...crossed,
      function: next.fn,
      holderId: next.id,
      own: continued.isOwn,
      summaryId,
      sentBy: next.sentBy,
      // said beforehand: after that it is offered to the next
      ...(until === undefined || next.outside ? {} : { acceptBy: new Date(until).toISOString() }),
    },
    readers,
  );
  file.admissions.push(next.id);
  if (next.id !== holderId) file.dismissals.push({ institutionId: holderId, fulfilled: false });
  return continued;
}

/** What was ticked when this summary was first sent: it is all of the talk that leaves the consortium. */
function tickedWith(summaryId: string, events: readonly Pick<RecordedEvent, 'type' | 'data'>[]): unknown {
  const sent = events.find(({ type, data }) => type === 'ticket.escalated' && data.summaryId === summaryId);
  return sent?.data.messageIds ?? [];
}
