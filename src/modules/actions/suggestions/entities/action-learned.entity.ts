import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** On how many tickets with a term an action worked, or did not. Only functions of the owner look at it. */
@Entity('action_learned')
@Index('action_learned_most', ['serviceId', 'reader', 'term', 'worked', 'actionId'], { where: 'worked > 0' })
export class ActionLearnedEntity {
  @PrimaryColumn('uuid')
  serviceId: string;

  @PrimaryColumn('text', { collation: 'C' })
  reader: string;

  /** Empty: all of them. */
  @PrimaryColumn('text', { collation: 'C' })
  term: string;

  @PrimaryColumn('uuid')
  actionId: string;

  @Column('integer')
  worked: number;

  @Column('integer')
  failed: number;
}
