import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { Config } from '../../../config/index.js';
import { systemActor, WorkerUnitOfWork } from '../../../database/index.js';
import { JobHandlers, JobQueue } from '../../../jobs/index.js';
import { Clock } from '../../../kernel/index.js';
import { colleague } from '../../identity/index.js';
import { isSuppressed, MAIL_SETTINGS, MailSender, writeCodeLetter, type MailSettings } from '../../mail/index.js';
import { zonesOf } from '../zones.js';
import * as codes from './decision-codes.store.js';
import { codeOf, HOUR_MS } from './domain/code.js';

const LEASE_MS = 20_000;

/**
 * Sends the codes that people asked for. A code stands in no row, so its mail does not either: it is written from the id
 * when it is sent, the same at every attempt, and tried again every twenty seconds until the code expires. Whoever dies in
 * between leaves a row that is taken again.
 */
@Injectable()
export class CodeRounds implements OnModuleInit, OnApplicationBootstrap {
  private readonly log = new Logger('decision codes');
  private isOn = false;

  constructor(
    private readonly jobs: JobHandlers,
    private readonly queue: JobQueue,
    private readonly work: WorkerUnitOfWork,
    private readonly sender: MailSender,
    private readonly clock: Clock,
    private readonly config: Config,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register('send-decision-codes', () => this.run());
  }

  onApplicationBootstrap(): void {
    this.isOn = this.queue.works;
  }

  /** A code was asked for, and that is committed. */
  nudge(): void {
    if (!this.isOn) return;
    void this.run().catch((error: unknown) => {
      this.log.warn(`codes not sent: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** Ends when every code that was due has had its attempt. */
  async run(): Promise<void> {
    const now = this.clock.now();
    // what is older counts nowhere any more
    await codes.clear(this.work, new Date(now.getTime() - 2 * HOUR_MS));
    for (;;) {
      const code = await codes.claim(this.work, now, new Date(now.getTime() + LEASE_MS));
      if (!code) return;
      const outcome = await this.send(code, now);
      if (outcome === 'unreachable') return;
      if (outcome !== 'temporary') await codes.ended(this.work, code.id);
    }
  }

  private async send({ id, institutionId, personId, expiresAt }: codes.CodeToSend, now: Date): Promise<string> {
    const [secret] = this.settings.secretKeys;
    if (secret === undefined) throw new Error('codes need a secret key');
    const letter = await this.work.run(systemActor(institutionId), async (tx) => {
      const person = await colleague(tx, personId);
      if (!person || person.email === '' || (await isSuppressed(tx, person.email))) return undefined;
      const timeZone = (await zonesOf(tx, institutionId))(person);
      const said = {
        code: codeOf(id, secret),
        expiresAt,
        readerName: person.name,
        timeZone,
        url: this.config.publicUrl,
      };
      return { toAddress: person.email, ...writeCodeLetter(said, person.locale.startsWith('en') ? 'en' : 'fr') };
    });
    if (!letter) return 'nobody';
    const { outcome } = await this.sender.sendUnkept({ id, ...letter, createdAt: now });
    if (outcome !== 'sent') this.log.warn('a code was not sent', { codeId: id, outcome });
    return outcome;
  }
}
