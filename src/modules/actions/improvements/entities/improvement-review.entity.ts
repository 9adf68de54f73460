import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** 30 and 90 days after an improvement was implemented, each time that it was. */
@Entity('improvement_review')
@Check('improvement_review_check', `(verdict is null) = (by_id is null)`)
@Check('improvement_review_check1', `(verdict is null) = (at is null)`)
@Check('improvement_review_check2', `(verdict is null) = (note is null)`)
export class ImprovementReviewEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('improvement')
  improvementId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn({ type: 'timestamptz', precision: 3 })
  implementedAt: Date;

  @PrimaryColumn('integer')
  @Check('improvement_review_after_days_check', `after_days in (30, 90)`)
  afterDays: number;

  @Column('date')
  dueOn: string;

  @Column('text', { nullable: true })
  @Check('improvement_review_verdict_check', `verdict in ('effective', 'not_effective', 'unclear')`)
  verdict: string | null;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  byId: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  at: Date | null;
}
