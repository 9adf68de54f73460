import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { notFound } from '../../../kernel/index.js';

export type AttachmentState = 'unscanned' | 'quarantined' | 'clean' | 'rejected' | 'not_scanned' | 'erased';

export interface Attachment {
  id: string;
  ticketId: string;
  messageId: string;
  name: string;
  mediaType: string;
  size: number;
  sha256: Buffer;
  storageKey: string;
  state: AttachmentState;
  addedAt: Date;
}

/** A file as lists show it. */
export type ListedAttachment = Pick<
  Attachment,
  'id' | 'messageId' | 'name' | 'mediaType' | 'size' | 'sha256' | 'state' | 'addedAt'
>;

const listed = `
  a.id, a.message_id as "messageId", a.name, a.media_type as "mediaType", a.size, a.sha256, a.state, a.added_at as "addedAt"`;

/** The rows of attachments, and of uploads under way. What the actor may see is decided by the wall. */
@Injectable()
export class AttachmentsStore {
  /** Says that files are going to be written under a key, before the first byte. */
  async begin(tx: Transaction, upload: { id: string; storageKey: string; at: Date }): Promise<void> {
    await tx.run(
      `insert into attachment_upload (id, institution_id, person_id, storage_key, begun_at)
       values ($1, app_institution(), app_person(), $2, $3)`,
      [upload.id, upload.storageKey, upload.at],
    );
  }

  /** The upload is over; false when what it wrote was cleared away meanwhile. */
  async end(tx: Transaction, uploadId: string): Promise<boolean> {
    return (await tx.run('delete from attachment_upload where id = $1 and not is_clearing', [uploadId])) === 1;
  }

  /** From now on the upload cannot become an attachment, and its files may go; false when it became one. */
  async giveUp(tx: Transaction, uploadId: string): Promise<boolean> {
    return (await tx.run('update attachment_upload set is_clearing = true where id = $1', [uploadId])) === 1;
  }

  /** Its files are gone. */
  async forget(tx: Transaction, uploadId: string): Promise<void> {
    await tx.run('delete from attachment_upload where id = $1 and is_clearing', [uploadId]);
  }

  async add(tx: Transaction, attachment: Attachment): Promise<void> {
    await tx.run(
      `insert into attachment (id, ticket_id, message_id, institution_id, added_by, name, media_type, size, sha256,
              storage_key, state, added_at)
       values ($1, $2, $3, app_institution(), app_person(), $4, $5, $6, $7, $8, $9, $10)`,
      [
        attachment.id,
        attachment.ticketId,
        attachment.messageId,
        attachment.name,
        attachment.mediaType,
        attachment.size,
        attachment.sha256,
        attachment.storageKey,
        attachment.state,
        attachment.addedAt,
      ],
    );
    if (attachment.state !== 'quarantined') return;
    await tx.run(
      'insert into attachment_scan (attachment_id, institution_id, at, since) values ($1, app_institution(), $2, $2)',
      [attachment.id, attachment.addedAt],
    );
  }

  /**
   * How many bytes the acting institution has added to a ticket and how many files to a message, as far as the actor sees
   * them: what others have added is none of its business, and not told by a refusal.
   */
  async added(tx: Transaction, ticketId: string, messageId?: string): Promise<{ bytes: number; files: number }> {
    const [row] = await tx.query<{ bytes: number; files: number }>(
      `select coalesce(sum(a.size) filter (where a.state not in ('rejected', 'not_scanned', 'erased')), 0)::float8 as bytes,
              (count(*) filter (where a.message_id = $2))::integer as files
         from attachment a
        where a.ticket_id = $1 and a.institution_id = app_institution()`,
      [ticketId, messageId ?? null],
    );
    return row ?? { bytes: 0, files: 0 };
  }

  /** The files of a ticket that the actor may read, oldest first, after a position. */
  ofTicket(
    tx: Transaction,
    ticketId: string,
    limit: number,
    after?: { addedAt: string; id: string },
  ): Promise<ListedAttachment[]> {
    return tx.query<ListedAttachment>(
      `select ${listed}
         from attachment a
        where a.ticket_id = $1 and (a.added_at, a.id) > ($2::timestamptz, $3::uuid)
        order by a.added_at, a.id
        limit $4`,
      [ticketId, after?.addedAt ?? '-infinity', after?.id ?? '00000000-0000-0000-0000-000000000000', limit],
    );
  }

  /** Throws the one 404 when there is none on this ticket, or none for this actor. */
  async one(tx: Transaction, ticketId: string, id: string): Promise<ListedAttachment & { storageKey: string }> {
    const [row] = await tx.query<ListedAttachment & { storageKey: string }>(
      `select ${listed}, a.storage_key as "storageKey" from attachment a where a.ticket_id = $1 and a.id = $2`,
      [ticketId, id],
    );
    if (!row) throw notFound();
    return row;
  }
}

/** The names of some files, for letters. */
export async function namesOfFiles(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ id: string; name: string }>(
    'select id, name from attachment where id = any ($1::uuid[])',
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
