import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A change that a freeze lets pass, by the reference that whoever declared the freeze said. */
@Entity('freeze_exemption')
@Index('freeze_exemption_once', ['freezeId', 'changeReference'], { unique: true })
@Index('freeze_exemption_change', ['ownerId', 'changeReference'])
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
}
