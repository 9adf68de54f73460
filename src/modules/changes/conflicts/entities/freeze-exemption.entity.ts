import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A change that a freeze lets pass, by the reference that whoever declared the freeze said. */
@Entity('freeze_exemption')
@Index('freeze_exemption_once', ['freezeId', 'changeReference'], { unique: true, where: 'withdrawn_at is null' })
@Index('freeze_exemption_change', ['ownerId', 'changeReference'])
@Check(
  'freeze_exemption_check',
  '(withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdraw_reason is null)',
)
export class FreezeExemptionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  institutionId: string | null;

  @Column('uuid')
  @ForeignKey('change_freeze')
  freezeId: string;

  @Column('text')
  changeReference: string;

  @Column('uuid')
  @ForeignKey('institution')
  ownerId: string;

  @Column('text')
  reason: string;

  @Column('uuid')
  saidBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  saidAt: Date;

  /** When it was taken back; it may be said anew. */
  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  withdrawnAt: Date | null;

  @Column('uuid', { nullable: true })
  withdrawnBy: string | null;

  @Column('text', { nullable: true })
  withdrawReason: string | null;
}
