import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A review of a version, by somebody who wrote none of it. */
@Entity('action_review')
@ForeignKey('action', ['actionId', 'institutionId'], ['id', 'institutionId'])
@Index('action_review_action', ['actionId', 'reviewedAt'])
export class ActionReviewEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('action_version')
  versionId: string;

  @Column('uuid')
  actionId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('uuid')
  @ForeignKey('person')
  reviewedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  reviewedAt: Date;
}
