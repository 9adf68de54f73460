import type { CaseFile } from './case-file.js';
import type { Escalation } from './domain/ticket.js';

/**
 * The answer of somebody outside, in their own name for both sides to read, whoever noted it. One that is waited for ends
 * the waiting: the next step is the holder's. Another one moves nothing.
 */
export async function noteExternalAnswer(
  file: CaseFile,
  escalation: Escalation,
  body: string,
  receivedAt: Date,
): Promise<void> {
  const { n, externalName, waitingCause } = escalation;
  const messageId = await file.write('external', 'shared', body, {
    n,
    ...(externalName === null ? {} : { authorName: externalName }),
  });
  const isAwaited = waitingCause === 'third_party';
  if (isAwaited) {
    escalation.acceptedAt ??= file.now;
    await file.enter(escalation, 'accepted');
  }
  file.record('escalation.external_answered', 'shared', {
    n,
    ...(isAwaited ? { escalationState: 'accepted' as const } : {}),
    messageId,
    receivedAt: receivedAt.toISOString(),
  });
}
