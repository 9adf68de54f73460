import { isAddress } from '../../domain/addresses.js';

/** What a delivery report says of one mail of ours (RFC 3464). */
export interface Bounced {
  /** The Message-ID of what came back, without angle brackets. */
  messageId: string | null;
  /** Who could not be reached, in lower case. */
  recipient: string | null;
  /** Never again (5.x.x), as against later (4.x.x). */
  isForGood: boolean;
}

/** `report`: the part message/delivery-status; `returned`: the mail or its header that came back with it. */
export function bouncedIn(report: string, returned: string): Bounced {
  const recipient = /^final-recipient:\s*(?:rfc822|utf-8)\s*;\s*<?([^\s<>]+)>?\s*$/im.exec(report)?.[1]?.toLowerCase();
  const status = /^status:\s*([245])\.\d{1,3}\.\d{1,3}/im.exec(report)?.[1];
  const action = /^action:\s*([a-z]+)/im.exec(report)?.[1]?.toLowerCase();
  return {
    messageId: /^message-id:\s*<([^<>\s]{1,250})>/im.exec(returned)?.[1] ?? null,
    recipient: recipient !== undefined && isAddress(recipient) ? recipient : null,
    isForGood: status === '5' && action === 'failed',
  };
}
