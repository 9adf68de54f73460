import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Who was told of what happened to a problem: once, on however many tickets. */
@Entity('problem_telling')
@Index('problem_telling_problem', ['problemId', 'eventId'])
export class ProblemTellingEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('event')
  eventId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @Column('uuid')
  @ForeignKey('problem')
  problemId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  toldAt: Date;
}
