import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** One side holds that another verdict should count; the other side settles it. */
@Entity('verdict_contest')
@Unique(['ticketId', 'n'])
@Index('verdict_contest_open', ['ticketId'], { unique: true, where: 'settled_at is null' })
@Check('verdict_contest_check', `(settled_at is null) = (agreed is null)`)
export class VerdictContestEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('handled_unit')
  ticketId: string;

  @Column('smallint')
  n: number;

  @Column('uuid')
  @ForeignKey('agreement')
  agreementId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('institution')
  leadProviderId: string;

  @Column('uuid')
  @ForeignKey('service')
  serviceId: string;

  /** What was counted when it was contested. */
  @Column('text')
  @Check('verdict_contest_verdict_check', `verdict in ('met', 'missed', 'excluded')`)
  verdict: string;

  @Column('text')
  @Check('verdict_contest_claimed_check', `claimed in ('met', 'missed', 'excluded')`)
  claimed: string;

  @Column('text')
  reason: string;

  @Column({ type: 'timestamptz', precision: 3 })
  openedAt: Date;

  @Column('uuid')
  openedBy: string;

  @Column('uuid')
  @ForeignKey('institution')
  openedByInstitutionId: string;

  @Column('boolean', { nullable: true })
  agreed: boolean | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  settledAt: Date | null;

  @Column('uuid', { nullable: true })
  settledBy: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('institution')
  settledByInstitutionId: string | null;

  @Column('text', { nullable: true })
  settlementReason: string | null;
}
