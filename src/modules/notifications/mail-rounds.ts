import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { JobHandlers, JobQueue } from '../../jobs/index.js';
import { Clock } from '../../kernel/index.js';
import { MailSender } from '../mail/index.js';

/**
 * Has due mail sent: at once after mails were written in this process, and by the scheduled job, which also finds what
 * another process wrote, what is due only now, and what has to be tried again. In one process one round runs at a time.
 */
@Injectable()
export class MailRounds implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(MailRounds.name);
  private round: Promise<void> | undefined;
  private again = false;
  private isOn = false;

  constructor(
    private readonly jobs: JobHandlers,
    private readonly queue: JobQueue,
    private readonly sender: MailSender,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.register('send-mail', () => this.run());
  }

  onApplicationBootstrap(): void {
    this.isOn = this.queue.works;
  }

  /** Lets the round end that is on: a mail half sent would go out twice. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isOn = false;
    await this.round?.catch(() => undefined);
  }

  /** Mails were written and committed. */
  nudge(): void {
    if (!this.isOn) return;
    void this.run().catch((error: unknown) => {
      this.log.warn(`mail not sent: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  /** Ends when everything that was due at the call has had its attempt. */
  run(): Promise<void> {
    if (this.round) this.again = true;
    else {
      this.round = this.rounds().finally(() => {
        this.round = undefined;
      });
    }
    return this.round;
  }

  private async rounds(): Promise<void> {
    for (this.again = true; this.again;) {
      this.again = false;
      await this.sender.sendDue(this.clock.now());
    }
  }
}
