import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The last number given to a problem of an institution in a year. */
@Entity('problem_counter')
export class ProblemCounterEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('integer')
  year: number;

  @Column('integer')
  last: number;
}
