import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/**
 * The last number given to a ticket of an institution in a year. References are counted per institution: a common number
 * would tell volumes.
 */
@Entity('reference_counter')
export class ReferenceCounterEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('integer')
  year: number;

  @Column('integer')
  last: number;
}
