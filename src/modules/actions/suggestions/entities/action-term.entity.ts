import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A stem that stands in an action, and how much it says of it. Only functions of the owner look at it. */
@Entity('action_term')
@Index('action_term_found', ['serviceId', 'term', 'actionId', 'institutionId', 'sharing', 'isPublished', 'weight'])
export class ActionTermEntity {
  @PrimaryColumn('uuid')
  @ForeignKey('action')
  actionId: string;

  @PrimaryColumn('uuid')
  serviceId: string;

  @PrimaryColumn('text', { collation: 'C' })
  term: string;

  @Column('real')
  weight: number;

  @Column('uuid')
  institutionId: string;

  @Column('text')
  sharing: string;

  @Column('boolean')
  isPublished: boolean;
}
