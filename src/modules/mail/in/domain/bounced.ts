import { isAddress } from '../../domain/addresses.js';

/** What a delivery report says of one mail of ours (RFC 3464). */
export interface Bounced {
  /** Where answers to what came back were to go, in lower case: with its token it is our own mail. */
  replyTo: string | null;
  /** Who could not be reached, in lower case. */
  recipient: string | null;
  /** There is no such address (5.1.x): what is full, too large or unwelcome (5.2.x, 5.7.x) may be taken another time. */
  isForGood: boolean;
}

/** `report`: the part message/delivery-status; `returned`: the mail or its header that came back with it. */
export function bouncedIn(report: string, returned: string): Bounced {
  const recipient = /^final-recipient:\s*(?:rfc822|utf-8)\s*;\s*<?([^\s<>]+)>?\s*$/im.exec(report)?.[1]?.toLowerCase();
  const replyTo = /^reply-to:\s*(?:[^<>\r\n]*<)?([^\s<>]{3,254})>?\s*$/im.exec(returned)?.[1]?.toLowerCase();
  const action = /^action:\s*([a-z]+)/im.exec(report)?.[1]?.toLowerCase();
  return {
    replyTo: replyTo !== undefined && isAddress(replyTo) ? replyTo : null,
    recipient: recipient !== undefined && isAddress(recipient) ? recipient : null,
    isForGood: action === 'failed' && /^status:\s*5\.1\.\d{1,3}(?!\d)/im.test(report),
  };
}
