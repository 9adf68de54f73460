import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** An upload that has begun. The commit that makes its attachments removes it: one that stays names what was left behind. */
@Entity('attachment_upload')
@Index('attachment_upload_begun', ['begunAt'])
export class AttachmentUploadEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  personId: string;

  /** What the keys of its files begin with. */
  @Column('text')
  storageKey: string;

  @Column({ type: 'timestamptz', precision: 3 })
  begunAt: Date;

  /** Its files are being removed: it cannot become an attachment any more. */
  @Column('boolean', { default: false })
  isClearing: boolean;
}
