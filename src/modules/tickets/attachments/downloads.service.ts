import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page, type Sendable } from '../../../http/index.js';
import { DomainError } from '../../../kernel/index.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { AttachmentsStore, type ListedAttachment } from './attachments.store.js';
import { inlineTypeOf } from './domain/media-type.js';
import { AttachmentStorage } from './storage/storage.js';

/** The files of a ticket, for whoever reads the messages that they belong to. */
@Injectable()
export class DownloadsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly tickets: TicketsStore,
    private readonly attachments: AttachmentsStore,
    private readonly storage: AttachmentStorage,
  ) {}

  list(actor: Actor, reference: string, limit: number, cursor?: string): Promise<Page<ListedAttachment>> {
    const after = decodeCursor(cursor, placeInTime('addedAt'));
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const rows = await this.attachments.ofTicket(tx, ticket.id, limit + 1, after);
      return toPage(
        rows,
        limit,
        (row) => ({ addedAt: row.addedAt.toISOString(), id: row.id }),
        (row) => row,
      );
    });
  }

  /** Refuses (409) what is in quarantine, and what was removed there. */
  async open(actor: Actor, reference: string, id: string): Promise<Sendable> {
    const file = await this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      return this.attachments.one(tx, ticket.id, id);
    });
    if (file.state === 'quarantined')
      throw notYours('quarantined', 'The file has not been scanned yet: try again later.');
    if (file.state === 'erased') throw notYours('erased', 'The file went with what its author asked to be erased.');
    if (file.state === 'rejected') throw notYours('rejected', 'The scanner found the file harmful: it was removed.');
    if (file.state === 'not_scanned')
      throw notYours('not_scanned', 'The scanner never answered: the file was removed.');
    return {
      name: file.name,
      size: file.size,
      tag: file.sha256.toString('hex'),
      inlineAs: inlineTypeOf(file.mediaType),
      open: (range) => this.storage.read(file.storageKey, range),
    };
  }
}

const notYours = (code: string, detail: string) => new DomainError({ kind: 'conflict', code, detail });
