import type { SendMailOptions } from 'nodemailer';
import { isAddress } from './domain/addresses.js';
import { cleanLine } from './domain/clean.js';
import type { SendResult } from './domain/delivery.js';
import type { OutgoingMail } from './domain/outgoing-mail.js';

/** Takes a mail away, or keeps it. Never throws because of a mail or a server: that is a result. */
export abstract class MailTransport {
  abstract send(mail: OutgoingMail): Promise<SendResult>;
  /** For readiness: rejects when no mail can be taken away now. */
  abstract check(): Promise<void>;
  /** Lets go of connections; what is being sent is finished. */
  abstract close(): void;
}

/**
 * The mail in the terms of nodemailer, which encodes what is not ASCII and folds long lines. Every value that becomes a
 * header has passed through here and is one line; an address that is none makes the mail undeliverable.
 */
export function composed(mail: OutgoingMail): SendMailOptions | undefined {
  if (![mail.to, mail.from.address, mail.replyTo ?? mail.from.address].every(isAddress)) return undefined;
  return {
    from: { name: cleanLine(mail.from.name), address: mail.from.address },
    to: { name: '', address: mail.to },
    ...(mail.replyTo && { replyTo: { name: cleanLine(mail.from.name), address: mail.replyTo } }),
    envelope: { from: mail.envelopeFrom === '' ? false : mail.envelopeFrom, to: [mail.to] },
    subject: cleanLine(mail.subject),
    messageId: cleanLine(mail.messageId),
    ...(mail.inReplyTo && { inReplyTo: cleanLine(mail.inReplyTo) }),
    ...(mail.references && { references: cleanLine(mail.references) }),
    headers: Object.fromEntries(Object.entries(mail.headers).map(([name, value]) => [name, cleanLine(value)])),
    date: mail.date,
    text: mail.text,
    html: mail.html,
    ...(mail.calendar !== undefined && {
      attachments: [
        {
          filename: 'guichet.ics',
          content: mail.calendar,
          contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
          contentDisposition: 'attachment' as const,
          // its lines end as they must, whatever carries it
          contentTransferEncoding: 'base64' as const,
        },
      ],
    }),
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

export const undeliverable: SendResult = { outcome: 'permanent', error: 'the address of the mail is not an address' };
