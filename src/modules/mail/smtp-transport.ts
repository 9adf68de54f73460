import type { Readable } from 'node:stream';
import { createTransport, type NodemailerError } from 'nodemailer';
import { cleanLine, shorten } from './domain/clean.js';
import type { SendResult } from './domain/delivery.js';
import type { OutgoingMail } from './domain/outgoing-mail.js';
import { composed, MailTransport, undeliverable } from './transport.js';

const SECOND = 1000;
/** Below the lease of the queue, so that no other process takes up a mail that is still being sent. */
const LONGEST_SEND = 90 * SECOND;
const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

/** Over SMTP, through a few connections that stay open. */
export class SmtpTransport extends MailTransport {
  private readonly mailer;
  /** By Message-ID: the stream that nodemailer reads a mail from once the server is ready for it. */
  private readonly underWay = new Map<string, Readable>();

  constructor(url: string, atOnce = 1) {
    super();
    this.mailer = createTransport({
      // what the URL says in its query wins over what stands here
      ...withTls(url),
      pool: true,
      // one more, so that what somebody waits for has not to wait for letters
      maxConnections: atOnce + 1,
      // only a mail of which no byte was read is sent again over another connection
      maxRequeues: 1,
      connectionTimeout: 10 * SECOND,
      greetingTimeout: 10 * SECOND,
      dnsTimeout: 10 * SECOND,
      socketTimeout: 60 * SECOND,
      url,
    });
    this.mailer.use('stream', (mail, done) => {
      const { messageId } = mail.data;
      mail.message.processFunc((stream) => {
        if (messageId) this.underWay.set(messageId, stream);
        return stream;
      });
      done();
    });
  }

  async send(mail: OutgoingMail): Promise<SendResult> {
    const options = composed(mail);
    if (!options?.messageId) return undeliverable;
    try {
      await this.mailer.sendMail({ ...options, signal: AbortSignal.timeout(LONGEST_SEND) });
      return { outcome: 'sent' };
    } catch (error) {
      // the stream is read only after the server said "go ahead" to DATA; read to its end, the final dot may be out
      const isHandedOver = this.underWay.get(options.messageId)?.readableEnded === true;
      return resultOf(error as NodemailerError, isHandedOver);
    } finally {
      this.underWay.delete(options.messageId);
    }
  }

  async check(): Promise<void> {
    await this.mailer.verify();
  }

  close(): void {
    this.mailer.close();
  }
}

/** A password never travels in the clear over a network, unless the URL itself says `?ignoreTLS=true`. */
function withTls(url: string): { requireTLS?: true } {
  const { protocol, password, hostname } = new URL(url);
  return protocol === 'smtp:' && password !== '' && !LOCAL_HOSTS.includes(hostname) ? { requireTLS: true } : {};
}

function resultOf(error: NodemailerError, isHandedOver: boolean): SendResult {
  const isAboutTheMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  if (isAboutTheMail) {
    // the server's own words, of which none can be a secret: it answers to an address or to a text
    const said = error.response ?? error.message;
    const text = shorten(cleanLine(`${error.command ?? ''} ${said}`), 300);
    return { outcome: isForGood(error) ? 'permanent' : 'temporary', error: text };
  }
  if (isHandedOver) return { outcome: 'uncertain', error: 'the server gave no answer after the mail was handed over' };
  // the code alone: what surrounds a connection or a sign-in may hold names and passwords
  const code = [error.code ?? 'unknown', error.responseCode].filter(Boolean).join(' ');
  return { outcome: 'unreachable', error: `the mail server could not be used (${code})` };
}

/** Without an answer's code nodemailer itself refused the address. 503 is about the session, not about the mail. */
function isForGood({ responseCode }: NodemailerError): boolean {
  return responseCode === undefined || (responseCode >= 500 && responseCode !== 503);
}
