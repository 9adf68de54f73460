import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When a plan is looked at: ids and instants. */
@Entity('plan_due')
@Index('plan_due_at', ['at'])
@Index('plan_due_action', ['actionId'], { where: `step = 'next'` })
export class PlanDueEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('action_plan', { onDelete: 'CASCADE' })
  planId: string;

  @PrimaryColumn('text')
  @Check('plan_due_step_check', `step in ('next', 'overdue')`)
  step: string;

  @PrimaryColumn('date')
  onDate: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('uuid')
  @ForeignKey('action')
  actionId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
