import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The last number given to an improvement of an institution in a year. */
@Entity('improvement_counter')
export class ImprovementCounterEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('integer')
  year: number;

  @Column('integer')
  last: number;
}
