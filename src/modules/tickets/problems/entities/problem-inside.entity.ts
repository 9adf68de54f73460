import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What its own provider side writes of a problem, and means to publish next. */
@Entity('problem_inside')
export class ProblemInsideEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('problem')
  problemId: string;

  @Column('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @Column('text')
  title: string;

  @Column('text', { nullable: true })
  cause: string | null;

  @Column('uuid', { array: true })
  componentIds: string[];

  @Column('text', { nullable: true })
  titleFr: string | null;

  @Column('text', { nullable: true })
  titleEn: string | null;

  @Column('text', { nullable: true })
  workaroundFr: string | null;

  @Column('text', { nullable: true })
  workaroundEn: string | null;

  @Column('tsvector')
  words: string;

  @Column('integer')
  version: number;

  @Column('uuid')
  openedBy: string;

  @Column({ type: 'timestamptz', precision: 3 })
  openedAt: Date;

  @Column({ type: 'timestamptz', precision: 3 })
  updatedAt: Date;
}
