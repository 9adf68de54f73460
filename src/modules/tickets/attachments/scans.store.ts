import type { Transaction, WorkerUnitOfWork } from '../../../database/index.js';
import type { Audience } from '../../../events/index.js';
import type { AttachmentState } from './attachments.store.js';

/** A file to be scanned that is ours until `leaseUntil`. */
export interface ScanClaim {
  attachmentId: string;
  institutionId: string;
  /** How often the scanner was asked before. */
  attempts: number;
  /** When the file came. */
  since: Date;
  leaseUntil: Date;
}

export interface ScannedFile {
  ticketId: string;
  ticketInstitutionId: string;
  messageId: string;
  addedBy: string;
  size: number;
  storageKey: string;
  state: AttachmentState;
  audience: Audience;
  authorSide: 'requester' | 'user' | 'provider';
  readers: string[];
}

/**
 * Takes the file that has been due longest, of any institution, by moving its instant to the end of a lease. `since`: only
 * of those that came by then, `attempts`: and that the scanner was asked about so often.
 */
export async function claimScan(
  work: WorkerUnitOfWork,
  now: Date,
  leaseUntil: Date,
  { since, attempts }: { since: Date; attempts: number } = { since: now, attempts: 0 },
): Promise<ScanClaim | undefined> {
  const [row] = await work.outside<Omit<ScanClaim, 'leaseUntil'>>(
    `update attachment_scan
        set at = $2
      where attachment_id = (select attachment_id from attachment_scan
                              where at <= $1 and since <= $3 and attempts >= $4
                              order by at, attachment_id
                              limit 1
                                for update skip locked)
      returning attachment_id as "attachmentId", institution_id as "institutionId", attempts, since`,
    [now, leaseUntil, since, attempts],
  );
  return row && { ...row, leaseUntil };
}

export async function scannedFile(tx: Transaction, attachmentId: string): Promise<ScannedFile | undefined> {
  const [row] = await tx.query<ScannedFile>(
    `select a.ticket_id as "ticketId", t.institution_id as "ticketInstitutionId", a.message_id as "messageId",
            a.added_by as "addedBy", a.size, a.storage_key as "storageKey", a.state, m.audience,
            m.author_side as "authorSide", m.readers
       from attachment a
       join message m on m.id = a.message_id
       join ticket t on t.id = a.ticket_id
      where a.id = $1`,
    [attachmentId],
  );
  return row;
}

/** What becomes of a file in quarantine, once and for good. */
export type Verdict = 'clean' | 'rejected' | 'not_scanned';

/** The verdict that stands from now on: this one, or the one that was written down before. */
export async function writeVerdict(tx: Transaction, attachmentId: string, verdict: Verdict): Promise<AttachmentState> {
  const touched = await tx.run(`update attachment set state = $2 where id = $1 and state = 'quarantined'`, [
    attachmentId,
    verdict,
  ]);
  if (touched === 1) return verdict;
  const [row] = await tx.query<{ state: AttachmentState }>('select state from attachment where id = $1', [
    attachmentId,
  ]);
  if (!row) throw new Error(`attachment ${attachmentId} is gone`);
  return row.state;
}

export async function putOffScan(work: WorkerUnitOfWork, held: ScanClaim, until: Date): Promise<void> {
  await work.outside(
    'update attachment_scan set at = $3, attempts = least(attempts + 1, 1000) where attachment_id = $1 and at = $2',
    [held.attachmentId, held.leaseUntil, until],
  );
}

export async function endScan(work: WorkerUnitOfWork, held: ScanClaim): Promise<void> {
  await work.outside('delete from attachment_scan where attachment_id = $1', [held.attachmentId]);
}

/** Uploads that began long ago and never ended: from now on they cannot become attachments. */
export async function abandonedUploads(
  work: WorkerUnitOfWork,
  before: Date,
  limit: number,
): Promise<{ id: string; storageKey: string }[]> {
  return work.outside(
    `update attachment_upload set is_clearing = true
      where id in (select id from attachment_upload where begun_at < $1 order by begun_at limit $2 for update skip locked)
      returning id, storage_key as "storageKey"`,
    [before, limit],
  );
}

/** Its files are gone. */
export async function forgetUpload(work: WorkerUnitOfWork, id: string): Promise<void> {
  await work.outside('delete from attachment_upload where id = $1 and is_clearing', [id]);
}
