import { domainOf, taggedAddress, type Mailbox } from './addresses.js';
import type { MailState } from './delivery.js';
import { replyToken } from './reply-token.js';
import { threadHeaders, type ThreadHeaders } from './thread.js';

/** A mail as it stands in the database. */
export interface StoredMail {
  id: string;
  ticketId: string | null;
  changeId?: string | null;
  reference: string | null;
  toAddress: string;
  subject: string;
  text: string;
  html: string;
  state: MailState;
  /** The present attempt counts. */
  attempts: number;
  createdAt: Date;
  isAcknowledgement: boolean;
  /** A mail to this address came back for good. */
  isSuppressed?: boolean;
  /** Of a mail to somebody outside: the escalation with which they were called. */
  externalN?: number | null;
  /** What goes with it for a calendar program (RFC 5545). */
  calendar?: string | null;
}

/** A mail as it leaves. */
export interface OutgoingMail extends ThreadHeaders {
  id: string;
  from: Mailbox;
  to: string;
  replyTo?: string;
  /** Empty: the null path, so that nothing ever answers or bounces to us. Else what comes back brings the token along. */
  envelopeFrom: string;
  subject: string;
  text: string;
  html: string;
  calendar?: string;
  date: Date;
}

/** The same mail at every attempt, down to its date and Message-ID. `secretKey`: the one that signs now. */
export function outgoingMail(
  stored: StoredMail,
  sender: { from: Mailbox; replyTo?: string; secretKey: string },
): OutgoingMail {
  const { from, secretKey } = sender;
  const answersTo = sender.replyTo ?? from.address;
  const replyTo = taggedAddress(answersTo, replyToken(stored.id, secretKey));
  // another domain than that of the sender would not be vouched for
  const isOneDomain = domainOf(answersTo).toLowerCase() === domainOf(from.address).toLowerCase();
  const returnsTo = replyTo && isOneDomain ? replyTo : from.address;
  return {
    id: stored.id,
    from,
    to: stored.toAddress,
    ...(replyTo && { replyTo }),
    envelopeFrom: stored.isAcknowledgement ? '' : returnsTo,
    subject: stored.subject,
    text: stored.text,
    html: stored.html,
    ...(stored.calendar != null && { calendar: stored.calendar }),
    date: stored.createdAt,
    ...threadHeaders({
      mailId: stored.id,
      ticketId: stored.ticketId,
      changeId: stored.changeId ?? null,
      reference: stored.reference,
      host: domainOf(from.address),
      externalN: stored.externalN ?? null,
    }),
  };
}
