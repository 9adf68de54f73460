import { cleanLine } from './clean.js';

/**
 * What makes the mails of one ticket, or of one change, one thread, and tells other machines not to answer them. Every mail answers a root
 * that was never sent, named after it: the thread holds for each reader, whichever mail reached them first.
 */
export interface ThreadHeaders {
  messageId: string;
  inReplyTo?: string;
  references?: string;
  headers: Record<string, string>;
}

/** `host`: the domain of our own address. Without either the mail stands alone. */
export function threadHeaders(mail: {
  mailId: string;
  ticketId: string | null;
  changeId?: string | null;
  reference: string | null;
  host: string;
  externalN?: number | null;
}): ThreadHeaders {
  // whoever is outside has a thread of their own: nothing of theirs falls into that of the ticket's people
  const part = mail.externalN == null ? 'ticket' : `external.${String(mail.externalN)}`;
  const thread =
    mail.ticketId !== null ? `${part}.${mail.ticketId}` : mail.changeId != null ? `change.${mail.changeId}` : undefined;
  const root = thread && `<${thread}@${mail.host}>`;
  return {
    messageId: `<${mail.mailId}@${mail.host}>`,
    ...(root && { inReplyTo: root, references: root }),
    headers: {
      // RFC 3834: written by a program; and the same for servers that only know the header of one vendor
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      ...(mail.reference !== null && { 'X-Guichet-Reference': cleanLine(mail.reference) }),
    },
  };
}
