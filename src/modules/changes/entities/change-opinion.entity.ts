import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What one person said of a change: a peer, the authority, one of the two of an emergency. */
@Entity('change_opinion')
@Index('change_opinion_change', ['changeId', 'saidAt'])
@Check('change_opinion_check', `decision = 'approve' or reason is not null`)
export class ChangeOpinionEntity {
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

  @Column('text')
  @Check('change_opinion_as_what_check', `as_what in ('peer', 'authority', 'emergency')`)
  asWhat: string;

  @Column('uuid')
  personId: string;

  @Column('text')
  @Check('change_opinion_decision_check', `decision in ('approve', 'reject')`)
  decision: string;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('bytea')
  digest: Buffer;

  @Column({ type: 'timestamptz', precision: 3 })
  saidAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  voidedAt: Date | null;
}
