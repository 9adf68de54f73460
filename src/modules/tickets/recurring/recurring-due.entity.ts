import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When a recurring ticket is to open next. */
@Entity('recurring_due')
@Index('recurring_due_at', ['at'])
export class RecurringDueEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('recurring_ticket', { onDelete: 'CASCADE' })
  recurringId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
