import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The last number of an institution in a year, for references. */
@Entity('release_counter')
export class ReleaseCounterEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('integer')
  year: number;

  @Column('integer')
  last: number;
}
