import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When managers are told next of a decision that they owe. */
@Entity('hierarchical_due')
@Index('hierarchical_due_at', ['at'])
export class HierarchicalDueEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('hierarchical_escalation')
  hierarchicalEscalationId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  at: Date;
}
