import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import { JobHandlers } from '../../../jobs/index.js';
import { Clock } from '../../../kernel/index.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { ATTACHMENT_SETTINGS, type AttachmentSettings } from './attachments.settings.js';
import type { AttachmentState } from './attachments.store.js';
import { nextAsk } from './domain/scan-retry.js';
import * as store from './scans.store.js';
import { Scanner } from './scanner.js';
import { AttachmentStorage } from './storage/storage.js';

const HOUR_MILLISECONDS = 3_600_000;
const LEASE_MILLISECONDS = 6 * 60_000;
const UPLOAD_KEPT_MILLISECONDS = 86_400_000;
const AT_ONCE = 100;
const MOST_FILES = 100;
const UNANSWERED_IN_A_ROW = 3;

/**
 * What happens to files by itself. Those in quarantine are shown to the scanner, one after the other: leased, sent with no
 * transaction open, the answer written down in the name of whoever added them. A lease of somebody who died runs out. A
 * file that is rejected is removed after the commit and before its row of the scan, so that a kill in between comes back.
 * What the scanner has no answer for until the term is over is given up in the same way, and never released.
 *
 * And what uploads left behind that never ended is cleared away after a day, when no request can still be under way: the
 * files first, then the row by which they are found.
 */
@Injectable()
export class ScanRounds implements OnModuleInit {
  private readonly log = new Logger(ScanRounds.name);
  private lastComplaint = '';
  private readonly term: number;

  constructor(
    private readonly jobs: JobHandlers,
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly tickets: TicketsStore,
    private readonly storage: AttachmentStorage,
    private readonly scanner: Scanner,
    @Inject(ATTACHMENT_SETTINGS) private readonly settings: AttachmentSettings,
  ) {
    this.term = settings.scannerTermHours * HOUR_MILLISECONDS;
  }

  onModuleInit(): void {
    this.jobs.register('scan-attachments', () => this.scanDue());
    this.jobs.register('clear-uploads', () => this.clearAbandoned());
  }

  /**
   * Everything that is due now. One file that the scanner has no answer for does not keep the others waiting; a scanner
   * that has none for several in a row is away, and is asked nothing more in this round. What has waited for the whole term
   * comes to its end all the same.
   */
  async scanDue(): Promise<void> {
    const hasScanner = this.settings.scannerUrl !== undefined;
    for (let unanswered = 0; hasScanner && unanswered < UNANSWERED_IN_A_ROW;) {
      const held = await this.claim();
      if (!held) return;
      unanswered = (await this.scan(held)) ? 0 : unanswered + 1;
    }
    for (;;) {
      const since = new Date(this.clock.now().getTime() - this.term);
      const held = await this.claim({ since, attempts: hasScanner ? 1 : 0 });
      if (!held) return;
      await this.end(held, await this.fileOf(held), 'not_scanned');
    }
  }

  async clearAbandoned(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - UPLOAD_KEPT_MILLISECONDS);
    for (const { id, storageKey } of await store.abandonedUploads(this.work, before, AT_ONCE)) {
      for (let n = 0; n < MOST_FILES; n += 1) await this.storage.remove(`${storageKey}-${String(n)}`);
      await store.forgetUpload(this.work, id);
    }
  }

  private claim(only?: { since: Date; attempts: number }): Promise<store.ScanClaim | undefined> {
    const now = this.clock.now();
    return store.claimScan(this.work, now, new Date(now.getTime() + LEASE_MILLISECONDS), only);
  }

  private async fileOf({ attachmentId, institutionId }: store.ScanClaim): Promise<store.ScannedFile> {
    const file = await this.work.run(systemActor(institutionId), (tx) => store.scannedFile(tx, attachmentId));
    if (!file) throw new Error(`attachment ${attachmentId} is to be scanned and does not exist`);
    return file;
  }

  /** False when the scanner had no answer. */
  private async scan(held: store.ScanClaim): Promise<boolean> {
    const file = await this.fileOf(held);
    // what was written down before a kill is only carried out
    if (file.state !== 'quarantined') return this.end(held, file, file.state === 'clean' ? 'clean' : 'rejected');
    let isClean: boolean;
    try {
      isClean = await this.ask(file);
    } catch (error) {
      this.complain(error);
      const asked = { attemptsBefore: held.attempts, since: held.since, now: this.clock.now() };
      const next = nextAsk(asked, this.term);
      if (next) await store.putOffScan(this.work, held, next);
      else await this.end(held, file, 'not_scanned');
      return false;
    }
    return this.end(held, file, isClean ? 'clean' : 'rejected');
  }

  /** Writes the verdict down and carries out what stands then. False when that failed: it comes again. */
  private async end(held: store.ScanClaim, file: store.ScannedFile, verdict: store.Verdict): Promise<boolean> {
    try {
      const stands = await this.work.run(systemActor(held.institutionId), (tx) =>
        this.writeDown(tx, held, file, verdict),
      );
      if (stands !== 'clean') await this.storage.remove(file.storageKey);
      await store.endScan(this.work, held);
      if (verdict !== 'not_scanned') this.lastComplaint = '';
      return true;
    } catch (error) {
      this.complain(error);
      await store.putOffScan(this.work, held, new Date(this.clock.now().getTime() + LEASE_MILLISECONDS));
      return false;
    }
  }

  private async ask({ storageKey, size }: store.ScannedFile): Promise<boolean> {
    return this.scanner.isClean(await this.storage.read(storageKey), size);
  }

  /** The event is the owner's where the owner reads it, for an author's part may have ended meanwhile. */
  private async writeDown(
    tx: Transaction,
    held: store.ScanClaim,
    file: store.ScannedFile,
    verdict: store.Verdict,
  ): Promise<AttachmentState> {
    const isInside = file.audience === 'internal';
    await this.tickets.lock(tx, file.ticketId);
    if (file.state !== 'quarantined') return file.state;
    const stands = await store.writeVerdict(tx, held.attachmentId, verdict);
    if (stands !== verdict) return stands;
    const event = {
      type: eventOf[verdict],
      audience: file.audience,
      side: isInside && file.authorSide !== 'requester' ? file.authorSide : ('user' as const),
      readers: file.readers,
      data: {
        attachmentId: held.attachmentId,
        messageId: file.messageId,
        addedBy: file.addedBy,
        // whoever was to read it is told too
        ...(verdict === 'not_scanned' ? { authorSide: file.authorSide } : {}),
      },
    };
    const append = () => this.events.append(tx, file.ticketId, this.clock.now(), [event]);
    if (!isInside) await tx.asOwner(file.ticketInstitutionId, append);
    else if (await isStillParty(tx, file)) await append();
    return stands;
  }

  /** A scanner that is away is said once, not at every file. */
  private complain(error: unknown): void {
    const cause = error instanceof Error && typeof error.cause === 'string' ? `: ${error.cause}` : '';
    const complaint = `files stay in quarantine: ${error instanceof Error ? error.message : String(error)}${cause}`;
    if (complaint === this.lastComplaint) return;
    this.lastComplaint = complaint;
    this.log.error(complaint);
  }
}

const eventOf = {
  clean: 'attachment.released',
  rejected: 'attachment.rejected',
  not_scanned: 'attachment.given_up',
} as const;

async function isStillParty(tx: Transaction, { ticketId, authorSide }: store.ScannedFile): Promise<boolean> {
  const rows = await tx.query('select 1 from ticket_party where ticket_id = $1 and side = $2 and until is null', [
    ticketId,
    authorSide,
  ]);
  return rows.length > 0;
}
