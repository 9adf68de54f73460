import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What became of one date of a recurring ticket. */
@Entity('recurring_occurrence')
@Check('recurring_occurrence_check', `(outcome = 'opened') = (ticket_id is not null)`)
@Check('recurring_occurrence_check1', `(outcome = 'skipped') = (reason is not null)`)
export class RecurringOccurrenceEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('recurring_ticket', { onDelete: 'CASCADE' })
  recurringId: string;

  @PrimaryColumn('date')
  onDate: string;

  @Column('text')
  @Check('recurring_occurrence_outcome_check', `outcome in ('opened', 'skipped')`)
  outcome: string;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('ticket')
  ticketId: string | null;

  @Column('text', { nullable: true })
  reference: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  decidedAt: Date;

  @Column('uuid')
  @ForeignKey('person')
  decidedBy: string;
}
