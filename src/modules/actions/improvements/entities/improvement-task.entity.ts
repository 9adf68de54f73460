import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

@Entity('improvement_task')
@Index('improvement_task_improvement', ['improvementId', 'position'])
@Check('improvement_task_check', `(done_by is null) = (done_at is null)`)
export class ImprovementTaskEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('improvement')
  improvementId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('integer')
  position: number;

  @Column('text')
  title: string;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  doneBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  doneAt: Date | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  removedAt: Date | null;
}
