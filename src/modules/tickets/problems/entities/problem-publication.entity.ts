import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** What was told of a problem; a text that is corrected is another one. */
@Entity('problem_publication')
@Unique(['institutionId', 'problemId', 'number'])
@Index('problem_publication_problem', ['problemId', 'number'])
@Check('problem_publication_check', `(fixed_fr is null) = (fixed_en is null)`)
export class ProblemPublicationEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  @ForeignKey('problem')
  problemId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('integer')
  number: number;

  @Column('text')
  titleFr: string;

  @Column('text', { nullable: true })
  titleEn: string | null;

  @Column('text')
  workaroundFr: string;

  @Column('text', { nullable: true })
  workaroundEn: string | null;

  @Column('uuid', { array: true })
  componentIds: string[];

  @Column('text', { nullable: true })
  fixedFr: string | null;

  @Column('text', { nullable: true })
  fixedEn: string | null;

  @Column('tsvector')
  words: string;

  @Column({ type: 'timestamptz', precision: 3 })
  publishedAt: Date;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  withdrawnAt: Date | null;
}
