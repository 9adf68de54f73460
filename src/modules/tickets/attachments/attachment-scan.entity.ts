import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When the scanner is to be asked about a file. */
@Entity('attachment_scan')
@Index('attachment_scan_at', ['at'])
export class AttachmentScanEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('attachment')
  attachmentId: string;

  /** In whose name it is read. */
  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column('smallint', { default: 0 })
  attempts: number;

  /** When the file came: its term runs from here. */
  @Column({ type: 'timestamptz', precision: 3 })
  since: Date;
}
