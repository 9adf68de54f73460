import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ImapFlow } from 'imapflow';
import { JobQueue } from '../../../jobs/index.js';
import { Complaints } from '../../../kernel/index.js';
import { MAIL_SETTINGS, MOST_BYTES_IN, type MailSettings } from '../mail.settings.js';
import { emptyBox, News, openBox, type Taking } from './imap-box.js';
import { imapPlaceOf, type ImapPlace } from './imap-place.js';
import { InboundService } from './inbound.service.js';

const SECOND = 1000;
/** Servers tell of new mail at once; one that does not is asked. */
const LOOK_MS = 30 * SECOND;
const SHORTEST_REST_MS = SECOND;
const LONGEST_REST_MS = 60 * SECOND;
/** A mail at which the connection ended or failed so often stays where it is, so that it holds back no other. */
const MOST_STUMBLES = 3;

/**
 * Fetches mail from a mailbox, for servers that do not hand it over: a connection that stays open, in each process that works.
 * Whatever ends it, it is begun anew.
 */
@Injectable()
export class MailboxWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('mailbox');
  private readonly complaints = new Complaints((line) => {
    this.log.warn(line);
  });
  private readonly place: ImapPlace | undefined;
  private client?: ImapFlow;
  private isOver = false;
  /** How often a mail could not be read, by its number in the mailbox. */
  private readonly stumbles = new Map<number, number>();
  private rest = SHORTEST_REST_MS;
  private wake: () => void = () => undefined;
  private watching: Promise<void> = Promise.resolve();

  constructor(
    private readonly inbound: InboundService,
    private readonly queue: JobQueue,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {
    this.place = settings.imapUrl === undefined ? undefined : imapPlaceOf(settings.imapUrl);
  }

  onApplicationBootstrap(): void {
    if (this.place && this.queue.works) this.watching = this.watch(this.place);
  }

  async onModuleDestroy(): Promise<void> {
    this.isOver = true;
    this.wake();
    this.client?.close();
    await this.watching;
  }

  private async watch(place: ImapPlace): Promise<void> {
    while (this.goesOn()) {
      try {
        await this.session(place);
      } catch (error) {
        // ended by ourselves
        if (this.goesOn()) this.complaints.about('mail is not fetched', whyOf(error));
      }
      if (this.goesOn()) await this.pause(this.rest);
      this.rest = Math.min(2 * this.rest, LONGEST_REST_MS);
    }
  }

  private async session(place: ImapPlace): Promise<void> {
    const client = new ImapFlow({
      ...place.server,
      logger: false,
      connectionTimeout: 10 * SECOND,
      greetingTimeout: 10 * SECOND,
      maxLiteralSize: this.most + 1_000_000,
      maxResponseSize: this.most + 2_000_000,
      maxIdleTime: 300 * SECOND,
      autoIdleDelay: SECOND,
    });
    this.client = client;
    // what it is about is told by the call that fails
    client.on('error', () => undefined);
    const news = new News(client);
    try {
      await client.connect();
      await openBox(client, place);
      this.rest = SHORTEST_REST_MS;
      while (client.usable && this.goesOn()) {
        news.forget();
        await emptyBox(client, place, this.taking);
        await news.wait(LOOK_MS);
      }
      if (this.goesOn()) this.complaints.about('mail is not fetched', 'the server ended the connection');
    } finally {
      client.close();
    }
  }

  /** Asked anew each time: it ends while something is waited for. */
  private readonly goesOn = (): boolean => !this.isOver;

  private readonly taking: Taking = {
    keep: (raw) => this.inbound.keep(raw),
    settle: async (id) => {
      // it is kept: what fails here is taken up again
      await this.inbound.answerTo(id).catch((error: unknown) => {
        this.complaints.about('a mail that was fetched waits', error instanceof Error ? error.message : String(error));
      });
    },
    most: this.most,
    tooLarge: (bytes) => {
      this.log.warn(
        `a mail of ${String(bytes)} bytes is too large: it lies in the folder ${this.place?.refused ?? ''}`,
      );
    },
    stumbled: (uid) => {
      this.stumbles.set(uid, (this.stumbles.get(uid) ?? 0) + 1);
      this.complaints.about('a mail in the mailbox cannot be read', `number ${String(uid)}`);
    },
    isGivenUp: (uid) => (this.stumbles.get(uid) ?? 0) >= MOST_STUMBLES,
    goesOn: () => this.goesOn() && !this.queue.isPaused,
  };

  private get most(): number {
    return this.settings.mostBytesIn ?? MOST_BYTES_IN;
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Without what surrounds a sign-in, which may hold names and passwords. */
function whyOf(error: unknown): string {
  const { code, authenticationFailed, responseStatus } = error as {
    code?: unknown;
    authenticationFailed?: unknown;
    responseStatus?: unknown;
  };
  if (authenticationFailed === true) return 'the server refused the name or the password of IMAP_URL';
  const what = [code, responseStatus].filter((one) => typeof one === 'string').join(' ');
  return what === '' ? (error instanceof Error ? error.constructor.name : 'unknown') : what;
}
