import type { Audience } from '../../events/index.js';
import type { CaseFile, LoggedCall } from './case-file.js';
import { resume } from './ticket-acts.js';

/** Posts a text, with or without files. Returns its id. */
export async function postMessage(
  file: CaseFile,
  body: string,
  audience: Audience,
  { mentions = [], call }: { mentions?: readonly string[]; call?: LoggedCall | undefined } = {},
): Promise<string> {
  const { ticket, side } = file;
  const messageId = await file.write('message', audience, body, {
    ...(mentions.length > 0 ? { mentions } : {}),
    ...(call ? { call } : {}),
  });
  // whoever was spoken to was reached, whoever may read what is noted about it; and at the latest when it is noted
  const reached = side === 'user' && (audience === 'requester' || call !== undefined);
  file.record('message.posted', audience, {
    messageId,
    ...(call ? { channel: call.channel } : {}),
    ...(reached ? { reached } : {}),
    ...(mentions.length > 0 ? { mentions } : {}),
    ...(ticket.state === 'merged' ? { merged: true } : {}),
  });
  if (side === 'requester' && ticket.state === 'waiting' && ticket.waitingCause === 'requester') resume(file);
  return messageId;
}
