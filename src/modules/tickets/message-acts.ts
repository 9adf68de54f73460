import type { Audience } from '../../events/index.js';
import type { CaseFile } from './case-file.js';
import { resume } from './ticket-acts.js';

/** Posts a text, with or without files. Returns its id. */
export async function postMessage(
  file: CaseFile,
  body: string,
  audience: Audience,
  mentions: readonly string[] = [],
): Promise<string> {
  const { ticket, side } = file;
  const messageId = await file.write('message', audience, body, mentions.length > 0 ? { mentions } : {});
  const reached = audience === 'requester' && side === 'user';
  file.record('message.posted', audience, {
    messageId,
    ...(reached ? { reached } : {}),
    ...(mentions.length > 0 ? { mentions } : {}),
  });
  if (side === 'requester' && ticket.state === 'waiting' && ticket.waitingCause === 'requester') resume(file);
  return messageId;
}
