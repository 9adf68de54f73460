import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** Somebody who asked to be told when a problem is fixed. */
@Entity('problem_follower')
export class ProblemFollowerEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('problem')
  problemId: string;

  @PrimaryColumn('uuid')
  @ForeignKey('person')
  personId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  since: Date;
}
