import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What is told of a version of a model. */
@Entity('change_model_version')
@Index('change_model_version_model', ['modelId', 'number'])
export class ChangeModelVersionEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('change_model')
  modelId: string;

  @PrimaryColumn('integer')
  number: number;

  @Column('text')
  titleFr: string;

  @Column('text')
  titleEn: string;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  approvedAt: Date | null;
}
