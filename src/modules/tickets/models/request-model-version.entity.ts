import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** One version of a request model. Once published it never changes. */
@Entity('request_model_version')
@Check('request_model_version_check', `(published_by is null) = (published_at is null)`)
export class RequestModelVersionEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('request_model')
  modelId: string;

  @PrimaryColumn('integer')
  @Check('request_model_version_number_check', `number > 0`)
  number: number;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('jsonb')
  content: object;

  @Column('uuid')
  @ForeignKey('person')
  writtenBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  writtenAt: Date;

  @Column('uuid', { nullable: true })
  @ForeignKey('person')
  publishedBy: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  publishedAt: Date | null;
}
