import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork } from '../../database/index.js';
import { parseMailbox } from './domain/addresses.js';
import { afterAttempt, isWornOut, type SendResult } from './domain/delivery.js';
import { outgoingMail, type StoredMail } from './domain/outgoing-mail.js';
import { MAIL_SETTINGS, type MailSettings } from './mail.settings.js';
import { claim, record, startAttempt, type Claim } from './mail.store.js';
import { MailTransport } from './transport.js';

const LEASE_MILLISECONDS = 120_000;
/** A run ends after this long; the next wake goes on. */
const RUN_MILLISECONDS = 60_000;

export type UnkeptMail = Pick<StoredMail, 'id' | 'toAddress' | 'subject' | 'text' | 'html' | 'createdAt'>;

export interface SendingReport {
  sent: number;
  later: number;
  failed: number;
  uncertain: number;
}

/**
 * Sends what is due, of all institutions. Several processes may do so at once: each mail is leased before it is read, read
 * in a transaction of its institution, sent with no transaction open, and its fate recorded in another one. Whoever dies
 * between sending and recording leaves a lease that runs out, and the mail goes out again with the same Message-ID.
 */
@Injectable()
export class MailSender implements OnApplicationShutdown {
  private readonly logger = new Logger('mail');
  private readonly sender;
  private readonly listeners: ((fate: keyof SendingReport) => void)[] = [];

  constructor(
    private readonly work: WorkerUnitOfWork,
    private readonly transport: MailTransport,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {
    const [secretKey] = settings.secretKeys;
    if (secretKey === undefined) throw new Error('mail needs a secret key to sign reply tokens with');
    const from = parseMailbox(settings.from);
    this.sender = { from, replyTo: settings.replyTo ?? from.address, secretKey };
  }

  /** Told of every attempt of this process, and what came of it. */
  onAttempt(listener: (fate: keyof SendingReport) => void): void {
    this.listeners.push(listener);
  }

  /**
   * `now`: what is due at this instant, a few at a time, so that two mails to somebody may arrive the other way round. A
   * server that cannot be reached ends the run: the others would wait as long.
   */
  async sendDue(now: Date): Promise<SendingReport> {
    const report: SendingReport = { sent: 0, later: 0, failed: 0, uncertain: 0 };
    const started = performance.now();
    const lanes: Promise<void>[] = [];
    const failures: unknown[] = [];
    let isOver = false;
    const lane = async () => {
      for (let elapsed = 0; elapsed < RUN_MILLISECONDS && !isOver; elapsed = performance.now() - started) {
        const claimed = await claim(this.work, now, new Date(now.getTime() + elapsed + LEASE_MILLISECONDS));
        if (!claimed) return;
        const outcome = await this.sendOne(claimed, now, report);
        if (outcome === 'unreachable') isOver = true;
        // the server answers, and there may be more
        else if (lanes.length < this.settings.atOnce) open();
      }
    };
    const open = () => {
      lanes.push(
        lane().catch((error: unknown) => {
          isOver = true;
          failures.push(error);
        }),
      );
    };
    open();
    // also those that are opened meanwhile
    for (const each of lanes) await each;
    if (failures.length > 0) throw failures[0];
    return report;
  }

  /**
   * Sends a mail that is kept in no row, because what it says must not be: whoever calls tries again. Nothing answers it,
   * and nothing of it comes back.
   */
  sendUnkept(mail: UnkeptMail): Promise<SendResult> {
    const stored: StoredMail = {
      ...mail,
      ticketId: null,
      reference: null,
      state: 'queued',
      attempts: 1,
      isAcknowledgement: true,
    };
    return this.transport.send(outgoingMail(stored, this.sender));
  }

  /** For readiness: rejects when no mail can be taken away now. */
  check(): Promise<void> {
    return this.transport.check();
  }

  onApplicationShutdown(): void {
    this.transport.close();
  }

  private async sendOne(claimed: Claim, now: Date, report: SendingReport): Promise<SendResult['outcome']> {
    const actor = systemActor(claimed.institutionId);
    const mail = await this.work.run(actor, (tx) => startAttempt(tx, claimed.mailId));
    if (!mail) throw new Error(`mail ${claimed.mailId} stands in the queue of an institution that does not have it`);
    const result = await this.attempt(mail);
    const verdict = afterAttempt(mail, result, now);
    await this.work.run(actor, (tx) => record(tx, claimed, verdict, now));
    let fate: keyof SendingReport = 'sent';
    if (result.outcome !== 'sent') {
      // the server's words may name the reader: they stay in the row, behind the wall
      this.logger.warn('a mail was not sent', { mailId: mail.id, outcome: result.outcome, attempts: mail.attempts });
      fate = verdict.state === 'uncertain' ? 'uncertain' : verdict.retryAt ? 'later' : 'failed';
    }
    report[fate] += 1;
    for (const listener of this.listeners) listener(fate);
    return result.outcome;
  }

  private async attempt(mail: StoredMail): Promise<SendResult> {
    if (isWornOut(mail)) return { outcome: 'permanent', error: 'given up: no attempt came to an end' };
    if (mail.isSuppressed) return { outcome: 'permanent', error: 'given up: mail to this address came back for good' };
    return this.transport.send(outgoingMail(mail, this.sender));
  }
}
