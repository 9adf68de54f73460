import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What became of one date of a plan. */
@Entity('plan_occurrence')
@ForeignKey('action_plan', ['planId', 'institutionId'], ['id', 'institutionId'], { onDelete: 'CASCADE' })
@Check('plan_occurrence_check', `(outcome = 'skipped') = (reason is not null)`)
@Check('plan_occurrence_check1', `outcome = 'skipped' or ticket_id is not null`)
@Check('plan_occurrence_check2', `outcome = 'opened' or done_at is null`)
@Check('plan_occurrence_check3', `(ticket_id is null) = (overdue_at is null)`)
@Check('plan_occurrence_check4', `(run_id is null) = (done_at is null)`)
export class PlanOccurrenceEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  planId: string;

  @PrimaryColumn('date')
  onDate: string;

  @Column('text')
  @Check('plan_occurrence_outcome_check', `outcome in ('opened', 'skipped')`)
  outcome: string;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket')
  @Index('plan_occurrence_ticket', { unique: true, where: 'ticket_id is not null' })
  ticketId: string | null;

  @Column('text', { nullable: true })
  reference: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  overdueAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  overdueToldAt: Date | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('run')
  runId: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  doneAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3 })
  decidedAt: Date;

  @Column('uuid')
  @ForeignKey('person')
  decidedBy: string;
}
