import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { systemActor, WorkerUnitOfWork } from '../../../database/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock, localeOf } from '../../../kernel/index.js';
import { colleague, hashToken, NO_INSTITUTION, passwordToken } from '../../identity/index.js';
import { isSuppressed, MAIL_SETTINGS, MailSender, writeAccountLetter, type MailSettings } from '../../mail/index.js';
import { zonesOf } from '../zones.js';
import * as links from './link-rounds.store.js';
import { operatorOf } from './operators.store.js';

const LEASE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * Mails the links by which people set a password. The token stands in no row, so the mail does not either: both are made
 * from the id when it is sent, the same at every attempt, and tried again every minute until the link expires. Whoever dies
 * in between leaves a row that is taken again.
 */
@Injectable()
export class LinkRounds implements OnModuleInit {
  private readonly log = new Logger('password links');

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly sender: MailSender,
    private readonly clock: Clock,
    private readonly config: Config,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register('send-password-links', () => this.run());
  }

  /** Ends when every link that was due has had its attempt. */
  async run(): Promise<void> {
    const now = this.clock.now();
    await links.clear(this.work, new Date(now.getTime() - DAY_MS));
    for (;;) {
      const link = await links.claim(this.work, now, new Date(now.getTime() + LEASE_MS));
      if (!link) return;
      const outcome = await this.send(link, now);
      if (outcome === 'unreachable') return;
      if (outcome !== 'temporary') await links.ended(this.work, link.id);
    }
  }

  private async send(link: links.LinkToSend, now: Date): Promise<string> {
    const token = this.tokenOf(link);
    const reader = token === undefined ? undefined : await this.readerOf(link);
    if (token === undefined || !reader) return 'nobody';
    const { address, locale, name, timeZone } = reader;
    const { purpose, expiresAt } = link;
    const url = `${this.config.publicUrl}/password/${token}`;
    const letter = writeAccountLetter({ purpose, expiresAt, readerName: name, timeZone, url }, localeOf(locale));
    const { outcome } = await this.sender.sendUnkept({ id: link.id, toAddress: address, ...letter, createdAt: now });
    if (outcome !== 'sent') this.log.warn('a link was not sent', { linkId: link.id, outcome });
    return outcome;
  }

  /** Under the key with which it was made; undefined once that key is gone. */
  private tokenOf({ id, tokenHash }: links.LinkToSend): string | undefined {
    const made = this.settings.secretKeys.map((secret) => passwordToken(id, secret));
    return made.find((token) => hashToken(token).equals(tokenHash));
  }

  private async readerOf({ institutionId, personId }: links.LinkToSend) {
    // somebody of no institution is seen by themselves alone
    const oneself = { ...systemActor(NO_INSTITUTION.id), personId };
    if (institutionId === null) return this.work.run(oneself, (tx) => operatorOf(tx, personId));
    return this.work.run(systemActor(institutionId), async (tx) => {
      const person = await colleague(tx, personId);
      if (!person || person.email === '' || (await isSuppressed(tx, person.email))) return undefined;
      const timeZone = (await zonesOf(tx, institutionId))(person);
      return { address: person.email, locale: person.locale, name: person.name, timeZone };
    });
  }
}
