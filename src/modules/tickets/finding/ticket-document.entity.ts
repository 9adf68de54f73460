import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Everything that one reader may read of a ticket, as words. Only functions of the owner look at it. */
@Entity('ticket_document')
@Index('ticket_document_words', ['words'], { type: 'gin', where: 'not is_personal' })
export class TicketDocumentEntity {
  /** A reader key of texts, or that of whoever asked. */
  @PrimaryColumn('text')
  reader: string;

  @PrimaryColumn('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('uuid')
  serviceId: string;

  @Column('boolean')
  isOwn: boolean;

  @Column('boolean')
  isPersonal: boolean;

  @Column('tsvector')
  words: string;
}
