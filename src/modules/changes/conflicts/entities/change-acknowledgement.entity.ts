import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One owner’s word that their change may overlap another on the same service. */
@Entity('change_acknowledgement')
@Index('change_acknowledgement_once', ['institutionId', 'changeId', 'otherId'], { unique: true })
@Index('change_acknowledgement_other', ['otherId'])
export class ChangeAcknowledgementEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('text')
  changeReference: string;

  @Column('uuid')
  @ForeignKey('change')
  otherId: string;

  @Column('uuid')
  @ForeignKey('institution')
  otherOwnerId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  overlapFrom: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  overlapTo: Date;

  @Column('text')
  reason: string;

  @Column('uuid')
  saidBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  saidAt: Date;
}
