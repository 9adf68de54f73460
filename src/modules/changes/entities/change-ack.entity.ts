import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** That an affected institution has taken note of an announcement. */
@Entity('change_ack')
@Index('change_ack_change', ['changeId'])
export class ChangeAckEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change')
  changeId: string;

  /** Which announcement: what moved is announced anew. */
  @PrimaryColumn({ type: 'timestamptz', precision: 3 })
  announcedAt: Date;

  @Column('uuid')
  @ForeignKey('institution')
  ownerId: string;

  @Column('uuid')
  personId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  acknowledgedAt: Date;
}
