import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A reasoned objection of an affected institution. */
@Entity('change_objection')
@Index('change_objection_now', ['institutionId', 'changeId'], { unique: true, where: 'withdrawn_at is null' })
@Index('change_objection_change', ['changeId'])
export class ChangeObjectionEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('change')
  changeId: string;

  @Column('uuid')
  @ForeignKey('institution')
  ownerId: string;

  @Column('uuid')
  personId: string;

  @Column('text')
  reason: string;

  @Column('boolean')
  isSecurity: boolean;

  @Column({ type: 'timestamptz', precision: 3 })
  objectedAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  withdrawnAt: Date | null;
}
