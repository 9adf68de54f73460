import type { CaseFile } from './case-file.js';
import type { TimeData } from './domain/facts.js';
import type { Escalation } from './domain/ticket.js';
import { assertAhead } from './ticket-moves.service.js';

/** Somebody outside has nothing to accept here: it waits for them from the start, followed up by the holder. */
export function callOutside(escalation: Escalation, { name }: { name: string }, followUpAt: Date, now: Date): void {
  assertAhead(followUpAt, now);
  escalation.externalName = name;
  escalation.state = 'waiting';
  escalation.waitingCause = 'third_party';
  escalation.followUpAt = followUpAt;
}

/** How an escalation begins, as its first event says it. */
export function stateOf({
  state,
  waitingCause,
  followUpAt,
  externalName,
}: Escalation): TimeData & Record<string, unknown> {
  if (externalName === null) return { escalationState: state };
  const date = followUpAt ? { followUpAt: followUpAt.toISOString() } : {};
  return { escalationState: state, escalationCause: waitingCause, ...date, isExternal: true };
}

const FOLLOW_UP_DAYS = 2;

/** When the one who follows up looks again: after two working days of theirs, else of the owner's, else of the clock. */
export async function followUpOf(file: CaseFile): Promise<Date> {
  const { provider, user } = await file.owed();
  const from = file.now.getTime();
  const at = (provider ?? user)?.endOfWorkingDay(from, FOLLOW_UP_DAYS);
  return new Date(at ?? from + FOLLOW_UP_DAYS * 86_400_000);
}
