import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A file of a message; whoever reads the message reads it. */
@Entity('attachment')
@Index('attachment_message', ['messageId', 'addedAt', 'id'])
@Index('attachment_ticket', ['ticketId', 'addedAt', 'id'])
export class AttachmentEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('ticket')
  ticketId: string;

  @Column('uuid')
  @ForeignKey('message')
  messageId: string;

  /** That added it. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  addedBy: string;

  @Column('text')
  name: string;

  /** As the content says, whatever was declared. */
  @Column('text')
  mediaType: string;

  @Column('integer')
  @Check('attachment_size_check', 'size > 0')
  size: number;

  @Column('bytea')
  sha256: Buffer;

  /** Where the bytes are; random. */
  @Column('text')
  storageKey: string;

  @Column('text')
  @Check(
    'attachment_state_check',
    `state in ('unscanned', 'quarantined', 'clean', 'rejected', 'not_scanned', 'erased')`,
  )
  state: string;

  @Column({ type: 'timestamptz', precision: 3 })
  addedAt: Date;
}
