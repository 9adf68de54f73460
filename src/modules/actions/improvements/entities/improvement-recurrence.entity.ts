import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** That the cause came back, found by the database. */
@Entity('improvement_recurrence')
@Index('improvement_recurrence_improvement', ['improvementId', 'at'])
@Index('improvement_recurrence_ticket', ['improvementId', 'ticketId'], {
  unique: true,
  where: 'withdrawn_at is null and ticket_id is not null',
})
@Check('improvement_recurrence_check', `(kind = 'ticket') = (ticket_id is not null)`)
export class ImprovementRecurrenceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('improvement')
  improvementId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  @Check('improvement_recurrence_kind_check', `kind in ('ticket', 'reopened')`)
  kind: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket')
  ticketId: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  withdrawnAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  recordedAt: Date | null;
}
