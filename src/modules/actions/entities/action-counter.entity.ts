import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** The last number of an action of an institution, per year. */
@Entity('action_counter')
export class ActionCounterEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('institution')
  institutionId: string;

  @PrimaryColumn('integer')
  year: number;

  @Column('integer')
  last: number;
}
