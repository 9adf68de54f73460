import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** When something is to be said of an improvement next: for the worker, which crosses institutions here. */
@Entity('improvement_due')
export class ImprovementDueEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('improvement')
  improvementId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  @Index('improvement_due_at')
  at: Date;
}
